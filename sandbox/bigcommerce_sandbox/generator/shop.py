"""What the rows of a shop have in common: its size, its seed and its first ids."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from array import array

FIRST_ORDER = 100
FIRST_CUSTOMER = 1
FIRST_PRODUCT = 1
FIRST_COUPON = 1


@dataclass(frozen=True, slots=True)
class Shop:
    """What an order can refer to.

    Attributes:
        seed: The store's seed.
        now: The Unix second in which the history ends.
        customers_created: When each customer signed up, by ascending id, in Unix seconds.
        products_created: When each product came into the catalog, likewise.
        coupons: How many coupons there are.
    """

    seed: int
    now: int
    customers_created: "array[int]"
    products_created: "array[int]"
    coupons: int
