"""One form for each kind of value, out of the several that BigCommerce sends.

BigCommerce sends money as text or as a number, an id as text, an empty object as an empty array,
a list as its only element, and a missing date as an empty text. Each function here takes any JSON
value and returns the one form that its type has, or raises `MisfitError` if that would lose
something. Streams that look into a record before it is normalised use the same functions.
"""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Any

import msgspec

from tap_bigcommerce import dates

Record = dict[str, Any]

LARGEST_INTEGER = 2**63 - 1
SMALLEST_INTEGER = -(2**63)
"""The range of BIGINT, the largest integer type that every target has."""

LARGEST_NUMBER = Decimal("1.7976931348623157E+308")
SMALLEST_NUMBER = -LARGEST_NUMBER
"""The range of a double: JSON readers take anything beyond it for infinity."""

MOST_DIGITS = 100
"""Digits before the point that need no further look; a power beyond them is not computed."""

MOST_TEXTS = 16_384
"""Amounts sent as text to remember."""

LINK = frozenset({"url", "resource"})
"""Fields of what says where a part can be read."""

_NOTHING: tuple[Any, ...] = (None, "", {}, [])

_BOOLEANS = {"true": True, "1": True, "false": False, "0": False, "-0": False}

_usual = re.compile(r"-?[0-9]{1,20}(?:\.[0-9]{1,20})?").fullmatch
"""Matches what nearly all amounts are, which needs no further look."""

_encoder = msgspec.json.Encoder(decimal_format="number")


class MisfitError(ValueError):
    """A value that its field's type cannot represent.

    Args:
        value: the value as it came.
        wanted: the type, in words.
    """

    def __init__(self, value: object, wanted: str) -> None:
        super().__init__()
        self.value = value
        self.wanted = wanted
        self.path: list[str] = []


def integer(value: Any) -> int | None:
    """Return an integer of at most 64 bits."""
    read = value if type(value) is int else number(value)
    if read is None:
        return None
    # The digits of 1e999999999 would not fit into memory.
    if isinstance(read, Decimal) and (read.adjusted() >= MOST_DIGITS or read != int(read)):
        raise MisfitError(value, "an integer")
    if SMALLEST_INTEGER <= read <= LARGEST_INTEGER:
        return int(read)
    raise MisfitError(value, "an integer of 64 bits")


def number(value: Any) -> int | Decimal | None:
    """Return a number with every digit it came with; the text "null" is none."""
    read = _number_in(value) if isinstance(value, str) and value else value
    if read is None or (isinstance(read, Decimal) and read.is_nan()):
        return None
    if isinstance(read, Decimal) or type(read) is int:
        if SMALLEST_NUMBER <= read <= LARGEST_NUMBER:
            return read
        raise MisfitError(value, "a number that fits into a double")
    if value in _NOTHING:
        return None
    raise MisfitError(value, "a number")


def _number_in(text: str) -> Decimal | None:
    if is_null(text):
        return None
    # Decimal also reads 1_000 and the digits of other scripts, which nobody means as a number.
    if text.isascii() and "_" not in text:
        try:
            return Decimal(text)
        except InvalidOperation:
            pass
    raise MisfitError(text, "a number")


def is_null(value: Any) -> bool:
    """Return whether a text says that there is nothing; msgspec takes it for that as well."""
    return isinstance(value, str) and value.lower() == "null"


class _Amounts(dict[str, Any]):
    """Numbers by their texts, for the first texts that came: most amounts are zero."""

    def __missing__(self, value: Any) -> Any:
        if type(value) is not str:
            return _json_number(value)
        made = self._made(Decimal(value) if _usual(value) else number(value))
        if len(self) < MOST_TEXTS:
            self[value] = made
        return made

    def _made(self, read: Decimal | int | None) -> Any:
        return read


class _Numerals(_Amounts):
    """The same as JSON: so they are written without being put into digits again."""

    def _made(self, read: Decimal | int | None) -> msgspec.Raw | None:
        return None if read is None else msgspec.Raw(_encoder.encode(read))


def _json_number(value: Any) -> int | Decimal | None:
    """Return `number` of what is no text, by a glance at what nearly all numbers are."""
    if type(value) is int and SMALLEST_INTEGER <= value <= LARGEST_INTEGER:
        return value
    if type(value) is Decimal and value.adjusted() < MOST_DIGITS:  # JSON has no NaN
        return value
    return number(value)


class _Decimals(dict[str, Decimal]):
    """Decimals by their digits: one that was seen before keeps its hash, which takes longest."""

    def __missing__(self, digits: str) -> Decimal:
        read = Decimal(digits)
        if len(self) < MOST_TEXTS:
            self[digits] = read
        return read


decimal = _Decimals().__getitem__
"""`Decimal`, with a memory for digits."""

amount = _Amounts().__getitem__
"""`number`, with a memory for texts; a list or an object raises TypeError."""

numeral = _Numerals().__getitem__
"""`amount`, but a text becomes JSON: for amounts that nobody looks at before they are written."""


def known_number(value: Any) -> int | Decimal | None:
    """Return a number, or None if there is none or the value is no number.

    For amounts that a stream looks into: the normaliser reports the value, if it is selected.
    """
    if type(value) is int:
        return value
    try:
        return number(value)
    except MisfitError:
        return None


def boolean(value: Any) -> bool | None:
    """Return a boolean, which may come as a number or as text; the text "null" is none."""
    if value in _NOTHING or is_null(value):
        return None
    known = _BOOLEANS.get(str(value).lower())
    if known is None:
        raise MisfitError(value, "true or false")
    return known


def string(value: Any) -> str | None:
    """Return text; a list or an object that is not empty becomes its JSON."""
    if type(value) is str:
        return value
    if value in _NOTHING:
        return None
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return str(value)
    return _encoder.encode(value).decode()


def date(value: Any) -> str | None:
    """Return a moment in the one form that dates have."""
    try:
        if type(value) is int:
            return dates.of_seconds(value) if value else None
        return dates.rewritten(value)
    except (AttributeError, LookupError, TypeError, ValueError):
        if value in _NOTHING or (isinstance(value, str) and dates.is_missing(value)):
            return None
        raise MisfitError(value, "a date in a form that BigCommerce documents") from None


def anything(value: Any) -> Any:
    """Return a value of no particular type, with its numbers checked."""
    if isinstance(value, dict):
        return {name: anything(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [anything(inner) for inner in value]
    return number(value) if type(value) is int or isinstance(value, Decimal) else value


def is_link(value: Any) -> bool:
    """Return whether a value only says where a part can be read, as v2 does for nested parts."""
    return isinstance(value, dict) and len(value) == len(LINK) and value.keys() == LINK


def elements(value: Any) -> list[Any]:
    """Return the elements of a list that may also be a PHP array, its only element, or nothing.

    PHP encodes an array with gaps as an object with numbers for keys.
    """
    if isinstance(value, list):
        return [element for element in value if element is not None] if None in value else value
    if value is None or value == "" or is_link(value):
        return []
    if isinstance(value, dict) and all(map(str.isdigit, value)):
        return elements(list(value.values()))
    return [value]


def objects(value: Any) -> list[Record]:
    """Return those elements of a list that are objects; the normaliser reports any others."""
    listed = value if type(value) is list else elements(value)
    return [element for element in listed if isinstance(element, dict)]


def only_object(value: Any) -> Record | None:
    """Return what stands for an object where something else came."""
    if value is None or value == "" or is_null(value):
        return None
    if value == []:
        return {}
    match elements(value):
        case [dict() as element]:
            return element
    raise MisfitError(value, "an object")
