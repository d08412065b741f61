"""The shipping quote that an order's shopper chose for each of its addresses."""

from bigcommerce_sandbox.generator.values import Row, dice, rfc2822
from bigcommerce_sandbox.queries import read_moment

_UNQUOTED = frozenset({"manual", "external"})
"""Sources of orders that nobody made on a storefront."""


def shipping_quote(order: Row, address_id: int) -> Row | None:
    """The quote as ``/orders/{id}/shipping_addresses/{address}/shipping_quotes`` has it, if any.

    Raises:
        KeyError: The order has no such address.
    """
    if address_id not in {one["id"] for one in order["consignments"]["shipping"]}:
        raise KeyError(address_id)
    if order["order_source"] in _UNQUOTED:
        return None
    is_live = address_id % 2 == 0
    return {
        "id": str(address_id),
        "uuid": dice(0, "quote", address_id).uuid(),
        "timestamp": rfc2822(int(read_moment(order["date_created"]).timestamp())),
        "shipping_provider_id": "bcrealtime" if is_live else "bcstatic",
        "shipping_provider_quote": [_OF_A_CARRIER] if is_live else [],
        "provider_code": "fedex" if is_live else "peritem",
        "carrier_code": "",
        "rate_code": "",
        "rate_id": "",
        "method_id": 5 if is_live else 2,
    }


_OF_A_CARRIER: Row = {
    "rate": {"value": "107.32", "unit": "USD"},
    "transitTime": "1",
    "name": "Priority Overnight",
    "signatureConfirmationFee": {},
    "carrierName": "",
    "deliveryMessage": "",
    "labelSizes": [],
    "dates": [],
}
"""Its fields are the carrier's own (orders reference)."""
