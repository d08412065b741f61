"""From the API's JSON to a record that fits its schema.

BigCommerce gives one thing in several forms: money as text or as a number, an id as text, an empty
object as an empty array, a missing date as an empty text. A schema names one form; what is here
turns the others into it without losing anything:

- integers and numbers may come as text; no digit of a number is lost;
- a missing number, boolean or date may come as null, an empty text, object or array;
- text may come as a number or a boolean; an array or object becomes its JSON;
- dates may come as in v2 or v3, and leave as `2024-01-31T09:30:00+00:00`;
- an array may come as its only element or as an object with numbers for keys, an object as an
  empty array.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

import msgspec

from tap_bigcommerce import dates
from tap_bigcommerce.errors import StreamError

if TYPE_CHECKING:
    from collections.abc import Iterable

Schema = Mapping[str, Any]
Record = dict[str, Any]
Convert = Callable[[Any], Any]

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
    """Makes records fit a stream's schema.

    Args:
        stream: its name, for messages.
        schema: JSON Schema of a record.
        fields: the top-level fields to keep.
    """

    def __init__(self, stream: str, schema: Schema, fields: Iterable[str]) -> None:
        self._stream = stream
        self._deselected = frozenset(schema["properties"]) - frozenset(fields)
        wanted = {
            name: field
            for name, field in schema["properties"].items()
            if name not in self._deselected
        }
        self._blank = dict.fromkeys(wanted)
        self._convert = _object({"properties": wanted}, _UnknownFields(stream), "")

    def __call__(self, record: Record) -> Record:
        """Give the record its schema's form.

        Every field that is wanted is there, null where the API sent none; fields that the schema
        does not know are left out.

        Raises:
            StreamError: if a value cannot be represented, naming record and field.
        """
        known = {name: value for name, value in record.items() if name not in self._deselected}
        try:
            converted: Record = self._convert(known)
        except _MisfitError as misfit:
            field = ".".join(reversed(misfit.path))
            message = (
                f"{self._stream} record {record.get('id')}: field '{field}' is "
                f"{repr(misfit.value)[:LONGEST_VALUE]}, which is not {misfit.wanted}. The record "
                "cannot be delivered as it is; deselect the field, or correct it in the store."
            )
            raise StreamError(message) from misfit
        return self._blank | converted


class _UnknownFields:
    """Says once of each field that it has no place in the schema."""

    def __init__(self, stream: str) -> None:
        self._stream = stream
        self._said: set[str] = set()

    def report(self, path: str) -> None:
        if path not in self._said:
            self._said.add(path)
            _logger.warning(
                "%s: BigCommerce sent the field '%s', which this version of the tap does not "
                "know; it is left out.",
                self._stream,
                path,
            )


def _converter(schema: Schema, unknown: _UnknownFields, path: str) -> Convert:
    """The conversion for one schema; all types here are nullable."""
    types = schema["type"]
    kind = next(one for one in ([types] if isinstance(types, str) else types) if one != "null")
    if kind == "object":
        return _object(schema, unknown, path)
    if kind == "array":
        return _array(_converter(schema["items"], unknown, path))
    if schema.get("format") == "date-time":
        return _date
    return _SCALARS[kind]


def _object(schema: Schema, unknown: _UnknownFields, path: str) -> Convert:
    properties = schema.get("properties", {})
    prefix = f"{path}." if path else ""
    fields = {
        name: _converter(field, unknown, f"{prefix}{name}") for name, field in properties.items()
    }
    keeps_unknown = schema.get("additionalProperties", False)

    def convert(value: Any) -> Any:
        if not isinstance(value, dict):
            if value is None or value == "":
                return None
            if value == []:
                return {}
            raise _MisfitError(value, "an object")
        record = {}
        for name, inner in value.items():
            field = fields.get(name)
            if field is not None:
                try:
                    record[name] = field(inner)
                except _MisfitError as misfit:
                    misfit.path.append(name)
                    raise
            elif keeps_unknown:
                record[name] = inner
            elif not _is_link(inner):
                unknown.report(f"{prefix}{name}")
        return record

    return convert


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
    if number is None or number == int(number):
        return None if number is None else int(number)
    raise _MisfitError(value, "an integer")


def _number(value: Any) -> int | Decimal | None:
    if value in _NOTHING:
        return None
    if type(value) is int:
        return value
    if isinstance(value, Decimal | str):
        try:
            number = Decimal(value)
        except InvalidOperation:
            raise _MisfitError(value, "a number") from None
        return number if number.is_finite() else None
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
    if value in _NOTHING:
        return None
    try:
        return dates.text(dates.parse(value))
    except (TypeError, ValueError):
        raise _MisfitError(value, "a date in a form that BigCommerce documents") from None


_NOTHING: tuple[Any, ...] = (None, "", {}, [])

_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}

_SCALARS: dict[str, Convert] = {
    "integer": _integer,
    "number": _number,
    "boolean": _boolean,
    "string": _string,
}
