"""From the API's JSON to a record that fits its schema.

A schema names one form for each field, and `values` turns what BigCommerce sends into that form
without losing anything. Here this is done for whole records, as far as they are selected.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from tap_bigcommerce.errors import StreamError
from tap_bigcommerce.fields import Issues, Object
from tap_bigcommerce.structs import UNUSUAL, Typed
from tap_bigcommerce.values import MisfitError, Record

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from tap_bigcommerce.fields import Breadcrumb, Mask, Path, Schema
    from tap_bigcommerce.reading.page import Row
    from tap_bigcommerce.structs import Kinds

MOST_VAIN = 100
"""Records in a row that did not come whole, after which no other is expected to."""

Normal = msgspec.Struct | Record
"""A record that fits its schema: a struct, unless something in it was unusual."""


class Arrival(NamedTuple):
    """How the pages of a list bring whole records, which then need not be completed by hand.

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


class _Prepared(NamedTuple):
    typed: Typed
    arrange: Callable[[Any, Kinds], bool]
    only_looked_at: Sequence[str]


class Normaliser:
    """Makes records fit a stream's schema, as far as they are selected.

    Every field that is selected is there, null where the API sent none; fields that the schema does
    not know are left out, and reported once.

    Args:
        stream: its name, for messages.
        schema: JSON Schema of a record.
        mask: which fields are selected, by breadcrumb.
        keys: the fields that tell records apart.
        constants: fields that have one value in every record, whatever the API sent.
        lenient: whether null may stand for a value that cannot be represented, with a warning.
        arrival: how whole records come, if the stream completes records at all.
    """

    def __init__(  # noqa: PLR0913 - what a stream says of its records, one argument each
        self,
        stream: str,
        schema: Schema,
        mask: Mask,
        *,
        keys: Sequence[str] = ("id",),
        constants: dict[str, str] | None = None,
        lenient: bool = False,
        arrival: Arrival | None = None,
    ) -> None:
        self._issues = Issues(stream, keys, lenient=lenient)
        self._fields = Object(schema, mask, self._issues)
        self._constants = constants or {}
        self._typed = Typed(self._fields, keys, self._constants)
        self._keys = keys
        self._arrival = arrival and self._prepared(arrival, schema, mask)
        self._in_vain = 0

    def _prepared(self, arrival: Arrival, schema: Schema, mask: Mask) -> _Prepared | None:
        """Return what makes whole records; None if some of their parts are selected in part."""
        needed = {*arrival.looks_at, *arrival.fills}
        selected = {name for name in needed if mask["properties", name]}
        for name in selected:
            if not _selects_all(schema["properties"][name], mask, ("properties", name)):
                return None
        seen = Object(schema, _Seen(mask, needed), self._issues)
        typed = Typed(seen, self._keys, self._constants, arrival.fills, arrival.elsewhere)
        return _Prepared(typed, arrival.arrange, sorted(needed - selected))

    def __call__(self, record: Record) -> Normal:
        """Return a record in its schema's form.

        Raises:
            StreamError: if a value cannot be represented, naming record and field.
        """
        try:
            normal: Normal = self._typed.convert(record)
        except UNUSUAL as error:
            normal = self.by_hand(record)
            self._typed.learn(error)
        return normal

    def of_row(self, row: Row) -> Normal:
        """Return a row in its schema's form, without looking into it before.

        Raises:
            StreamError: as `__call__`, or if the row cannot be decoded.
        """
        try:
            normal: Normal = self._typed.decode(row.json)
        except UNUSUAL as error:
            normal = self.by_hand(row.record())
            self._typed.learn(error)
        return normal

    def of_whole(self, row: Row) -> Normal | None:
        """Return a row in its schema's form if it came whole, and in the usual form; else None."""
        if self._arrival is None:
            return None
        typed, arrange, only_looked_at = self._arrival
        try:
            made: Normal | None = typed.decode(row.json)
        except UNUSUAL as error:
            typed.learn(error)
            made = None
        if made is None or not arrange(made, typed.kinds):
            self._in_vain += 1
            if self._in_vain == MOST_VAIN:
                self._arrival = None
            return None
        self._in_vain = 0
        for name in only_looked_at:
            setattr(made, name, msgspec.UNSET)
        return made

    def by_hand(self, record: Record) -> Record:
        """Return a record in its schema's form, whatever form it came in.

        Raises:
            StreamError: as `__call__`.
        """
        self._issues.record = record
        try:
            made = self._fields(record) or {}
        except MisfitError as misfit:
            message = (
                f"{self._issues.described(misfit)} The record cannot be delivered as it is: "
                "fix the value in the store, deselect the field, or set invalid_values to "
                "'null'."
            )
            raise StreamError(message) from misfit
        finally:
            self._issues.record = None
        return {name: made.get(name) for name in self._fields.fields} | self._constants


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


def as_dict(normal: Normal) -> Record:
    """Return a record as others take it: a dictionary."""
    if isinstance(normal, dict):
        return normal
    record: Record = msgspec.to_builtins(normal, builtin_types=(Decimal,))
    return record
