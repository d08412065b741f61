"""Ways to pay and to pick up as ``/v2/payments/methods`` and ``/v3/pickup/methods`` answer them."""

from bigcommerce_sandbox.generator.shop import Shop
from bigcommerce_sandbox.generator.values import Row, iso

_PAYMENTS = (
    ("squarev2", "Square"),
    ("paypalcommerce", "PayPal"),
    ("bigcommerce_payments", "Credit Card"),
    ("klarna", "Klarna. Pay later."),
    ("bank_deposit", "Bank Deposit"),
)

PAYMENTS = len(_PAYMENTS)

_PICKUPS = ("Pick up in store", "Curbside", "Locker")


def payment_method(_seed: int, number: int, _created: int) -> Row:
    """One payment method; it has a code in place of an id."""
    if number > PAYMENTS:
        return {"code": f"custom_{number}", "name": f"Method {number}", "test_mode": False}
    code, name = _PAYMENTS[number - 1]
    return {"code": code, "name": name, "test_mode": number == 1}


def pickup_method(shop: Shop, method_id: int, created: int) -> Row:
    """One pickup method, without ``date_modified``; orders name the first."""
    location_id = 1 + (method_id - 1) % (len(shop.created["inventory_locations"]) or 1)
    name = _PICKUPS[(method_id - 1) % len(_PICKUPS)]
    return {
        "id": method_id,
        "location_id": location_id,
        "display_name": name if method_id <= len(_PICKUPS) else f"{name} {method_id}",
        "collection_instructions": "Bring your ID.",
        "collection_time_description": "9am - 6pm",
        "location_identity": location_id,
        "date_created": iso(created),
    }
