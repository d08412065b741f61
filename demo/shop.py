"""The store of the demo, and the rows that tables read from it should have."""

from collections.abc import Collection, Iterator
from typing import Any

import requests

from bigcommerce_sandbox import Sandbox, Store
from bigcommerce_sandbox.tables import TABLES
from demo.database import Key, Keys
from tap_bigcommerce.streams import ChildStream, RootStream

Stream = RootStream | ChildStream
Record = dict[str, Any]


def store(days: int) -> Store:
    """Return a store of a year, and of some days of trade that followed."""
    shop = Store(
        seed=1, months=12, orders=1000, customers=400, products=200, coupons=40, order_refunds=150
    )
    shop.live(days=days)
    return shop


def keys(sandbox: Sandbox, streams: Collection[Stream]) -> Keys:
    """Return the primary keys that the table of each stream should have."""
    found: dict[str, set[Key]] = {stream.name: set() for stream in streams}
    for root in streams:
        if isinstance(root, RootStream):
            parts = [one for one in streams if one.parent_stream_type is type(root)]
            for record in _records(sandbox, root):
                for stream in (root, *parts):
                    for row in stream.rows(dict(record)):
                        found[stream.name].add(tuple(str(row[name]) for name in stream.keys))
    return found


def _records(sandbox: Sandbox, root: RootStream) -> Iterator[Record]:
    """Yield the records of a list as the store keeps them, or else as the API returns them."""
    if root.name in {table.name for table in TABLES}:
        yield from sandbox.store.collection(root.name)
        return
    address = f"{sandbox.url}/stores/{sandbox.store_hash}/{root.dialect.version}/{root.path}"
    headers = {"X-Auth-Token": sandbox.access_token, "Accept": "application/json"}
    page = 0
    while records := requests.get(
        address, {"limit": "250", "page": str(page := page + 1)}, headers=headers, timeout=30
    ).json()["data"]:
        yield from records
