"""What becomes visible late, or with an old date, is delivered, and nothing is repeated for it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bigcommerce_sandbox import Fault
from tests.running import attempt, read

if TYPE_CHECKING:
    from bigcommerce_sandbox import Sandbox
    from tests.conftest import OpenShop

DATED = ("customers", "orders", "products")


def at_bookmark(state: dict[str, Any], stream: str) -> datetime:
    """Return a state's bookmark."""
    return datetime.fromisoformat(state["bookmarks"][stream]["replication_key_value"])


def a_while_after(shop: Sandbox, stream: str) -> dict[str, Any]:
    """Read a stream whose latest change is some minutes old, and return the state."""
    collection = getattr(shop.store, stream)
    collection.touch(collection.ids()[-1])
    shop.store.clock.advance(200)
    return read(shop, stream).state


@pytest.mark.promise("minutes-late")
@pytest.mark.parametrize("stream", DATED)
def test_a_change_that_becomes_visible_late_is_delivered_once(
    stream: str, open_shop: OpenShop
) -> None:
    """Its date lies before the bookmark; the lookback finds it, and repeats nothing else."""
    shop = open_shop(**{stream: 60})
    state = a_while_after(shop, stream)
    collection = getattr(shop.store, stream)
    late = collection.ids()[7]
    collection.stamp([late], at_bookmark(state, stream) - timedelta(seconds=120))
    second = read(shop, stream, state=state)
    assert second.ids(stream) == [late]
    assert second.bookmark(stream) == at_bookmark(state, stream).isoformat()
    assert read(shop, stream, state=second.state).ids(stream) == []


def test_a_lookback_of_zero_looks_at_the_bookmarks_second_only(open_shop: OpenShop) -> None:
    """Then the settling time alone decides how late a change may become visible."""
    shop = open_shop(orders=60)
    state = a_while_after(shop, "orders")
    late = shop.store.orders.ids()[7]
    shop.store.orders.stamp([late], at_bookmark(state, "orders") - timedelta(seconds=120))
    assert read(shop, "orders", state=state, lookback=0).ids("orders") == []


@pytest.mark.cases(1)
@pytest.mark.parametrize("stream", DATED)
def test_each_of_many_runs_looks_back_and_repeats_nothing(stream: str, open_shop: OpenShop) -> None:
    """Whatever is remembered of earlier runs reaches as far back as the lookback."""
    shop = open_shop(**{stream: 40})
    collection = getattr(shop.store, stream)
    state = read(shop, stream).state
    for changed in collection.ids()[:5]:
        collection.touch(changed)
        shop.store.clock.advance(70)
        output = read(shop, stream, state=state)
        assert output.ids(stream) == [changed]
        state = output.state
    late = collection.ids()[20]
    collection.stamp([late], at_bookmark(state, stream) - timedelta(seconds=200))
    assert read(shop, stream, state=state).ids(stream) == [late]


@pytest.mark.cases(1)
@pytest.mark.promise("import")
@pytest.mark.parametrize("stream", DATED)
def test_an_import_with_old_dates_is_delivered_once(stream: str, open_shop: OpenShop) -> None:
    """Its ids are above the highest that was seen; the bookmark does not move for it."""
    shop = open_shop(**{stream: 60})
    state = a_while_after(shop, stream)
    collection = getattr(shop.store, stream)
    imported = collection.insert(30, dated=datetime.fromisoformat("2019-05-04T10:00:00+00:00"))
    shop.requests.clear()
    second = read(shop, stream, state=state, page_size=20)
    assert sorted(second.ids(stream)) == sorted(imported)
    assert second.bookmark(stream) == at_bookmark(state, stream).isoformat()
    assert read(shop, stream, state=second.state).ids(stream) == []


def test_an_import_from_before_the_start_date_is_not_wanted(open_shop: OpenShop) -> None:
    """The start date says so; the next run does not look for it again."""
    shop = open_shop(orders=60)
    first = read(shop, "orders", start_date="2025-01-01")
    old = datetime.fromisoformat("2019-05-04T10:00:00+00:00")
    shop.store.orders.insert(3, dated=old)
    new = shop.store.orders.insert(2, dated=datetime.fromisoformat("2025-05-04T10:00:00+00:00"))
    second = read(shop, "orders", start_date="2025-01-01", state=first.state)
    assert sorted(second.ids("orders")) == new


def test_an_interrupted_import_is_delivered_by_the_next_run(open_shop: OpenShop) -> None:
    """What a run has not finished, it has not seen."""
    shop = open_shop(orders=60)
    state = a_while_after(shop, "orders")
    imported = shop.store.orders.insert(
        10, dated=datetime.fromisoformat("2019-05-04T10:00:00+00:00")
    )
    shop.faults.append(Fault(query=f"max_id={imported[4]}", status=422, times=None))
    output, error = attempt(shop, "orders", state=state)
    assert error is not None
    shop.faults.clear()
    again = read(shop, "orders", state=output.state)
    assert set(imported) <= set(output.ids("orders") + again.ids("orders"))
    assert read(shop, "orders", state=again.state).ids("orders") == []


@pytest.mark.cases(2)
@pytest.mark.parametrize("stream", DATED)
def test_an_idle_run_costs_few_requests(stream: str, open_shop: OpenShop) -> None:
    """The list itself; its count where its response has no total; new ids; archived orders.

    And a list of changes, unless there are no refreshes.
    """
    shop = open_shop(**{stream: 60})
    state = a_while_after(shop, stream)
    shop.requests.clear()
    assert read(shop, stream, state=state, refresh_hours="never").ids(stream) == []
    assert len(shop.requests) == {"orders": 4, "customers": 2, "products": 2}[stream]
    shop.requests.clear()
    shop.store.clock.advance(1)
    assert read(shop, stream, state=state).ids(stream) == []
    times = sum(one.path == "/v2/time" for one in shop.requests)
    assert len(shop.requests) - times == {"orders": 5, "customers": 3, "products": 2}[stream]
