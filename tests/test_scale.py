"""The guarantee at the size of a real shop; `pytest -m scale`, some minutes long."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from tests.running import Output, read
from tests.tables import CARRIED, Warehouse

if TYPE_CHECKING:
    from bigcommerce_sandbox import Sandbox
    from tests.conftest import OpenShop

pytestmark = pytest.mark.scale

SIZES = {"orders": 20_000, "customers": 10_000, "products": 5_000, "coupons": 2_000}
DATED = ("customers", "orders", "products")


def versions(shop: Sandbox, stream: str) -> dict[int, Any]:
    """What tells each record of the store from its earlier and later forms, by id."""
    collection = getattr(shop.store, stream)
    if stream == "coupons":
        return {one: collection.get(one)["num_uses"] for one in collection.ids()}
    return {one: collection.modified(one).isoformat() for one in collection.ids()}


def delivered(output: Output, stream: str) -> dict[int, Any]:
    """The same of what a run delivered."""
    version = "num_uses" if stream == "coupons" else "date_modified"
    return {record["id"]: record[version] for record in output.records(stream)}


def test_a_changing_shop_is_read_completely_twice(open_shop: OpenShop) -> None:
    """Every collection changes at every request of the first run; two runs have it all."""
    shop = open_shop(seed=3, **SIZES)
    shop.store.clock.advance(90)  # until then, the latest records are not settled
    before = {stream: versions(shop, stream) for stream in SIZES}
    shop.mutate(every=1, touch=3, delete=1, insert=1)
    first = read(shop)
    shop.mutate(every=0)
    shop.store.clock.advance(90)
    second = read(shop, state=first.state)

    for stream in SIZES:
        now = versions(shop, stream)
        untouched = {one for one in now if before[stream].get(one) == now[one]}
        times = Counter(first.ids(stream))
        assert untouched <= times.keys()
        assert max(times.values()) == 1

        schema = {**first.schema(stream)["schema"], "additionalProperties": False}
        validator = jsonschema.Draft202012Validator(
            schema, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
        )
        some = first.records(stream)[::10]  # checking takes longer than reading
        assert [record["id"] for record in some if not validator.is_valid(record)] == []

    for stream in DATED:
        now = versions(shop, stream)
        known = delivered(first, stream)
        assert first.bookmark(stream) == max(known.values())
        changed = {one: now[one] for one in now if known.get(one) != now[one]}
        assert delivered(second, stream) == changed
        assert len(second.ids(stream)) == len(changed)


def test_orders_cost_little_more_than_their_pages(open_shop: OpenShop) -> None:
    """N / 250 requests for everything but coupons, and a small remainder."""
    shop = open_shop(seed=3, orders=SIZES["orders"])
    read(shop, "orders", select={"orders.coupons": False})
    lists = [one for one in shop.requests if one.path.endswith("/orders")]
    assert len(lists) <= SIZES["orders"] / 250 * 1.3
    assert len(shop.requests) - len(lists) <= SIZES["orders"] * 0.05


def test_four_tables_of_orders_cost_what_orders_alone_cost(open_shop: OpenShop) -> None:
    """Without the orders themselves: one reading, a SCHEMA each, and every row."""
    shop = open_shop(seed=3, orders=10_000)
    shop.store.clock.advance(90)  # so that both runs find the same records settled
    bare = {"orders.coupons": False}
    warehouse = Warehouse()
    read(shop, "orders", select=bare)
    alone = len(shop.requests)
    shop.requests.clear()
    output = read(shop, *CARRIED)
    assert len(shop.requests) <= alone
    schemas = [one["stream"] for one in output.messages if one["type"] == "SCHEMA"]
    assert sorted(schemas) == sorted(CARRIED)
    warehouse.take(output.messages)
    assert warehouse.faults(shop, *CARRIED, select=bare) == []
