"""How an order's line items lie in its consignments, and how much of that the API shows.

The order row keeps its line items once, in ``products``. BigCommerce shows them again inside the
consignments of an order list, but not reliably: see :func:`included`.
"""

from collections.abc import Callable

from bigcommerce_sandbox.generator.values import Row, money

LINE_ITEMS_SHOWN = 50
"""How many line items the order list includes for each consignment (seen, not documented)."""

_MEASURES = ("weight", "width", "height", "depth")

_ADDRESS = (
    *("first_name", "last_name", "company", "street_1", "street_2", "city", "state", "zip"),
    *("country", "country_iso2", "phone", "email"),
)
_COSTS = (
    *("base_cost", "cost_ex_tax", "cost_inc_tax", "cost_tax", "base_handling_cost"),
    *("handling_cost_ex_tax", "handling_cost_inc_tax", "handling_cost_tax"),
)


def complete(order: Row) -> Row:
    """The order with all of its line items in its consignments, and every part as a list."""
    whole = {name: value for name, value in order.items() if not name.startswith("_")}
    whole["shipping_addresses"] = shipping_addresses(order)
    whole["consignments"] = every(order)
    return whole


def every(order: Row) -> Row:
    """The order's consignments with all of their line items."""
    return _filled(order, lambda lines: {"line_items": lines})


def linked(order: Row, link: Row) -> Row:
    """The order's consignments with a link in place of line items."""
    return _filled(order, lambda _: {"line_items": [link]})


def included(order: Row) -> Row:
    """The order's consignments as the order list includes them, with its omissions.

    Line items stop at 50 in each consignment, with a ``__warning__``; and for some orders they
    come empty, in part, or without measures.
    """
    kind = order["_included"]
    if kind == "whole":
        return _filled(order, _capped)
    if kind == "empty":
        return _filled(order, lambda _: {"line_items": []})
    if kind == "partial":
        return _filled(order, lambda lines: {"line_items": lines[1:]})
    return _filled(
        order,
        lambda lines: {
            "line_items": [
                {name: value for name, value in line.items() if name not in _MEASURES}
                for line in lines
            ]
        },
    )


def shipping_addresses(order: Row) -> list[Row]:
    """The shipping consignments as addresses: costs as strings there, numbers here."""
    return [
        {
            "id": parcel["id"],
            "order_id": order["id"],
            **{name: parcel[name] for name in _ADDRESS},
            "items_total": parcel["items_total"],
            "items_shipped": parcel["items_shipped"],
            "shipping_method": parcel["shipping_method"],
            **{name: money(round(parcel[name] * 10_000)) for name in _COSTS},
            "cost_tax_class_id": parcel["cost_tax_class_id"],
            "handling_cost_tax_class_id": parcel["handling_cost_tax_class_id"],
            "shipping_zone_id": parcel["shipping_zone_id"],
            "shipping_zone_name": parcel["shipping_zone_name"],
            "form_fields": parcel["form_fields"],
        }
        for parcel in order["consignments"]["shipping"]
    ]


def _capped(lines: list[Row]) -> Row:
    if len(lines) <= LINE_ITEMS_SHOWN:
        return {"line_items": lines}
    warning = f"Only the first {LINE_ITEMS_SHOWN} line items are included; request the rest."
    return {"line_items": lines[:LINE_ITEMS_SHOWN], "__warning__": warning}


def _filled(order: Row, show: Callable[[list[Row]], Row]) -> Row:
    """The consignments with what ``show`` makes of each one's line items."""
    kinds = order["consignments"]
    parcels = kinds["shipping"]
    by_parcel: dict[int, list[Row]] = {parcel["id"]: [] for parcel in parcels}
    gifts: list[Row] = []
    rest: list[Row] = []
    for line in order["products"]:
        if line.get("type") == "giftcertificate":
            gifts.append(line)
        else:
            # A line that names no consignment of the order goes with the first one.
            by_parcel.get(line.get("order_address_id", 0), rest).append(line)
    if parcels and rest:
        by_parcel[parcels[0]["id"]] += rest
    return {
        "pickups": [pickup | show(rest) for pickup in kinds["pickups"]],
        "shipping": [parcel | show(by_parcel[parcel["id"]]) for parcel in parcels],
        "downloads": [download | show(rest) for download in kinds["downloads"]],
        "email": {
            "gift_certificates": [
                gift | show(gifts) for gift in kinds["email"]["gift_certificates"]
            ]
        },
    }
