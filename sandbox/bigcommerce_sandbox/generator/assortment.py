"""Every variant of a catalog in one row: product by product, numbered from 1."""

from bisect import bisect_right
from functools import lru_cache
from typing import NamedTuple

from bigcommerce_sandbox.generator.catalog import merchandise, variants_of
from bigcommerce_sandbox.generator.shop import FIRST_PRODUCT
from bigcommerce_sandbox.generator.values import Row


class Numbers:
    """The numbers of the variants of a store's products, those included that it has yet to make.

    Args:
        seed: The store's seed.
    """

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._firsts = [1]

    def first(self, product_id: int) -> int:
        """The number of a product's first variant."""
        while len(self._firsts) <= product_id - FIRST_PRODUCT:
            what = merchandise(self._seed, FIRST_PRODUCT + len(self._firsts) - 1)
            self._firsts.append(self._firsts[-1] + max(1, what.colors) * max(1, what.sizes))
        return self._firsts[product_id - FIRST_PRODUCT]

    def product(self, number: int) -> int:
        """The product that has a variant."""
        while self._firsts[-1] <= number:
            self.first(FIRST_PRODUCT + len(self._firsts))
        return FIRST_PRODUCT + bisect_right(self._firsts, number) - 1


numbers = lru_cache(16)(Numbers)


class Item(NamedTuple):
    """What is sold: a variant of a product."""

    product_id: int
    variant: Row


def item(seed: int, number: int) -> Item:
    """The item of a number."""
    product_id = numbers(seed).product(number)
    place = number - numbers(seed).first(product_id)
    return Item(product_id, variants_of(seed, product_id)[place])


def size(seed: int, products: int) -> int:
    """How many items a catalog of so many products has."""
    return numbers(seed).first(FIRST_PRODUCT + products) - 1
