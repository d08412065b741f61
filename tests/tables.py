"""What a warehouse would hold of parts that are tables, and what it should hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.copying import cut
from tests.running import read

if TYPE_CHECKING:
    from random import Random

    from bigcommerce_sandbox import Sandbox
    from tests.running import Message

PARENTS = {
    "order_products": "orders",
    "order_shipping_addresses": "orders",
    "order_consignments": "orders",
    "order_fees": "orders",
    "order_coupons": "orders",
    "customer_addresses": "customers",
    "product_variants": "products",
    "product_images": "products",
    "product_custom_fields": "products",
}

CARRIED = tuple(PARENTS)[:4]
"""Tables of orders that come with the page."""

ROOTS = ("customers", "orders", "products")

KNOWN = {*PARENTS, *ROOTS, "coupons"}
"""Streams whose rows a warehouse keeps."""

OWNERS = {"orders": "order", "customers": "customer", "products": "product"}


def parts(stream: str, parent: dict[str, Any]) -> list[dict[str, Any]]:
    """The elements of a nested part that are the rows of a table."""
    if stream != "order_consignments":
        nested: list[dict[str, Any]] = parent[stream.split("_", 1)[1]]
        return nested
    kinds = parent["consignments"]
    sent = (kinds["email"] or {}).get("gift_certificates")
    listed = {
        "shipping": kinds["shipping"],
        "pickup": kinds["pickups"],
        "download": kinds["downloads"],
        "email": sent,
    }
    return [
        {**one, "type": kind, "consignment_key": one.get("id", place)}
        for kind, some in listed.items()
        for place, one in enumerate(some or (), 1)
    ]


def key(stream: str, row: dict[str, Any]) -> tuple[Any, ...]:
    """The primary key of a row."""
    if stream == "order_consignments":
        return row["order_id"], row["type"], row["consignment_key"]
    return (row["order_id"], row["id"]) if stream.startswith("order_") else (row["id"],)


class Warehouse:
    """Tables as a target would fill them, and the last STATE."""

    def __init__(self) -> None:
        self.tables: dict[str, dict[Any, dict[str, Any]]] = {}
        self.state: dict[str, Any] | None = None

    def take(self, messages: list[Message]) -> None:
        """Load a run's messages, later rows in place of earlier ones."""
        for message in messages:
            if message["type"] == "RECORD" and message["stream"] in KNOWN:
                stream, row = message["stream"], message["record"]
                one = key(stream, row) if stream in PARENTS else row["id"]
                self.tables.setdefault(stream, {})[one] = row
            elif message["type"] == "STATE":
                self.state = message["value"]

    def take_some(self, messages: list[Message], chance: Random) -> None:
        """Load what came of a run before it was killed."""
        self.take(cut(messages, chance))

    def faults(self, shop: Sandbox, *streams: str, **options: Any) -> list[str]:
        """Where tables are not what the store holds; dead rows are older than their parent.

        Args:
            shop: the store.
            streams: the tables.
            options: for reading the records that the tables are compared with.
        """
        owned = {stream: self._by_owner(stream) for stream in streams}
        return [
            fault
            for root in sorted({PARENTS[stream] for stream in streams})
            for parent in read(shop, root, **options).records(root)
            for stream in streams
            if PARENTS[stream] == root
            for fault in self._faults(stream, parent, owned[stream].get(parent["id"], {}))
        ]

    def _by_owner(self, stream: str) -> dict[int, dict[Any, dict[str, Any]]]:
        owner = f"{OWNERS[PARENTS[stream]]}_id"
        owned: dict[int, dict[Any, dict[str, Any]]] = {}
        for one, row in self.tables.get(stream, {}).items():
            owned.setdefault(row[owner], {})[one] = row
        return owned

    def _faults(
        self, stream: str, parent: dict[str, Any], rows: dict[Any, dict[str, Any]]
    ) -> list[str]:
        owner = OWNERS[PARENTS[stream]]
        shared = {
            f"{owner}_id": parent["id"],
            f"{owner}_date_modified": parent["date_modified"],
        }
        should = {key(stream, row): row for one in parts(stream, parent) if (row := one | shared)}
        ours = {
            one: row
            for one, row in rows.items()
            if row[f"{owner}_date_modified"] >= parent["date_modified"]
        }
        if ours.keys() != should.keys():
            return [f"{stream} of {parent['id']}: {sorted(ours)} is not {sorted(should)}"]
        return [
            f"{stream} {one}: {ours[one]} is not {row}"
            for one, row in should.items()
            if ours[one] | row != ours[one]
        ]
