"""When the rows of a store came to be: months of trade with seasons, weekends and bulk edits."""

import time
from array import array
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from bigcommerce_sandbox.generator.shop import Shop
from bigcommerce_sandbox.generator.values import DAY, dice

_MONTH = 30.44
_SEASONS = (0.85, 0.8, 0.9, 0.95, 1.05, 1.1, 1.0, 0.95, 0.95, 1.05, 1.75, 2.1)
_WEEKDAYS = (0.95, 0.9, 0.92, 0.97, 1.05, 1.25, 1.2)
_WEEKLY_GROWTH: float = 1.005

_BULK_SECONDS = 4
_BULK_SHARE = 0.035
_UNTOUCHED_SHARE = 0.35


class History(NamedTuple):
    """When each row was made and last changed: Unix seconds, in the order of the ids."""

    created: "array[int]"
    modified: "array[int]"


NO_HISTORY = History(array("q"), array("q"))
"""That of rows which would belong to others that there are not."""


def history(seed: int, kind: str, count: int, now: int, months: float) -> History:
    """Spread ``count`` rows over the months before ``now`` as a growing shop's trade would.

    About one row in thirty was last changed by one of a few bulk edits, each of which stamped
    all its rows with one and the same second, as imports and mass updates do.
    """
    roll = dice(seed, kind + "/history", count)
    days = max(2, round(months * _MONTH))
    start = now - days * DAY
    busy = _busy(start, days)
    bulk = [start + int(days * DAY * (0.3 + 0.65 * roll.random())) for _ in range(_BULK_SECONDS)]

    random = roll.random
    created, modified = array("q"), array("q")
    day, before, width = 0, 0.0, busy[-1] / max(count, 1)
    for place in range(count):
        trade = (place + random()) * width
        while trade > busy[day] and day < days - 1:
            before = busy[day]
            day += 1
        born = start + int((day + (trade - before) / (busy[day] - before)) * DAY)
        created.append(min(born, now - 1))
        luck = random()
        changed = born
        if luck < _BULK_SHARE:
            late = [second for second in bulk if second >= born]
            changed = late[int(random() * len(late))] if late else born
        elif luck > _UNTOUCHED_SHARE:
            # Most changes follow within days of the sale, a few long after.
            changed = born + int(random() ** 4 * 60 * DAY)
        modified.append(min(changed, now - 1 - int(random() * 3600)) if changed > born else born)
    return History(created, array("q", map(max, created, modified)))


def stocked(shop: Shop, past: History) -> History:
    """The history of a catalog a third of which was there when the shop opened.

    So that its first orders have something to be of.

    Args:
        shop: The shop, with its orders.
        past: The history of a catalog that grew as trade did.
    """
    created, modified = past.created[:], past.modified[:]
    opening = min([*shop.created["orders"][:1], *created[:1], shop.now]) - len(created)
    for place in range(-(-len(created) // 3)):
        if modified[place] == created[place]:
            modified[place] = opening + place
        created[place] = opening + place
    return History(created, modified)


@lru_cache(maxsize=32)  # all tables of a store share it, and most stores of a test suite do
def _busy(start: int, days: int) -> list[float]:
    """How much the shop has traded by the end of each day."""
    return list(accumulate(_trade(start + day * DAY, day) for day in range(days)))


def _trade(moment: int, day: int) -> float:
    """How busy the shop is on a day, relative to its first day in an average month."""
    t = time.gmtime(moment)
    growth: float = _WEEKLY_GROWTH ** (day / 7)
    return _SEASONS[t.tm_mon - 1] * _WEEKDAYS[t.tm_wday] * growth
