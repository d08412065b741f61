"""What a schema says of a field, as something that gives any value of it the schema's form."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from tap_bigcommerce import values
from tap_bigcommerce.values import LINK, MisfitError, Record

Schema = Mapping[str, Any]
Convert = Callable[[Any], Any]
Breadcrumb = tuple[str, ...]
Path = tuple[str, ...]
"""The names of a field and of those that it is inside of, the outermost first."""


class Mask(Protocol):
    """Says of each field whether it is selected, by breadcrumb, as the SDK's `SelectionMask`."""

    def __getitem__(self, breadcrumb: Breadcrumb, /) -> bool: ...


class Everything:
    """A mask that selects everything."""

    def __getitem__(self, breadcrumb: Breadcrumb) -> bool:
        return True


LONGEST_VALUE = 80
"""Characters of a value that a message may show."""

PAIR = frozenset({"name", "value"})
"""Fields of an element of a list of names and values."""

_logger = logging.getLogger("tap-bigcommerce")


class Scalar:
    """A field without fields.

    Args:
        kind: its type in the schema, or its format.
    """

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.convert = _SCALARS[kind]

    def __call__(self, value: Any) -> Any:
        """Return a value in its one form.

        Raises:
            MisfitError: if it has none.
        """
        return self.convert(value)


class List:
    """A list.

    Args:
        item: its elements.
    """

    def __init__(self, item: Field) -> None:
        self.item = item
        self._is_of_pairs = isinstance(item, Object) and item.known >= PAIR

    def __call__(self, value: Any) -> list[Any] | None:
        """Return the list that a value stands for; raises as `Scalar` does."""
        if type(value) is not list:
            if value is None or values.is_null(value) or values.is_link(value):
                return None
            if self._is_of_pairs and isinstance(value, dict):
                value = _pairs(value)
            value = values.elements(value)
        return [made for one in value if (made := self.item(one)) is not None]


class Object:
    """An object with fields, as far as they are selected.

    Args:
        schema: JSON Schema of the object.
        mask: which fields are selected.
        issues: what is to be said.
        breadcrumb: where it is.
    """

    def __init__(
        self, schema: Schema, mask: Mask, issues: Issues, breadcrumb: Breadcrumb = ()
    ) -> None:
        properties = schema.get("properties", {})
        self.path = breadcrumb[1::2]
        self.keeps_unknown = bool(schema.get("additionalProperties"))
        self.known = frozenset(properties)
        self.fields: dict[str, Field] = {
            name: field_of(properties[name], mask, issues, inner)
            for name in properties
            if mask[inner := (*breadcrumb, "properties", name)]
        }
        self.issues = issues
        required = schema.get("required", ())
        self._conversions: dict[str, Convert] = {
            name: one if name in required else issues.tolerated(one, (*self.path, name))
            for name, one in self.fields.items()
        }

    def __call__(self, value: Any) -> Record | None:
        """Return the object that a value stands for; raises as `Scalar` does."""
        given = self._meant(value)
        if not given:
            return given
        conversions = self._conversions
        unknown = [(*self.path, name) for name in given if name not in self.known]
        if self.keeps_unknown:
            others = {one[-1]: self.issues.tolerated(values.anything, one) for one in unknown}
            conversions = conversions | others
        else:
            for one in unknown:
                self.issues.unknown(one, given[one[-1]])
        made = {}
        for name, convert in conversions.items():
            if name in given:
                try:
                    made[name] = convert(given[name])
                except MisfitError as misfit:
                    misfit.path.append(name)
                    raise
        return made

    def _meant(self, value: Any) -> Record | None:
        """Return the object that a value stands for; None for a link and for nothing."""
        if type(value) is not dict:
            only = values.only_object(value)
            return self._meant(only) if only else only
        if value.keys() == LINK and not self.known >= LINK:
            return None
        if not self.keeps_unknown and len(value) == 1:
            [(name, inner)] = value.items()
            if name.isdigit() and isinstance(inner, dict):  # a PHP array
                return self._meant(inner)
        blank = {name for name in value if name != name.strip()}  # as old examples have them
        if {name.strip() for name in blank} & self.known <= value.keys():
            return value
        return {name.strip(): value[name] for name in blank} | {
            name: inner for name, inner in value.items() if name not in blank
        }


Field = Scalar | List | Object


def field_of(schema: Schema, mask: Mask, issues: Issues, breadcrumb: Breadcrumb) -> Field:
    """Return a field by its schema; all types there are nullable."""
    types = schema["type"]
    kind = next(one for one in ([types] if isinstance(types, str) else types) if one != "null")
    if kind == "object":
        return Object(schema, mask, issues, breadcrumb)
    if kind == "array":
        # Selection ends here: fields of elements come with the list.
        return List(field_of(schema["items"], Everything(), issues, breadcrumb))
    return Scalar(schema.get("format", kind) if kind == "string" else kind)


class Issues:
    """What is said of fields that are not known, and of values that are not what they should be.

    Args:
        stream: its name.
        keys: the fields that tell records apart.
        lenient: whether null may stand for a value that cannot be represented.
    """

    def __init__(self, stream: str, keys: Sequence[str], *, lenient: bool) -> None:
        self.record: Record | None = None
        """The record that is looked at by hand, if one is."""
        self.unknown_fields: dict[Path, dict[str, bool]] = {}
        """Fields that are not known, by what they are inside of, and whether that was said."""
        self._stream = stream
        self._keys = keys
        self._lenient = lenient

    def unknown(self, path: Path, value: Any) -> None:
        """Say once of a field that it has no place in the schema; a link to it need not be said."""
        *outer, name = path
        said = self.unknown_fields.setdefault((*outer,), {})
        if said.setdefault(name, False) or values.is_link(value):
            return
        said[name] = True
        _logger.warning(
            "%s: BigCommerce sent the field '%s', which this version of the tap does not know; it "
            "is left out.",
            self._stream,
            ".".join(path),
        )

    def described(self, misfit: MisfitError) -> str:
        """A value that cannot be represented, in a sentence."""
        record = ", ".join(str((self.record or {}).get(key)) for key in self._keys)
        return (
            f"{self._stream} record {record}: field '{'.'.join(reversed(misfit.path))}' is "
            f"{repr(misfit.value)[:LONGEST_VALUE]}, which is not {misfit.wanted}."
        )

    def tolerated(self, convert: Convert, path: Path) -> Convert:
        """The conversion, or one that gives null in its place and says so, if that is wanted."""
        if not self._lenient:
            return convert

        def or_null(value: Any) -> Any:
            try:
                return convert(value)
            except MisfitError as misfit:
                if self.record is None:
                    raise
                misfit.path.extend(reversed(path))
                _logger.warning("%s null is delivered in its place.", self.described(misfit))
                return None

        return or_null


def _pairs(value: Record) -> Any:
    """Return pairs of name and value where an object of values by their names came for them."""
    is_list = all(map(str.isdigit, value)) and all(isinstance(one, dict) for one in value.values())
    if is_list or value.keys() >= PAIR:
        return value
    return [{"name": name, "value": one} for name, one in value.items()]


_SCALARS: dict[str, Convert] = {
    "integer": values.integer,
    "number": values.number,
    "boolean": values.boolean,
    "string": values.string,
    "date-time": values.date,
}
