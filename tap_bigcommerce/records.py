"""From the API's JSON to a record that fits its schema.

A schema names one form for each field, and `values` turns what BigCommerce sends into that form
without losing anything. Here this is done for whole records, as far as they are selected.
"""

from __future__ import annotations

import logging
import struct
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from types import NoneType
from typing import Any, NamedTuple, Protocol

from tap_bigcommerce import values
from tap_bigcommerce.errors import StreamError
from tap_bigcommerce.values import LINK, MisfitError, Record

Schema = Mapping[str, Any]
Convert = Callable[[Any], Any]
Breadcrumb = tuple[str, ...]
Form = tuple[tuple[str, ...], tuple[type, ...]]


class Mask(Protocol):
    """Says of each field whether it is selected, by breadcrumb, as the SDK's `SelectionMask`."""

    def __getitem__(self, breadcrumb: Breadcrumb, /) -> bool: ...


MOST_FORMS = 4096
"""Forms of one object to know at a time."""

LONGEST_VALUE = 80
"""Characters of a value that a message may show."""

PAIR = frozenset({"name", "value"})
"""Fields of an element of a list of names and values."""

_logger = logging.getLogger("tap-bigcommerce")


class Normaliser:
    """Makes records fit a stream's schema, as far as they are selected.

    Args:
        stream: its name, for messages.
        schema: JSON Schema of a record.
        mask: which fields are selected, by breadcrumb.
        keys: the fields that tell records apart, for messages.
        lenient: whether null may stand for a value that cannot be represented, with a warning.
    """

    def __init__(
        self,
        stream: str,
        schema: Schema,
        mask: Mask,
        *,
        keys: Sequence[str] = ("id",),
        lenient: bool = False,
    ) -> None:
        selected = [name for name in schema["properties"] if mask["properties", name]]
        self._issues = _Issues(stream, keys, lenient=lenient)
        self._convert = _Object(schema, mask, (), self._issues, dict.fromkeys(selected))

    def __call__(self, record: Record) -> Record:
        """Give the record its schema's form, in place.

        Every field that is selected is there, null where the API sent none; fields that the schema
        does not know are left out, and reported once.

        Raises:
            StreamError: if a value cannot be represented, naming record and field.
        """
        self._issues.record = record
        try:
            self._convert(record)
        except MisfitError as misfit:
            message = (
                f"{self._issues.described(misfit)} The record cannot be delivered as it is: "
                "correct the value in the store, deselect the field, or set invalid_values to "
                "'null'."
            )
            raise StreamError(message) from misfit
        return record


@dataclass(frozen=True, slots=True)
class _Steps:
    """What to do with an object.

    Args:
        instead: returns what the object stands for, if not for itself.
        dropped: deselected fields.
        unknown: fields that the schema does not have.
        conversions: fields whose type is not the schema's, each with its conversion.
        integers: takes the integers that need no conversion out of an object, if it has any.
        packed: packs them into 64 bits each, which shows soonest that one is too large.
        bounded: the fields of these integers, each with the conversion that checks its range.
        missing: fields to add.
    """

    instead: Callable[[Record], Record | None] | None
    dropped: list[str]
    unknown: list[str]
    conversions: list[tuple[str, Convert]]
    integers: Callable[[Record], tuple[int, ...]] | None
    packed: Callable[..., bytes]
    bounded: list[tuple[str, Convert]]
    missing: Record


class _Object:
    """Makes objects of one schema fit it, in place.

    What has to be done with an object follows from its form: the names and types of its fields.
    Forms repeat from object to object, so the steps are worked out once for each form; most fields
    of most objects are as they should be, and cost nothing.
    """

    def __init__(
        self,
        schema: Schema,
        mask: Mask,
        breadcrumb: Breadcrumb,
        issues: _Issues,
        expected: Record | None = None,
    ) -> None:
        properties = schema.get("properties", {})
        self._keeps_unknown = schema.get("additionalProperties", False)
        self._required = frozenset(schema.get("required", ()))
        self._issues = issues
        self._expected = expected or {}
        self._path = ".".join(breadcrumb[1::2])
        self._fields = {
            name: _Field.of(properties[name], mask, inner, issues)
            for name in properties
            if mask[inner := (*breadcrumb, "properties", name)]
        }
        self._known = frozenset(properties)
        self._steps: dict[Form, _Steps] = {}

    def __call__(self, value: Any) -> Record | None:
        if type(value) is not dict:
            value = values.only_object(value)
            return self(value) if value else value
        form = (tuple(value), tuple(map(type, value.values())))
        steps = self._steps.get(form) or self._work_out(form)
        if steps.instead:
            value = steps.instead(value)
            return None if value is None else self(value)
        for name in steps.dropped:
            del value[name]
        for name in steps.unknown:
            self._issues.unknown(self._path, name, value.pop(name))
        conversions = steps.conversions
        if steps.integers:
            try:
                steps.packed(*steps.integers(value))
            except struct.error:
                conversions = [*conversions, *steps.bounded]
        name = ""
        try:
            for name, convert in conversions:
                value[name] = convert(value[name])
        except MisfitError as misfit:
            misfit.path.append(name)
            raise
        if steps.missing:
            value.update(steps.missing)
        return value

    def _work_out(self, form: Form) -> _Steps:
        kinds = dict(zip(*form, strict=True))
        known = {name: self._fields[name] for name in kinds if name in self._fields}
        unknown = [name for name in kinds if name not in self._known]
        conversions = {name: field.conversion(kinds[name]) for name, field in known.items()}
        if self._keeps_unknown:
            conversions |= dict.fromkeys(unknown, values.anything)
        integers = [name for name, field in known.items() if int is kinds[name] in field.settled]
        steps = _Steps(
            instead=self._meaning(kinds),
            dropped=[name for name in kinds if name in self._known and name not in known],
            unknown=[] if self._keeps_unknown else unknown,
            conversions=self._tolerated(conversions),
            integers=itemgetter(*integers, integers[0]) if integers else None,
            packed=struct.Struct(f"{len(integers) + 1}q").pack,
            bounded=self._tolerated({name: known[name].convert for name in integers}),
            missing={name: None for name in self._expected if name not in kinds},
        )
        if len(self._steps) >= MOST_FORMS:
            self._steps.clear()
        self._steps[form] = steps
        return steps

    def _tolerated(self, conversions: Mapping[str, Convert | None]) -> list[tuple[str, Convert]]:
        """Let null stand for misfits, if that is wanted, but for fields that must have a value."""
        return [
            (name, convert if name in self._required else self._tolerate(convert, name))
            for name, convert in conversions.items()
            if convert
        ]

    def _tolerate(self, convert: Convert, name: str) -> Convert:
        return self._issues.tolerated(convert, self._path, name)

    def _meaning(self, kinds: Mapping[str, type]) -> Callable[[Record], Record | None] | None:
        """Return what gives the object that one of this form stands for, if not for itself."""
        if kinds.keys() == LINK and not self._known >= LINK:
            return _nothing
        if not self._keeps_unknown and [*kinds.values()] == [dict] and next(iter(kinds)).isdigit():
            return _only_element
        trimmed = {name.strip() for name in kinds} & self._known
        return None if trimmed <= kinds.keys() else _trimmed


class _Issues:
    """What is said of fields that are not known, and of values that are not what they should be.

    Args:
        stream: its name.
        keys: the fields that tell records apart.
        lenient: whether null may stand for a value that cannot be represented.
    """

    def __init__(self, stream: str, keys: Sequence[str], *, lenient: bool) -> None:
        self.record: Record = {}
        self._stream = stream
        self._keys = keys
        self._lenient = lenient
        self._said: set[str] = set()

    def unknown(self, path: str, name: str, value: Any) -> None:
        """Say once of a field that it has no place in the schema."""
        path = _joined(path, name)
        if path not in self._said and not values.is_link(value):
            self._said.add(path)
            _logger.warning(
                "%s: BigCommerce sent the field '%s', which this version of the tap does not "
                "know; it is left out.",
                self._stream,
                path,
            )

    def described(self, misfit: MisfitError) -> str:
        """A value that cannot be represented, in a sentence."""
        record = ", ".join(str(self.record.get(key)) for key in self._keys)
        return (
            f"{self._stream} record {record}: field '{'.'.join(reversed(misfit.path))}' is "
            f"{repr(misfit.value)[:LONGEST_VALUE]}, which is not {misfit.wanted}."
        )

    def tolerated(self, convert: Convert, path: str, name: str) -> Convert:
        """The conversion, or one that gives null in its place and says so, if that is wanted."""
        if not self._lenient:
            return convert

        def or_null(value: Any) -> Any:
            try:
                return convert(value)
            except MisfitError as misfit:
                misfit.path.append(_joined(path, name))
                _logger.warning("%s null is delivered in its place.", self.described(misfit))
                return None

        return or_null


def _nothing(_: Record) -> None:
    """Return what a link stands for where the part itself was not asked for."""


def _only_element(value: Record) -> Record:
    """Return the element of a PHP array that stands for an object."""
    return next(iter(value.values()))


def _trimmed(value: Record) -> Record:
    """Return an object without the blanks around its keys, which old examples have."""
    return {name.strip(): inner for name, inner in value.items()} | {
        name: inner for name, inner in value.items() if name == name.strip()
    }


def _joined(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


class _Field(NamedTuple):
    """A field's type, and what gives a value that type."""

    settled: tuple[type, ...]
    convert: Convert
    convert_text: Convert

    @classmethod
    def of(cls, schema: Schema, mask: Mask, breadcrumb: Breadcrumb, issues: _Issues) -> _Field:
        """Read a field's schema; all types there are nullable."""
        types = schema["type"]
        kind = next(one for one in ([types] if isinstance(types, str) else types) if one != "null")
        if kind == "object":
            nested = _Object(schema, mask, breadcrumb, issues)
            return cls((), nested, nested)
        if kind == "array":
            # Selection ends here: fields of elements come with the list.
            items = cls.of(schema["items"], Everything(), breadcrumb, issues)
            names = schema["items"].get("properties", {}).keys()
            array = _array(items.convert, frozenset(names))
            return cls((), array, array)
        if schema.get("format") == "date-time":
            return cls((), values.date, values.date)
        return _SCALARS[kind]

    def conversion(self, kind: type) -> Convert | None:
        """What to do with a value of this type, if anything."""
        if kind in self.settled or kind is NoneType:
            return None
        return self.convert_text if kind is str else self.convert


class Everything:
    """A mask that selects everything."""

    def __getitem__(self, breadcrumb: Breadcrumb) -> bool:
        return True


def _array(item: Convert, names: frozenset[str]) -> Convert:
    """Return what makes a list of a value; `names` are the fields of its elements."""
    is_of_pairs = names >= PAIR

    def convert(value: Any) -> list[Any] | None:
        if type(value) is not list:
            if value is None or values.is_link(value):
                return None
            if is_of_pairs and isinstance(value, dict):
                value = _pairs(value)
            value = values.elements(value)
        return [made for one in value if (made := item(one)) is not None]

    return convert


def _pairs(value: Record) -> Any:
    """Return pairs of name and value where an object of values by their names came for them."""
    is_list = all(map(str.isdigit, value)) and all(isinstance(one, dict) for one in value.values())
    if is_list or value.keys() >= PAIR:
        return value
    return [{"name": name, "value": one} for name, one in value.items()]


_SCALARS: dict[str, _Field] = {
    "integer": _Field((int,), values.integer, values.integer),
    "number": _Field((int,), values.number, values.number_of_text),
    "boolean": _Field((bool,), values.boolean, values.boolean),
    "string": _Field((str,), values.string, values.string),
}
