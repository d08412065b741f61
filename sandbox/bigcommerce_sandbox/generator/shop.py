"""What the rows of a shop have in common: its seed, its history and its first ids."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from array import array

FIRST_ORDER = 100
FIRST_CUSTOMER = 1
FIRST_PRODUCT = 1
FIRST_COUPON = 1

STORE_ID = 10_000_001
"""The store's number, which is not its hash."""


@dataclass(frozen=True, slots=True)
class Shop:
    """What a row can refer to.

    Attributes:
        seed: The store's seed.
        now: The Unix second in which the history ends.
        created: When each row of a table's history was created, by ascending id, in Unix seconds.
    """

    seed: int
    now: int
    created: dict[str, "array[int]"] = field(default_factory=dict)
