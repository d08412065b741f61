"""How BigCommerce writes money and moments, and the dice that rows are drawn with."""

import random
import time
from collections.abc import Sequence
from typing import Any, TypeVar

Row = dict[str, Any]
Item = TypeVar("Item")

DAY = 86_400

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = (
    *("Jan", "Feb", "Mar", "Apr", "May", "Jun"),
    *("Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
)


class Dice(random.Random):
    """A reproducible source of choices for one row: the same seed, kind and id, the same row."""

    def pick(self, items: Sequence[Item]) -> Item:
        """One of the items, each as likely as the other."""
        return items[int(self.random() * len(items))]

    def upto(self, count: int) -> int:
        """A whole number from 0 to ``count - 1``."""
        return int(self.random() * count)

    def chance(self, share: float) -> bool:
        """Whether something that happens to ``share`` (0 to 1) of all rows happens to this one."""
        return self.random() < share

    def digits(self, count: int) -> str:
        """A string of decimal digits."""
        return str(10**count + self.upto(10**count))[1:]

    def hexadecimal(self, count: int) -> str:
        """A string of lower-case hexadecimal digits."""
        return f"{self.getrandbits(4 * count):0{count}x}"

    def uuid(self) -> str:
        """A version 4 UUID."""
        text = self.hexadecimal(30)
        return f"{text[:8]}-{text[8:12]}-4{text[12:15]}-8{text[15:18]}-{text[18:]}"


def dice(seed: int, kind: str, number: int) -> Dice:
    """The dice for one row; rows of different seeds, kinds or ids share nothing."""
    salt = int.from_bytes(kind.encode()[:7])
    return Dice((seed << 112) ^ (salt << 56) ^ number)


def money(amount: int) -> str:
    """v2 money: a string with four decimals, from an amount in ten-thousandths."""
    sign = "-" if amount < 0 else ""
    whole, part = divmod(abs(amount), 10_000)
    return f"{sign}{whole}.{part:04d}"


def number(amount: int) -> int | float:
    """v3 money: a JSON number, from an amount in ten-thousandths; whole amounts have no point."""
    return amount // 10_000 if amount % 10_000 == 0 else amount / 10_000


def rfc2822(moment: int) -> str:
    """v2 moment: ``Wed, 05 Dec 2018 20:16:55 +0000``, from Unix seconds."""
    t = time.gmtime(moment)
    return (
        f"{_DAYS[t.tm_wday]}, {t.tm_mday:02d} {_MONTHS[t.tm_mon - 1]} {t.tm_year} "
        f"{t.tm_hour:02d}:{t.tm_min:02d}:{t.tm_sec:02d} +0000"
    )


def iso(moment: int, zone: str = "Z") -> str:
    """v3 moment: ISO 8601 from Unix seconds, ``Z`` on customers and ``+00:00`` in the catalog."""
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(moment)) + zone


def tax_on(amount: int, rate: int) -> int:
    """The tax on an amount, rounded to the fourth decimal; ``rate`` in hundredths of a percent."""
    return (amount * rate + 5_000) // 10_000
