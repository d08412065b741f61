"""The sizing page: what a first load takes, reckoned from measured rates."""

from __future__ import annotations

import json
import re
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROOT = Path(__file__).parent.parent
RATES: dict[str, Any] = json.loads((ROOT / "docs/rates.json").read_text(encoding="utf-8"))
"""What `python -m benchmarks.rates` measured."""

PAGE = ROOT / "docs/site/sizing.md"

LINE_ITEMS = "orders with line items"
COUPONS = "orders with line items and coupons"
PARQUET = "DuckDB to Parquet"
TARGET = "target-duckdb"

ORDERS = tuple(10**power for power in range(4, 9))
STORES = (1, 10, 100, 1000)
ORDERS_OF_EACH = (10_000, 100_000, 1_000_000)

WINDOW = 30.0
"""Seconds of a quota's window."""

SHARE = 0.9
"""Part of the quota that the tap uses by default."""

LATENCY = 0.3
"""Seconds that a response takes, as in `make bench`."""

PARALLEL = 8
"""Requests under way at once by default."""

CORES = 4
"""Cores of a machine."""

BUSY = 0.7
"""Part of a machine's time that is planned for."""

AT_ONCE = 16
"""Pipelines that a machine runs at once; most of them wait for a quota."""

MINUTE = 60
HOUR = 3_600
DAY = 86_400
GIGABYTE = 1e9
MEGABYTE = 1e6
FEW = 10
"""Below it, a number is written with two digits."""


class Plan(NamedTuple):
    """A BigCommerce plan, and its requests in a window; None if they are not limited."""

    title: str
    quota: int | None

    @property
    def rate(self) -> float:
        """Requests in a second: what the quota allows, or so many as responses take."""
        unlimited = PARALLEL / LATENCY
        return min(unlimited, self.quota * SHARE / WINDOW) if self.quota else unlimited


PLANS = (Plan("Standard, Plus", 150), Plan("Pro", 450), Plan("Enterprise", None))


class Load(NamedTuple):
    """A first load of some orders."""

    orders: int
    kind: str

    @property
    def requests(self) -> float:
        """Requests to the store."""
        return self.orders * _rate(self.kind, "requests")

    @property
    def cpu(self) -> float:
        """Seconds that the tap computes, on one core."""
        return self.orders * _rate(self.kind, "cpu")

    def seconds(self, plan: Plan) -> float:
        """Seconds that the tap takes, if nothing else holds it up."""
        return max(self.requests / plan.rate, self.cpu)

    def limit(self, plan: Plan) -> str:
        """What the tap waits for."""
        if self.cpu >= self.requests / plan.rate:
            return "CPU"
        return "latency" if plan.rate == PARALLEL / LATENCY else "quota"


def landing(orders: int, loader: str) -> float:
    """Seconds that loading takes, on one core."""
    return orders * float(RATES["landing"][loader]["cpu"]) / float(RATES["rows"])


def size(orders: int, form: str) -> float:
    """Bytes of the rows with their line items."""
    return float(orders * RATES["reading"][LINE_ITEMS][form])


def written() -> dict[Path, str]:
    """Return the text of the page."""
    return {PAGE: _unwrapped("".join(_page()))}


def _unwrapped(text: str) -> str:
    """Return Markdown with each paragraph, and each item of a list, in one line."""
    return re.sub(r"(?<=\S)\n *(?=[^\s#|-])", " ", text)


def _rate(kind: str, what: str) -> float:
    return float(RATES["reading"][kind][what]) / float(RATES["rows"])


def _page() -> Iterator[str]:
    rows = RATES["rows"]
    yield f"""\
# Sizing

`make docs` writes this page from measured rates, so that you can plan a first load. Orders
decide: other streams have fewer rows, which cost less each.

## Rates

For {rows:,} rows of the sandbox, read without a quota on {RATES["machine"]}
({RATES["measured"]}). CPU seconds are the least of {RATES["rounds"]} runs. Your rows may be
larger, and compress less well. `python -m benchmarks.rates` measures again.

"""
    yield from _table(
        ("Read", "Requests", "CPU seconds", "Peak MB", "JSONL bytes a row", "Parquet bytes a row"),
        (
            (kind, *_figures(one, "requests", "cpu", "memory", "jsonl", "parquet"))
            for kind, one in RATES["reading"].items()
        ),
    )
    yield f"""
Coupons cost a request for each order that may have used one. In the sandbox these are
{_asked():.0%} of the orders, so leave out `orders.coupons` if you do not need them.

A run of the four default streams that finds nothing new takes {RATES["idle"]["requests"]}
requests and {RATES["idle"]["cpu"]} CPU seconds, most of them to start.

Loading the {rows:,} orders with line items takes:

"""
    yield from _table(
        ("Loader", "CPU seconds", "Peak MB"),
        ((name, *_figures(one, "cpu", "memory")) for name, one in RATES["landing"].items()),
    )
    yield f"""
## One store

Times are for the tap alone, with `quota_reserve` at its default, so it uses {SHARE:.0%} of the
quota. Standard and Plus allow 150 requests in {WINDOW:.0f} s, Pro 450. Enterprise is taken to
be unlimited, with {PARALLEL} requests at once and responses after {LATENCY * 1000:.0f} ms. The
word beside a time names the limit.

"""
    for kind in (LINE_ITEMS, COUPONS):
        yield f"### {kind.capitalize()}\n\n"
        yield from _table(
            ("Orders", "Requests", *(f"Time, {plan.title}" for plan in PLANS), "CPU time"),
            (_of_store(Load(orders, kind)) for orders in ORDERS),
        )
        yield "\n"
    yield """\
### Disk and loading

"""
    yield from _table(
        ("Orders", "JSONL", "Parquet", f"CPU time, {PARQUET}", f"CPU time, {TARGET}"),
        (_of_disk(orders) for orders in ORDERS),
    )
    yield f"""
The tap's memory hardly depends on the number of orders:
{RATES["reading"][LINE_ITEMS]["memory"]} MB for {rows:,} with line items, [184 MB for
100,000](performance.md). A loader may need several times as much. Split what takes more than a
few hours [into months](backfill.md): a run that is stopped then costs one month.

## Many stores

Stores on the Standard plan, their orders loaded with line items into Parquet within a day. Each
store has a quota of its own, so stores are read side by side. A machine has {CORES} cores,
{BUSY:.0%} of them planned for, and runs {AT_ONCE} pipelines at once. *Time* is for all stores
on these machines.

"""
    yield from _table(
        (
            *("Stores", "Orders of each", "Requests", "CPU time"),
            *("Machines", "Memory of each", "Parquet", "Time"),
        ),
        (_of_fleet(stores, orders) for orders in ORDERS_OF_EACH for stores in STORES),
    )
    yield f"""
An idle run of {STORES[-1]:,} stores takes {_time(STORES[-1] * RATES["idle"]["cpu"])} of CPU
time.

## Which limit binds

- **Quota** binds on Standard, Plus and Pro. More cores do not help.
- **Latency** binds without a quota while requests are few for each row. `max_parallel_requests`
  helps.
- **CPU** binds without a quota if responses are fast, and where many stores share a machine.
  One run uses one core. Stores can be read side by side, but [not two runs of one
  store](backfill.md).
- **Memory** binds for a loader that holds large batches, times the pipelines at once.
"""


def _of_store(load: Load) -> Sequence[str]:
    hours = (f"{_time(load.seconds(plan))}, {load.limit(plan)}" for plan in PLANS)
    return f"{load.orders:,}", f"{load.requests:,.0f}", *hours, _time(load.cpu)


def _of_disk(orders: int) -> Sequence[str]:
    sizes = (_bytes(size(orders, form)) for form in ("jsonl", "parquet"))
    loads = (_time(landing(orders, loader)) for loader in (PARQUET, TARGET))
    return f"{orders:,}", *sizes, *loads


def _of_fleet(stores: int, orders: int) -> Sequence[str]:
    load = Load(orders, LINE_ITEMS)
    slowest = load.seconds(PLANS[0])
    cpu = stores * (load.cpu + landing(orders, PARQUET)) / (CORES * BUSY)
    waiting = stores * slowest / AT_ONCE
    machines = ceil(max(cpu, waiting) / DAY)
    at_once = min(AT_ONCE, ceil(stores / machines))
    memory = RATES["reading"][LINE_ITEMS]["memory"] + RATES["landing"][PARQUET]["memory"]
    takes = max(slowest, waiting / machines, cpu / machines)
    return (
        f"{stores:,}",
        f"{orders:,}",
        f"{stores * load.requests:,.0f}",
        _time(cpu * CORES * BUSY),
        str(machines),
        _bytes(at_once * memory * MEGABYTE),
        _bytes(stores * size(orders, "parquet")),
        f"{_time(takes)}, {'CPU' if takes == cpu / machines else 'quota'}",
    )


def _asked() -> float:
    """Return the share of orders that are asked for their coupons."""
    return _rate(COUPONS, "requests") - _rate(LINE_ITEMS, "requests")


def _figures(figures: dict[str, float], *names: str) -> Iterator[str]:
    return (f"{figures[name]:,}" for name in names)


def _time(seconds: float) -> str:
    for unit, name in ((HOUR, "h"), (MINUTE, "min")):
        if seconds >= unit:
            return f"{_short(seconds / unit)} {name}"
    return f"{_short(seconds)} s"


def _bytes(size: float) -> str:
    unit, name = (GIGABYTE, "GB") if size >= GIGABYTE else (MEGABYTE, "MB")
    return f"{_short(size / unit)} {name}"


def _short(number: float) -> str:
    return f"{number:,.0f}" if number >= FEW else f"{number:.1f}"


def _table(header: Sequence[str], rows: Iterator[Sequence[str]]) -> Iterator[str]:
    """Yield a Markdown table; all columns but the first hold numbers."""
    yield "| " + " | ".join(header) + " |\n"
    yield "| --- |" + " ---: |" * (len(header) - 1) + "\n"
    for row in rows:
        yield "| " + " | ".join(row) + " |\n"
