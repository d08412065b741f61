"""What can be in the way of a run: failing requests, and a store that changes meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bigcommerce_sandbox import Fault

if TYPE_CHECKING:
    from random import Random

    from bigcommerce_sandbox import Sandbox

PATHS = (
    "",
    "/orders$",
    "/orders/count$",
    r"/orders/\d+/products",
    r"/orders/\d+/coupons",
    "/customers$",
    "/customers/addresses",
    "/customers/attribute-values",
    "/catalog/products$",
    "/coupons$",
)

FAULTS: tuple[dict[str, Any], ...] = (
    *({"status": status} for status in (408, 429, 500, 502, 503, 504)),
    *({"kind": kind} for kind in ("reset", "truncate", "html", "wrong_body", "empty")),
    {"kind": "slow", "seconds": 0.5},
    {"status": 429, "headers": {"X-Rate-Limit-Time-Reset-Ms": "50"}},
)


def disturb(shop: Sandbox, chance: Random) -> bool:
    """Put faults in the way of a run; say whether the store changes meanwhile as well."""
    shop.faults = [
        Fault(
            path=chance.choice(PATHS),
            nth=chance.randint(1, 12),
            times=chance.choice((1, 1, 2, 5, None)),
            probability=chance.choice((1, 0.3)),
            seed=chance.randrange(1000),
            **chance.choice(FAULTS),
        )
        for _ in range(chance.randint(0, 5))
    ]
    changing = chance.random() < 0.5
    shop.mutate(
        every=chance.randint(1, 5) if changing else 0,
        touch=2,
        delete=chance.randint(0, 1),
        insert=1,
    )
    return changing
