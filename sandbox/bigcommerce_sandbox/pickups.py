"""What of an order is to be collected, made of what its lines say of pickups."""

from bigcommerce_sandbox.generator.orders import COMPLETED, SHIPPED
from bigcommerce_sandbox.generator.values import Row, iso
from bigcommerce_sandbox.queries import read_moment

_HOUR = 3600


def pickups(order: Row) -> list[Row]:
    """The pickups as ``/orders/pickups`` lists them.

    All of an order is collected at once, but for every second order: of these the first line is
    ready ahead. What an order that is on its way or completed had to collect, was collected.
    """
    lines = [line for line in order["products"] if line.get("order_pickup_method_id")]
    loads = [lines] if order["id"] % 2 else [lines[:1], lines[1:]]
    return [
        _pickup(order, consignment, place, load)
        for consignment in order["consignments"]["pickups"]
        for place, load in enumerate(loads)
        if load
    ]


def _pickup(order: Row, consignment: Row, place: int, lines: list[Row]) -> Row:
    created = int(read_moment(order["date_created"]).timestamp()) + _HOUR * (1 + place)
    is_collected = order["status_id"] in {SHIPPED, COMPLETED}
    return {
        "id": consignment["id"] * 2 + place,
        "pickup_method_id": consignment["pickup_method_id"],
        "order_id": order["id"],
        "ready_at": iso(created + _HOUR),
        "created_at": iso(created).replace("Z", ".159150Z"),
        "updated_at": iso(created).replace("Z", ".159150Z"),
        "pickup_items": [
            {
                "id": line["id"],
                "order_product_id": line["id"],
                "quantity": line["quantity"],
                "status": "COLLECTED" if is_collected else "AWAITING_COLLECTION",
                "collected_at": iso(created + 4 * _HOUR) if is_collected else None,
            }
            for line in lines
        ],
    }
