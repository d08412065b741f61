"""From the API's JSON to a record that fits its schema.

A schema names one form for each field, and `values` turns what BigCommerce sends into that form
without losing anything. Here this is done for whole records, as far as they are selected.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import msgspec

from tap_bigcommerce.arrivals import Arrivals
from tap_bigcommerce.errors import StreamError
from tap_bigcommerce.fields import Issues, Object
from tap_bigcommerce.structs import UNUSUAL, Typed
from tap_bigcommerce.values import MisfitError, Record

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tap_bigcommerce.arrivals import Arrival
    from tap_bigcommerce.fields import Mask, Schema
    from tap_bigcommerce.reading.page import Row

Normal = msgspec.Struct | Record
"""A record that fits its schema: a struct, unless something in it was unusual."""


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
        as_json: whether amounts may become JSON, since records are only written.
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
        as_json: bool = False,
    ) -> None:
        self._issues = Issues(stream, keys, lenient=lenient)
        self._fields = Object(schema, mask, self._issues)
        self._constants = constants or {}
        self._typed = Typed(self._fields, keys, self._constants, as_json=as_json)
        self._arrivals = (
            Arrivals(
                arrival,
                schema,
                mask,
                issues=self._issues,
                keys=keys,
                constants=self._constants,
                as_json=as_json,
            )
            if arrival and arrival.can_fill(schema, mask)
            else None
        )

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
        return self._arrivals.take(row) if self._arrivals else None

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


def as_dict(normal: Normal) -> Record:
    """Return a record as others take it: a dictionary."""
    if isinstance(normal, dict):
        return normal
    record: Record = msgspec.to_builtins(normal, builtin_types=(Decimal,))
    return record
