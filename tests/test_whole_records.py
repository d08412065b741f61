"""Records that their pages bring whole are read in one step, to the same rows as all others."""

from __future__ import annotations

from copy import deepcopy
from random import Random
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
import requests
from hypothesis import given, settings
from hypothesis import strategies as st

from bigcommerce_sandbox import Sandbox, Store
from tap_bigcommerce.arrivals import MOST_VAIN
from tap_bigcommerce.errors import StreamError
from tap_bigcommerce.reading.completion import UNDOCUMENTED
from tap_bigcommerce.reading.page import Row
from tap_bigcommerce.records import Normaliser
from tap_bigcommerce.streams.base import RootStream
from tap_bigcommerce.tap import TapBigCommerce
from tests.running import config, selection

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ENCODER = msgspec.json.Encoder(decimal_format="number")

PARTS = {
    "orders": ("products", "consignments", "shipping_addresses", "fees", "coupons"),
    "customers": ("addresses", "attributes", "form_fields", "store_credit_amounts"),
}

ODD: tuple[Any, ...] = (
    None,
    "",
    "0",
    0,
    1,
    "7.50",
    "null",
    True,
    [],
    {},
    ["x"],
    {"url": "u", "resource": "/r"},
)
"""What may stand in the place of any value, or of whole parts."""


class Reading:
    """One stream of one store, and records as its pages have them."""

    def __init__(self, shop: Sandbox, stream: str, path: str) -> None:
        self.shop = shop
        self.stream = stream
        include = self.root({}).params(frozenset(PARTS[stream]))
        got = requests.get(
            f"{shop.url}/stores/{shop.store_hash}/{path}",
            params={"limit": 250, **include},
            headers={"X-Auth-Token": shop.access_token, "Accept": "application/json"},
            timeout=30,
        )
        content = got.json()
        self.records: list[dict[str, Any]] = (
            content if isinstance(content, list) else content["data"]
        )

    def root(self, select: dict[str, bool], **options: Any) -> RootStream:
        """The stream, with some of its fields."""
        catalog = selection(self.stream, **{f"{self.stream}.{one}": select[one] for one in select})
        tap = TapBigCommerce(config=config(self.shop, **options), catalog=catalog)
        root = tap.streams[self.stream]
        assert isinstance(root, RootStream)
        return root


@pytest.fixture(scope="module")
def readings() -> Iterator[dict[str, Reading]]:
    """Both streams of one store."""
    with Sandbox(Store(seed=5, orders=400, customers=200, products=60, coupons=5)) as shop:
        yield {
            "orders": Reading(shop, "orders", "v2/orders"),
            "customers": Reading(shop, "customers", "v3/customers"),
        }


def ways(root: RootStream) -> tuple[Callable[[Any], Any], Callable[[Any], Any]]:
    """Read a record in one step, and by hand; either gives None if the page lacks something."""
    wanted = root.wanted
    arrival = root.arrival(wanted)
    normalise = Normaliser(root.name, root.schema, root.mask, arrival=arrival)
    as_json = Normaliser(root.name, root.schema, root.mask, arrival=arrival, as_json=True)
    completed = wanted & root.fields_to_complete

    def at_once(record: dict[str, Any]) -> bytes | None:
        row = Row(None, 7, msgspec.Raw(ENCODER.encode(record)))
        made, to_write = normalise.of_whole(row), as_json.of_whole(row)
        assert ENCODER.encode(made) == ENCODER.encode(to_write)
        return None if made is None else ENCODER.encode(made)

    def by_hand(record: dict[str, Any]) -> bytes | None:
        given = Row(None, 7, msgspec.Raw(ENCODER.encode(record))).record()
        if list(root.lacks(given, completed, {})):
            return None
        root.complete(given, completed, {})
        [row] = root.rows(given)
        made, to_write = normalise.by_hand(row), as_json.by_hand(row)  # each notes what is unknown
        assert ENCODER.encode(made) == ENCODER.encode(to_write)
        return ENCODER.encode(made)

    return at_once, by_hand


@pytest.mark.parametrize("stream", ["orders", "customers"])
def test_nearly_all_records_are_read_in_one_step(readings: dict[str, Reading], stream: str) -> None:
    """Every record that lacks nothing is, once the first few have shown what is usual."""
    reading = readings[stream]
    at_once, by_hand = ways(reading.root({}))
    for record in reading.records:
        at_once(record)
        by_hand(record)  # which notes the fields that are not known
    came = [(at_once(one), by_hand(one)) for one in reading.records]
    assert sum(quick is not None for quick, _ in came) > 150
    assert all(quick == slow for quick, slow in came)


CURTAILED: dict[str, Callable[[dict[str, Any]], object]] = {
    "a line item": lambda order: lines(order).pop(),
    "units of a line item": lambda order: lines(order)[0].update(quantity=99),
    "fields of a line item": lambda order: lines(order)[0].pop("weight"),
    "the width alone": lambda order: lines(order)[0].pop("width"),
    "the height alone": lambda order: lines(order)[0].pop("height"),
    "all line items": lambda order: order["consignments"]["shipping"][0].pop("line_items"),
    "line items in another form": lambda order: order["consignments"]["shipping"][0].update(
        line_items=dict(enumerate(lines(order)))
    ),
    "an address": lambda order: order.update(shipping_address_count=2),
    "consignments": lambda order: order.update(consignments=None),
    "consignments in another form": lambda order: order.update(
        consignments=[order["consignments"]]
    ),
    "what is said of them": lambda order: order["consignments"]["shipping"][0].update(
        __warning__="more"
    ),
}


def lines(order: dict[str, Any]) -> list[dict[str, Any]]:
    """The line items of an order with one shipping consignment."""
    items: list[dict[str, Any]] = order["consignments"]["shipping"][0]["line_items"]
    return items


@pytest.mark.parametrize("what", CURTAILED)
def test_an_order_that_may_lack_something_is_not_taken_for_whole(
    readings: dict[str, Reading], what: str, caplog: pytest.LogCaptureFixture
) -> None:
    """It is looked into by hand; nothing wrong is said of it, and others are read as before."""
    at_once, _ = ways(readings["orders"].root({"coupons": False}))
    shipped = [
        one
        for one in readings["orders"].records
        if at_once(one) and len(one["consignments"]["shipping"]) == 1
    ]
    for order in shipped[:3]:
        curtailed = deepcopy(order)
        CURTAILED[what](curtailed)
        assert at_once(curtailed) is None
        assert at_once(order)
    assert not caplog.messages


def test_where_no_order_comes_whole_none_is_taken_for_it(readings: dict[str, Reading]) -> None:
    """Each would be decoded twice. As long as some come whole, the others cost no more."""
    at_once, by_hand = ways(readings["orders"].root({"coupons": False}))
    order = next(one for one in readings["orders"].records if at_once(one))
    curtailed = {**order, "consignments": None}
    for _ in range(2):
        assert at_once(order)
        assert {at_once(curtailed) for _ in range(MOST_VAIN - 1)} == {None}
    assert at_once(curtailed) is None
    assert at_once(order) is None
    assert by_hand(order)


@pytest.mark.parametrize("stream", ["orders", "customers"])
@given(data=st.data())
@settings(max_examples=150)
def test_both_ways_lead_to_the_same_row(
    readings: dict[str, Reading], stream: str, data: st.DataObject
) -> None:
    """Whatever is selected, and whatever stands in the place of any value or part."""
    reading = readings[stream]
    chance = Random(data.draw(st.integers(0, 10**6)))
    root = reading.root(
        {one: False for one in PARTS[stream] if chance.random() < 0.3},
        invalid_values=chance.choice(["fail", "null"]),
        order_coupons=chance.choice(["possible", "all"]),
    )
    at_once, by_hand = ways(root)
    for _ in range(6):
        record = deepcopy(chance.choice(reading.records))
        for _ in range(chance.choice([0, 1, 1, 3])):
            spoil(record, chance)
        quick = at_once(record)
        if quick is not None:
            assert quick == said(by_hand, record)


def spoil(record: dict[str, Any], chance: Random) -> None:
    """Put something odd in the place of anything but the id, which every page is read for."""
    places: list[tuple[Any, Any]] = [(record, name) for name in record if name != "id"]
    for holder, key in places:  # which grows
        value = holder[key]
        if isinstance(value, dict | list):
            places += [
                (value, one) for one in (value if isinstance(value, dict) else range(len(value)))
            ]
    odd = deepcopy(chance.choice(ODD))
    holder, key = chance.choice(places)
    match chance.randrange(4):
        case 0 if isinstance(holder, dict):
            del holder[key]
        case 1 if isinstance(holder, dict):
            holder["never_heard_of"] = odd
        case 2 if isinstance(holder, list):
            holder.append(deepcopy(holder[key]))
        case _:
            holder[key] = odd


def said(way: Callable[[Any], Any], record: dict[str, Any]) -> Any:
    """What a record becomes, or why it cannot be read."""
    try:
        return way(record)
    except (StreamError, *UNDOCUMENTED) as error:
        return error
