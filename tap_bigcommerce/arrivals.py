"""Records that their pages bring whole: decoded in one step, where others are completed by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from tap_bigcommerce.fields import Object
from tap_bigcommerce.structs import UNUSUAL, Typed

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from tap_bigcommerce.fields import Breadcrumb, Issues, Mask, Path, Schema
    from tap_bigcommerce.reading.page import Row
    from tap_bigcommerce.structs import Kinds

MOST_VAIN = 100
"""Records in a row that did not come whole, after which no other is expected to."""


class Arrival(NamedTuple):
    """How the pages of a list bring whole records.

    Args:
        arrange: gives a record, decoded as a struct, its schema's form, with the types of what is
            in it; it returns False if the record did not come whole.
        looks_at: the fields that `arrange` looks at.
        fills: the fields that it puts together, whatever comes in them.
        elsewhere: where the elements of such a field come instead, and its name.
    """

    arrange: Callable[[Any, Kinds], bool]
    looks_at: Collection[str]
    fills: Collection[str]
    elsewhere: Mapping[Path, str]

    def can_fill(self, schema: Schema, mask: Mask) -> bool:
        """Return whether no field that it looks at or fills is selected in part."""
        return all(
            _selects_all(schema["properties"][name], mask, ("properties", name))
            for name in {*self.looks_at, *self.fills}
            if mask["properties", name]
        )


class Arrivals:
    """Gives records that came whole their schema's form.

    Args:
        arrival: how they come.
        schema: JSON Schema of a record.
        mask: which fields are selected, by breadcrumb.
        issues: what is said of unknown fields.
        keys: the fields that tell records apart.
        constants: fields that have one value in every record, whatever the API sent.
        as_json: whether amounts may become JSON, since they are only written.
    """

    def __init__(  # noqa: PLR0913 - what a stream says of its records, one argument each
        self,
        arrival: Arrival,
        schema: Schema,
        mask: Mask,
        *,
        issues: Issues,
        keys: Sequence[str],
        constants: Mapping[str, str],
        as_json: bool = False,
    ) -> None:
        needed = {*arrival.looks_at, *arrival.fills}
        seen = Object(schema, _Seen(mask, needed), issues)
        self._typed = Typed(seen, keys, constants, arrival, as_json=as_json)
        self._arrange = arrival.arrange
        self._only_looked_at = [name for name in sorted(needed) if not mask["properties", name]]
        self._in_vain = 0

    def take(self, row: Row) -> msgspec.Struct | None:
        """Return a row in its schema's form if it came whole, and in the usual form; else None."""
        if self._in_vain >= MOST_VAIN:
            return None
        self._in_vain += 1
        try:
            made: msgspec.Struct = self._typed.decode(row.json)
        except UNUSUAL as error:
            self._typed.learn(error)
            return None
        if not self._arrange(made, self._typed.kinds):
            return None
        self._in_vain = 0
        for name in self._only_looked_at:
            setattr(made, name, msgspec.UNSET)
        return made


class _Seen:
    """What is selected, and what is looked at."""

    def __init__(self, mask: Mask, looks_at: Collection[str]) -> None:
        self._mask = mask
        self._looks_at = looks_at

    def __getitem__(self, breadcrumb: Breadcrumb) -> bool:
        return self._mask[breadcrumb] or breadcrumb[1] in self._looks_at


def _selects_all(schema: Schema, mask: Mask, breadcrumb: Breadcrumb) -> bool:
    """Return whether all fields inside of one are selected."""
    inner = {
        (*breadcrumb, "properties", name): one for name, one in schema.get("properties", {}).items()
    }
    return all(mask[path] and _selects_all(one, mask, path) for path, one in inner.items())
