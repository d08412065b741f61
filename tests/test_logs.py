"""System logs are read from the newest entry back, since nothing can filter them by date."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.running import attempt, read, selection

if TYPE_CHECKING:
    from bigcommerce_sandbox import Sandbox
    from tests.conftest import OpenShop

LOGS = "/v3/store/systemlogs"
SETTLED = 3600


@pytest.fixture
def log(open_shop: OpenShop) -> Sandbox:
    """A store that has logged what a few pages hold, an hour ago at the latest."""
    shop = open_shop(system_logs=48)
    shop.store.clock.advance(SETTLED)
    return shop


def asked(shop: Sandbox) -> int:
    """How many requests for the list there were since this was last asked."""
    count = sum(one.path == LOGS for one in shop.requests)
    shop.requests.clear()
    return count


def test_a_run_reads_back_to_where_the_last_one_ended(log: Sandbox) -> None:
    """New entries cost the pages that they fill, however long the log is."""
    first = read(log, "system_logs", page_size=5)
    assert sorted(first.ids("system_logs")) == log.store.system_logs.ids()
    assert asked(log) == 10
    new = log.store.system_logs.insert(7)
    log.store.clock.advance(SETTLED)
    second = read(log, "system_logs", page_size=5, state=first.state)
    assert sorted(second.ids("system_logs")) == new
    assert asked(log) == 3
    third = read(log, "system_logs", page_size=5, state=second.state)
    assert third.ids("system_logs") == []


def test_a_first_run_reads_back_to_the_start_date(log: Sandbox) -> None:
    """Pages older than that are not asked for."""
    entries = list(log.store.system_logs)
    start = entries[-8]["date_created"]
    ids = read(log, "system_logs", page_size=5, start_date=start).ids("system_logs")
    assert {*ids} == {one["id"] for one in entries if one["date_created"] >= start}
    assert asked(log) <= 3


def test_only_documented_parameters_are_sent(log: Sandbox) -> None:
    """There is no filter for dates: BigCommerce has withdrawn it."""
    read(log, "system_logs", page_size=5)
    queries = [one.query for one in log.requests if one.path == LOGS]
    assert {name for query in queries for name in query} == {"page", "limit", "direction"}
    assert {query["direction"] for query in queries} == {"desc"}


@pytest.mark.parametrize("page_size", [5, 7])
def test_entries_that_come_and_go_hide_no_others(log: Sandbox, page_size: int) -> None:
    """New ones move the others to later pages, and only the oldest are deleted."""
    before = log.store.system_logs.ids()
    log.mutate(every=1, touch=0, delete=1, insert=2, collections=("system_logs",))
    output, error = attempt(log, "system_logs", page_size=page_size)
    log.mutate(every=0)
    assert error is None
    left = {*before} & {*log.store.system_logs.ids()}
    assert left <= {*output.ids("system_logs")}
    assert len(output.ids("system_logs")) == len({*output.ids("system_logs")})


def test_entries_may_differ_by_the_clocks_of_servers(log: Sandbox) -> None:
    """By seconds; and those that lie a little out of order are not missed."""
    logs = log.store.system_logs
    moments = [log.store.clock.now() - timedelta(hours=5, seconds=10 * place) for place in range(9)]
    new = [one for moment in moments for one in logs.insert(dated=moment)]
    output = read(log, "system_logs", page_size=5, start_date=moments[-1].isoformat())
    assert {*new} <= {*output.ids("system_logs")}
    log.store.clock.advance(SETTLED)
    again = read(log, "system_logs", page_size=5, state=output.state)
    assert again.ids("system_logs") == []


def test_a_log_that_comes_oldest_first_is_not_trusted(log: Sandbox) -> None:
    """Entries that are deleted meanwhile would then hide others."""
    log.variants = {"sort-ignored"}
    _, error = attempt(log, "system_logs", page_size=5)
    assert error is not None
    assert "does not return the newest records first" in str(error)


def test_pages_that_cannot_be_reached_are_missed_in_words(log: Sandbox) -> None:
    """Far pages are empty, though the totals say that there is more."""
    log.variants = {"far-pages-empty"}
    _, error = attempt(log, "system_logs", page_size=5, retry_time=1)
    assert error is not None
    assert "of 48 records" in str(error)


def test_a_full_table_of_a_log_is_read_whole(log: Sandbox) -> None:
    """If somebody asks for it, with entries coming in meanwhile."""
    before = log.store.system_logs.ids()
    log.mutate(every=2, touch=0, delete=0, insert=1, collections=("system_logs",))
    catalog = selection("system_logs")
    for entry in catalog["streams"]:
        entry["replication_method"] = "FULL_TABLE"
    output, error = attempt(log, page_size=5, catalog=catalog)
    log.mutate(every=0)
    assert error is None
    assert {*before} <= {*output.ids("system_logs")}
