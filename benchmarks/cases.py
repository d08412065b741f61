"""What is measured: which streams of how large a store, and how the store treats its clients.

A case is data. The limit, the contenders and the pictures all follow from it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

DEFAULT_PARALLEL = 8
"""Requests that the tap has in flight unless its settings say otherwise."""

OURS = "ours"
PLAIN_SDK = "plain-sdk"


class Plan(NamedTuple):
    """A plan's quota: `requests` in `window` seconds, of which other apps take `others`."""

    title: str
    requests: int
    window: float = 30.0
    others: int = 0

    @property
    def share(self) -> int:
        """The requests of a window that other apps leave."""
        return self.requests - self.others

    def beside_another_app(self) -> Plan:
        """The same plan while another app takes half of it, evenly."""
        return self._replace(title=f"half of {self.title}", others=self.requests // 2)


UNLIMITED = Plan("unlimited", 1_000_000)
"""A quota nobody can use up rather than none: singer-io's tap fails without the headers."""

PRO = Plan("Pro", 450)
STANDARD = Plan("Standard", 150)


@dataclass(frozen=True)
class Sizes:
    """How many rows the store has."""

    orders: int = 0
    customers: int = 0
    products: int = 0
    coupons: int = 0

    def of(self, stream: str) -> int:
        """How many rows a stream has."""
        count: int = getattr(self, stream)
        return count


@dataclass(frozen=True, kw_only=True)
class Case:
    """One thing to measure.

    Args:
        name: what the command line calls it.
        title: what a reader calls it.
        sizes: of the store.
        streams: to be read.
        nested: whether line items, variants, and addresses and attributes are read as well.
        plan: the store's quota.
        latency: seconds that every request takes at least.
        settings: of our tap, beside address and token.
        changing: whether rows of the store change at every request.
        gzip: whether the store compresses its answers, which costs it more than all the rest.
        whole: whether pages bring all line items of all orders.
        contenders: who is measured; none named for everybody.
        rounds: how often, in turns; the best counts.
    """

    name: str
    title: str
    sizes: Sizes
    streams: tuple[str, ...]
    nested: bool = True
    plan: Plan = UNLIMITED
    latency: float = 0.0
    settings: Mapping[str, Any] = field(default_factory=dict)
    changing: bool = False
    gzip: bool = True
    whole: bool = False
    contenders: tuple[str, ...] = ()
    rounds: int = 1

    @property
    def parallel(self) -> int:
        """Requests that may be in flight at once."""
        return int(self.settings.get("max_parallel_requests", DEFAULT_PARALLEL))

    def rows(self, stream: str) -> int:
        """How many rows the store has of a stream."""
        return self.sizes.of(stream)


@dataclass(frozen=True)
class Scale:
    """How large the cases are.

    Args:
        sizes: of the store that everybody reads.
        large: orders of the store for the tap's own limit.
        growing: orders of each store of the scaling cases.
        changing: rows of each kind in the store that changes.
        fast: orders of the store without latency.
        latency: seconds.
        with_line_items: whether the scaling cases are measured with line items as well.
        plans: the quotas that everybody is measured with.
        rounds: how often throughput is measured.
    """

    sizes: Sizes = Sizes(orders=10_000, customers=25_000, products=25_000)
    large: int = 100_000
    growing: tuple[int, ...] = (25_000, 100_000, 400_000)
    changing: int = 2_000
    fast: int = 100_000
    latency: float = 0.3
    with_line_items: bool = False
    plans: tuple[Plan, ...] = (UNLIMITED, PRO, STANDARD)
    rounds: int = 3


QUICK = Scale(
    sizes=Sizes(orders=1_500, customers=4_000, products=4_000),
    large=5_000,
    growing=(2_500, 10_000),
    changing=300,
    fast=5_000,
    latency=0.1,
    plans=(UNLIMITED,),
    rounds=1,
)

_WHAT = {
    "orders": "orders with line items",
    "products": "products with variants",
    "customers": "customers",
}


def every_case(scale: Scale) -> list[Case]:
    """All cases, those that share a store next to each other."""
    return [
        *_comparisons(scale),
        *_beside_another_app(scale),
        *_large(scale),
        *_throughput(scale),
        *_growing(scale),
        *_changing(scale),
    ]


def _comparisons(scale: Scale) -> list[Case]:
    return [
        Case(
            name=f"{stream}-{plan.title.lower()}",
            title=f"{scale.sizes.of(stream):,} {what}, {_said(plan)}",
            sizes=scale.sizes,
            streams=(stream,),
            plan=plan,
            latency=scale.latency,
        )
        for stream, what in _WHAT.items()
        for plan in scale.plans
    ]


def _beside_another_app(scale: Scale) -> list[Case]:
    return [
        Case(
            name=f"half-{plan.title.lower()}",
            title=f"{scale.sizes.orders:,} orders with line items, "
            f"{_said(plan)}, half of it taken by another app",
            sizes=scale.sizes,
            streams=("orders",),
            plan=plan.beside_another_app(),
            latency=scale.latency,
            contenders=(OURS,),
        )
        for plan in scale.plans
        if plan is not UNLIMITED
    ]


def _large(scale: Scale) -> list[Case]:
    sizes = Sizes(orders=scale.large)
    return [
        Case(
            name="large-line-items",
            title=f"{scale.large:,} orders with line items, unlimited",
            sizes=sizes,
            streams=("orders",),
            latency=scale.latency,
            contenders=(OURS,),
        ),
        Case(
            name="large-16",
            title=f"{scale.large:,} orders without nested parts, unlimited, 16 requests at once",
            sizes=sizes,
            streams=("orders",),
            nested=False,
            latency=scale.latency,
            settings={"max_parallel_requests": 16},
            contenders=(OURS,),
        ),
        Case(
            name="large-whole-orders",
            title=f"{scale.large:,} orders with line items, all in their pages, unlimited",
            sizes=sizes,
            streams=("orders",),
            latency=scale.latency,
            whole=True,
            contenders=(OURS,),
        ),
    ]


def _throughput(scale: Scale) -> list[Case]:
    """Compressed as BigCommerce does, and not: then the sandbox is several times as fast."""
    return [
        Case(
            name=f"throughput{name}{suffix}",
            title=f"{scale.fast:,} orders {what}, no latency, {how}",
            sizes=Sizes(orders=scale.fast),
            streams=("orders",),
            nested=nested,
            gzip=gzip,
            whole=whole,
            contenders=(OURS, PLAIN_SDK),
            rounds=scale.rounds,
        )
        for suffix, how, gzip in (
            ("", "compressed", True),
            ("-uncompressed", "uncompressed", False),
        )
        for name, what, nested, whole in (
            ("", "without nested parts", False, False),
            ("-line-items", "with line items", True, False),
            ("-whole-orders", "with line items, all in their pages", True, True),
        )
    ]


def _growing(scale: Scale) -> list[Case]:
    return [
        Case(
            name=f"scaling{'-line-items' if nested else ''}-{orders}",
            title=f"{orders:,} orders {'with line items' if nested else 'without nested parts'}, "
            "unlimited",
            sizes=Sizes(orders=orders),
            streams=("orders",),
            nested=nested,
            latency=scale.latency,
            contenders=(OURS,),
        )
        for orders in scale.growing
        for nested in ((False, True) if scale.with_line_items else (False,))
    ]


def _changing(scale: Scale) -> list[Case]:
    return [
        Case(
            name=f"changing-{stream}",
            title=f"{scale.changing:,} {stream} that change at every request",
            sizes=Sizes(**{stream: scale.changing}),
            streams=(stream,),
            nested=False,
            changing=True,
        )
        for stream in _WHAT
    ]


def _said(plan: Plan) -> str:
    if plan is UNLIMITED:
        return plan.title
    return f"{plan.title} ({plan.requests} requests in {plan.window:g} s)"
