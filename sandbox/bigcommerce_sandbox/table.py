"""What a store has to know of one kind of row to keep it."""

from collections.abc import Callable
from dataclasses import dataclass

from bigcommerce_sandbox.collection import Collection
from bigcommerce_sandbox.generator.history import History
from bigcommerce_sandbox.generator.shop import Shop
from bigcommerce_sandbox.generator.values import Row

Draw = Callable[[Shop, int, int], Row]
"""Writes the row of an id that was created at a Unix second."""


def by_seed(draw: Callable[[int, int, int], Row]) -> Draw:
    """Draw rows that depend on nothing of the shop but its seed."""
    return lambda shop, row_id, created: draw(shop.seed, row_id, created)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One kind of row that a store keeps.

    Attributes:
        name: The attribute of the store that holds these rows, and the argument for their number.
        draw: Writes a row as it was created, without ``date_modified``.
        touch: The fields to put so that a change of a row is visible.
        size: Rows in a store's history, unless told otherwise; None if only deeds make such rows.
        size_by_hand: The same for a store that the command line serves.
        first_id: The lowest id.
        write_date: Writes ``date_modified``, None when these rows carry no such date.
        past: Adapts the rows' history to what the shop has so far.
        trades: Whether a day of trade, or random change, changes these rows.
        kept: How the rows are kept, when they can do more than others.
    """

    name: str
    draw: Draw
    touch: Callable[[Row], Row]
    size: int | None
    size_by_hand: int = 0
    first_id: int = 1
    write_date: Callable[[int], str] | None = None
    past: Callable[[Shop, History], History] = lambda _, past: past
    trades: bool = False
    kept: type[Collection] = Collection
