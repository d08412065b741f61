"""From the API's JSON to a record that fits its schema.

BigCommerce gives one thing in several forms: money as text or as a number, an id as text, an empty
object as an empty array, a missing date as an empty text. A schema names one form; what is here
turns the others into it without losing anything:

- integers and numbers may come as text; no digit of a number is lost;
- a missing number, boolean or date may come as null, an empty text, object or array, a missing
  number as NaN, a missing date as `0000-00-00` or as what PHP makes of that;
- text may come as a number or a boolean; an array or object becomes its JSON;
- dates may come as in v2 or v3, and leave as `2024-01-31T09:30:00+00:00`;
- an array may come as its only element or as an object with numbers for keys, an object as an
  empty array.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from types import NoneType
from typing import Any, NamedTuple, Protocol

import msgspec

from tap_bigcommerce import dates
from tap_bigcommerce.errors import StreamError

Schema = Mapping[str, Any]
Record = dict[str, Any]
Convert = Callable[[Any], Any]
Breadcrumb = tuple[str, ...]
Form = tuple[tuple[str, ...], tuple[type, ...]]


class Mask(Protocol):
    """Says of each field whether it is selected, by breadcrumb, as the SDK's `SelectionMask`."""

    def __getitem__(self, breadcrumb: Breadcrumb, /) -> bool: ...


MOST_FORMS = 4096
"""Forms of one object to know at a time."""

MOST_TEXTS = 16_384
"""Amounts that come as text to remember."""

MOST_DIGITS = 100
"""Of an integer."""

LONGEST_VALUE = 80
"""Characters of a value that a message may show."""

_encoder = msgspec.json.Encoder(decimal_format="number")
_logger = logging.getLogger("tap-bigcommerce")


class _MisfitError(ValueError):
    """A value that its field's type cannot represent.

    Args:
        value: as it came.
        wanted: the type, in words.
    """

    def __init__(self, value: object, wanted: str) -> None:
        super().__init__()
        self.value = value
        self.wanted = wanted
        self.path: list[str] = []


class Normaliser:
    """Makes records fit a stream's schema, as far as they are selected.

    Args:
        stream: its name, for messages.
        schema: JSON Schema of a record.
        mask: which fields are selected, by breadcrumb.
        lenient: whether null may stand for a value that cannot be represented, with a warning.
    """

    def __init__(self, stream: str, schema: Schema, mask: Mask, *, lenient: bool = False) -> None:
        self._stream = stream
        selected = [name for name in schema["properties"] if mask["properties", name]]
        self._doubts = _Doubts(stream, lenient=lenient)
        self._convert = _Object(schema, mask, (), self._doubts, dict.fromkeys(selected))

    def __call__(self, record: Record) -> Record:
        """Give the record its schema's form, in place.

        Every field that is selected is there, null where the API sent none; fields that the schema
        does not know are left out, and reported once.

        Raises:
            StreamError: if a value cannot be represented, naming record and field.
        """
        self._doubts.record_id = record.get("id")
        try:
            self._convert(record)
        except _MisfitError as misfit:
            message = (
                f"{self._doubts.described(misfit)} The record cannot be delivered as it is: "
                "correct the value in the store, deselect the field, or set invalid_values to "
                "'null'."
            )
            raise StreamError(message) from misfit
        return record


class _Steps(NamedTuple):
    """What to do with an object.

    Args:
        dropped: deselected fields.
        unknown: fields that the schema does not have.
        conversions: fields whose type is not what the schema says, and what makes it so.
        missing: fields to add.
    """

    dropped: list[str]
    unknown: list[str]
    conversions: list[tuple[str, Convert]]
    missing: Record


class _Object:
    """Makes objects of one schema fit it, in place.

    What has to be done with an object follows from its form: the names and types of its fields.
    Forms repeat from object to object, so it is worked out once for each; most fields of most
    objects are as they should be, and cost nothing.
    """

    def __init__(
        self,
        schema: Schema,
        mask: Mask,
        breadcrumb: Breadcrumb,
        doubts: _Doubts,
        expected: Record | None = None,
    ) -> None:
        properties = schema.get("properties", {})
        self._keeps_unknown = schema.get("additionalProperties", False)
        self._doubts = doubts
        self._expected = expected or {}
        self._path = ".".join(breadcrumb[1::2])
        self._fields = {
            name: _Field.of(properties[name], mask, inner, doubts)
            for name in properties
            if mask[inner := (*breadcrumb, "properties", name)]
        }
        self._deselected = properties.keys() - self._fields.keys()
        self._steps: dict[Form, _Steps] = {}

    def __call__(self, value: Any) -> Any:
        if type(value) is not dict:
            return _no_object(value)
        form = (tuple(value), tuple(map(type, value.values())))
        steps = self._steps.get(form) or self._work_out(form)
        for name in steps.dropped:
            del value[name]
        for name in steps.unknown:
            self._doubts.unknown(self._path, name, value.pop(name))
        name = ""
        try:
            for name, convert in steps.conversions:
                value[name] = convert(value[name])
        except _MisfitError as misfit:
            misfit.path.append(name)
            raise
        if steps.missing:
            value.update(steps.missing)
        return value

    def _work_out(self, form: Form) -> _Steps:
        names, types = form
        strange = [name for name in names if name not in self._fields]
        steps = _Steps(
            dropped=[name for name in strange if name in self._deselected],
            unknown=[
                name for name in strange if name not in self._deselected and not self._keeps_unknown
            ],
            conversions=[
                (name, self._doubts.tolerated(convert, self._path, name))
                for name, kind in zip(names, types, strict=True)
                if name in self._fields and (convert := self._fields[name].conversion(kind))
            ],
            missing={name: None for name in self._expected if name not in names},
        )
        if len(self._steps) >= MOST_FORMS:
            self._steps.clear()
        self._steps[form] = steps
        return steps


class _Doubts:
    """What is said of fields that are not known, and of values that are not what they should be.

    Args:
        stream: its name.
        lenient: whether null may stand for a value that cannot be represented.
    """

    def __init__(self, stream: str, *, lenient: bool) -> None:
        self.record_id: object = None
        self._stream = stream
        self._lenient = lenient
        self._said: set[str] = set()

    def unknown(self, path: str, name: str, value: Any) -> None:
        """Say once of a field that it has no place in the schema."""
        path = _joined(path, name)
        if path not in self._said and not _is_link(value):
            self._said.add(path)
            _logger.warning(
                "%s: BigCommerce sent the field '%s', which this version of the tap does not "
                "know; it is left out.",
                self._stream,
                path,
            )

    def described(self, misfit: _MisfitError) -> str:
        """A value that cannot be represented, in a sentence."""
        return (
            f"{self._stream} record {self.record_id}: field '{'.'.join(reversed(misfit.path))}' is "
            f"{repr(misfit.value)[:LONGEST_VALUE]}, which is not {misfit.wanted}."
        )

    def tolerated(self, convert: Convert, path: str, name: str) -> Convert:
        """The conversion, or one that gives null in its place and says so, if that is wanted."""
        if not self._lenient:
            return convert

        def or_null(value: Any) -> Any:
            try:
                return convert(value)
            except _MisfitError as misfit:
                misfit.path.append(_joined(path, name))
                _logger.warning("%s null is delivered in its place.", self.described(misfit))
                return None

        return or_null


def _joined(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


class _Field(NamedTuple):
    """A field's type, and what gives a value that type."""

    settled: tuple[type, ...]
    convert: Convert
    convert_text: Convert

    @classmethod
    def of(cls, schema: Schema, mask: Mask, breadcrumb: Breadcrumb, doubts: _Doubts) -> _Field:
        """Read a field's schema; all types there are nullable."""
        types = schema["type"]
        kind = next(one for one in ([types] if isinstance(types, str) else types) if one != "null")
        if kind == "object":
            nested = _Object(schema, mask, breadcrumb, doubts)
            return cls((), nested, nested)
        if kind == "array":
            # Selection ends here: fields of elements come with the list.
            items = cls.of(schema["items"], _Everything(), breadcrumb, doubts)
            array = _array(items.convert)
            return cls((), array, array)
        if schema.get("format") == "date-time":
            return cls((), _date, _date)
        return _SCALARS[kind]

    def conversion(self, kind: type) -> Convert | None:
        """What to do with a value of this type, if anything."""
        if kind in self.settled or kind is NoneType:
            return None
        return self.convert_text if kind is str else self.convert


class _Everything:
    """A mask that selects everything."""

    def __getitem__(self, breadcrumb: Breadcrumb) -> bool:
        return True


def _no_object(value: Any) -> Record | None:
    """What stands for an object where there is none."""
    if value is None or value == "":
        return None
    if value == []:
        return {}
    raise _MisfitError(value, "an object")


def _is_link(value: Any) -> bool:
    """Whether it only says where something else is to be had, as v2 does of nested parts."""
    return isinstance(value, dict) and value.keys() == {"url", "resource"}


def _array(item: Convert) -> Convert:
    def convert(value: Any) -> Any:
        if isinstance(value, list):
            elements = map(item, value)
            return [element for element in elements if element is not None]
        if value is None or _is_link(value):
            return None
        if isinstance(value, dict) and all(map(str.isdigit, value)):
            return convert(list(value.values()))  # PHP's array with gaps, or an empty one
        return [] if value == "" else [item(value)]

    return convert


def _integer(value: Any) -> int | None:
    if type(value) is int:
        return value
    number = _number(value)
    if number is None or type(number) is int:
        return number
    # Of a number such as 1e999999999 no one could pay for the digits.
    if isinstance(number, Decimal) and number.adjusted() < MOST_DIGITS and number == int(number):
        return int(number)
    raise _MisfitError(value, "an integer")


def _number(value: Any) -> int | Decimal | None:
    if type(value) is int:
        return value
    if isinstance(value, Decimal | str) and value != "":
        try:
            number = Decimal(value)
        except InvalidOperation:
            raise _MisfitError(value, "a number") from None
        if number.is_nan():
            return None
        if number.is_finite():
            return number
    if value in _NOTHING:
        return None
    raise _MisfitError(value, "a number")


def _boolean(value: Any) -> bool | None:
    if value in _NOTHING:
        return None
    known = _BOOLEANS.get(str(value).lower())
    if known is None:
        raise _MisfitError(value, "true or false")
    return known


def _string(value: Any) -> str | None:
    if value is None or type(value) is str:
        return value
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return str(value)
    return _encoder.encode(value).decode()


def _date(value: Any) -> str | None:
    try:
        return dates.rewritten(value)
    except (AttributeError, LookupError, TypeError, ValueError):
        if value in _NOTHING or (isinstance(value, str) and dates.is_missing(value)):
            return None
        raise _MisfitError(value, "a date in a form that BigCommerce documents") from None


_NOTHING: tuple[Any, ...] = (None, "", {}, [])

_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}


class _Amounts(dict[str, Decimal | int | None]):
    """Numbers by their texts, the first so many that came: most amounts are zero."""

    def __missing__(self, text: str) -> Decimal | int | None:
        number = _number(text)
        if len(self) < MOST_TEXTS:
            self[text] = number
        return number


_number_of_text = _Amounts().__getitem__

_SCALARS: dict[str, _Field] = {
    "integer": _Field((int,), _integer, _integer),
    "number": _Field((int,), _number, _number_of_text),
    "boolean": _Field((bool,), _boolean, _boolean),
    "string": _Field((str,), _string, _string),
}
