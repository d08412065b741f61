"""The shipments of an order, made of what its lines say was shipped."""

from bigcommerce_sandbox.generator.values import Row

_PROVIDERS = (("usps", "USPS"), ("ups", "UPS"), ("", ""), ("carrier_1234567", "Trail Freight"))

_ADDRESS = (
    *("first_name", "last_name", "company", "street_1", "street_2", "city", "state", "zip"),
    *("country", "country_iso2", "phone", "email"),
)


def shipments(order: Row) -> list[Row]:
    """The shipments as ``/orders/{id}/shipments`` lists them.

    What goes to one address goes at once, but for every third order: of these each line's first
    unit goes ahead. Lines without an address are handed over without a shipment.
    """
    listed = []
    for parcel in order["consignments"]["shipping"]:
        lines = [
            line
            for line in order["products"]
            if line.get("order_address_id") == parcel["id"] and line.get("quantity_shipped")
        ]
        for place, items in enumerate(_loads(order, lines)):
            listed.append(_shipment(order, parcel, parcel["id"] * 2 + place, items))
    return listed


def _loads(order: Row, lines: list[Row]) -> list[list[Row]]:
    """What of some lines goes in each shipment to their address."""
    if order["id"] % 3:
        loads = [[(line, line["quantity_shipped"]) for line in lines]]
    else:
        loads = [
            [(line, 1) for line in lines],
            [(line, line["quantity_shipped"] - 1) for line in lines],
        ]
    items = [
        [
            {
                "order_product_id": line["id"],
                "product_id": line["product_id"],
                "quantity": quantity,
            }
            for line, quantity in load
            if quantity
        ]
        for load in loads
    ]
    return [load for load in items if load]


def _shipment(order: Row, parcel: Row, shipment_id: int, items: list[Row]) -> Row:
    provider, name = _PROVIDERS[shipment_id % len(_PROVIDERS)]
    number = f"TRACK-{shipment_id}"
    return {
        "id": shipment_id,
        "order_id": order["id"],
        "customer_id": order["customer_id"],
        "order_address_id": parcel["id"],
        "date_created": order["date_shipped"] or order["date_created"],
        "tracking_number": number,
        "merchant_shipping_cost": "4.5000" if provider else "0.0000",
        "shipping_method": parcel["shipping_method"],
        "comments": "Left with the neighbour" if shipment_id % 5 == 0 else "",
        "shipping_provider": provider,
        "tracking_carrier": "",
        "tracking_link": "",
        "billing_address": {name: order["billing_address"][name] for name in _ADDRESS},
        "shipping_address": {name: parcel[name] for name in _ADDRESS},
        "items": items,
        "shipping_provider_display_name": name,
        "generated_tracking_link": f"https://tracking.example.com/{number}" if provider else "",
    }
