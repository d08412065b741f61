"""A schema as a type, by which msgspec decodes, checks and encodes whole records in C.

Nearly all records have the form that their schema names, and need no more than that. Values whose
form a type cannot name, such as dates and amounts, are converted by hand, that is, by `values`; and
so are from then on the values of a field that once came in another form.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Mapping
from functools import cached_property, partial
from keyword import iskeyword
from typing import TYPE_CHECKING, Annotated, Any

import msgspec

from tap_bigcommerce import values
from tap_bigcommerce.fields import Field, List, Object, Path, Scalar
from tap_bigcommerce.values import LARGEST_INTEGER, LINK, SMALLEST_INTEGER

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from tap_bigcommerce.arrivals import Arrival
    from tap_bigcommerce.fields import Convert
    from tap_bigcommerce.values import Record

UNUSUAL = (msgspec.DecodeError, ArithmeticError, RecursionError)
"""What is raised for a record that has another form."""

MOST_LESSONS = 100
"""Changes of the type after which other forms no longer change it."""

NOTHING = "Nothing"
"""An attribute of all objects, called as no field may be, in which nothing has come."""

_PLACE = re.compile(r" - at `\$(.*)`$")

_NAMES = re.compile(r"\.([^.\[]+)")

Kinds = Mapping[Path, type[msgspec.Struct]]
"""The types of objects, by the fields that hold them."""

_PLAIN_NAME = re.compile(r"[^\W\d][\w.:-]*")
"""What an unknown field is called that is nothing but that."""

_ATTRIBUTE = re.compile(r"[a-z][a-z0-9_]*")
"""What a field is called whose attribute may be called the same."""

_SCALARS: dict[str, Any] = {
    "integer": Annotated[int, msgspec.Meta(ge=SMALLEST_INTEGER, le=LARGEST_INTEGER)],
    "boolean": bool,
    "string": str,
}


class Typed:
    """Decodes and converts records that have the form of one schema, as far as it is selected.

    Args:
        root: the record's fields.
        keys: the fields that tell records apart, without which there is no record.
        constants: fields that have one value in every record, whatever the API sent.
        arrival: how records come whole, if they are to be decoded only then.
        as_json: whether amounts may become JSON, since they are only written.
    """

    def __init__(
        self,
        root: Object,
        keys: Sequence[str],
        constants: Mapping[str, str],
        arrival: Arrival | None = None,
        *,
        as_json: bool = False,
    ) -> None:
        self._root = root
        self._constants = constants
        self._filled = arrival.fills if arrival else ()
        self._elsewhere = arrival.elsewhere if arrival else {}
        self._looked_at = {(name,) for name in arrival.looks_at} if arrival else set()
        self._as_json = as_json
        self._by_hand: set[Path] = set()
        self._lessons = 0
        self._keys = {(name,) for name in keys}
        self._left_out: dict[Path, list[str]] = {}
        self._kinds: dict[Path, type[msgspec.Struct]] = {}

    def learn(self, error: Exception) -> None:
        """Take what made a record unusual for usual from now on, if that is possible."""
        if self._lessons == MOST_LESSONS:
            return
        if "unknown field" not in str(error):
            place = _PLACE.search(str(error))
            path = self._home_of(tuple(_NAMES.findall(place[1]))) if place else ()
            if not path or path in self._by_hand | self._keys or self._leads_elsewhere(path):
                return
            self._by_hand.add(path)
        elif self._unknown_fields() == self._left_out:
            return
        self._lessons += 1
        for made in ("_kind", "decode", "convert"):
            vars(self).pop(made, None)

    @property
    def kinds(self) -> Kinds:
        """The types of what is in records."""
        return self._kinds

    @cached_property
    def decode(self) -> Callable[[bytes | msgspec.Raw], Any]:
        """What decodes a record.

        Raises:
            UNUSUAL: if it has another form.
        """
        decoder = msgspec.json.Decoder(
            self._kind, strict=False, dec_hook=_convert, float_hook=values.decimal
        )
        return decoder.decode

    @cached_property
    def convert(self) -> Callable[[Record], Any]:
        """What converts a record; raises as `decode`."""
        return partial(msgspec.convert, type=self._kind, strict=False, dec_hook=_convert)

    @cached_property
    def _kind(self) -> Any:
        """The type of records; it takes a while, and many runs bring none."""
        self._left_out = self._unknown_fields()
        self._kinds = {}
        return self._struct(self._root)

    def _home_of(self, path: Path) -> Path:
        """Return where a field belongs that came elsewhere."""
        for place, name in self._elsewhere.items():
            if path[: len(place)] == place:
                return (name, *path[len(place) :])
        return path

    def _leads_elsewhere(self, path: Path) -> bool:
        """Return whether a field holds elements of another one, which have to come as structs."""
        return path in {(name,) for name in self._elsewhere.values()} or any(
            place[: len(path)] == path for place in self._elsewhere
        )

    def _unknown_fields(self) -> dict[Path, list[str]]:
        """Return the fields that are known not to be in the schema, by what they are inside of."""
        return {
            path: [one for one in names if _PLAIN_NAME.fullmatch(one) and one not in LINK]
            for path, names in self._root.issues.unknown_fields.items()
        }

    def _struct(self, given: Object) -> Any:
        """Return the type of an object; only of a record, fields that are missing are null."""
        if given.path in self._kinds:
            return self._kinds[given.path]
        missing = None if given is self._root else msgspec.UNSET
        kinds: dict[str, tuple[Any, Any]] = {}
        for name, field in given.fields.items():
            home = self._home_of(path := (*given.path, name))
            meant = field if home == path else self._root.fields[home[0]]
            kind = self._type(meant, home)
            is_key = path in self._keys
            kinds[name] = (kind, msgspec.NODEFAULT) if is_key else (kind | None, missing)
        if given is self._root:
            kinds |= dict.fromkeys(self._filled, (_LEFT_OUT, missing))
            kinds |= {name: (_always(one), one) for name, one in self._constants.items()}
        kinds |= dict.fromkeys(given.known - kinds.keys(), (_LEFT_OUT, msgspec.UNSET))
        for name in self._left_out.get(given.path, ()):
            kinds[name] = (_by_hand(self._leaving_out((*given.path, name))), msgspec.UNSET)
        attributes = _attributes(kinds)
        made = self._kinds[given.path] = msgspec.defstruct(
            "Object",
            [(attributes[name], *kind) for name, kind in kinds.items()],
            rename={attribute: name for name, attribute in attributes.items()},
            forbid_unknown_fields=True,
            kw_only=given is self._root,
            gc=False,
            namespace={NOTHING: msgspec.UNSET},
        )
        return made

    def _type(self, field: Field, path: Path) -> Any:
        if path not in self._by_hand:
            match field:
                case Scalar(kind=kind) if kind in _SCALARS:
                    return _SCALARS[kind]
                case Object(keeps_unknown=False):
                    return self._struct(field)
                case List(item=Object(keeps_unknown=False) as item):
                    return list.__class_getitem__(self._struct(item))
                case List(item=Scalar(kind=kind)) if kind in _SCALARS:
                    return list.__class_getitem__(_SCALARS[kind])
        if isinstance(field, Scalar) and field.kind == "number":
            is_written_only = self._as_json and path not in self._looked_at
            return _by_hand(values.numeral if is_written_only else values.amount)
        return _by_hand(field.convert if isinstance(field, Scalar) else field)

    def _leaving_out(self, path: Path) -> Convert:
        """Return what leaves out an unknown field, of which something may have to be said first."""
        *outer, name = path
        said = self._root.issues.unknown_fields[(*outer,)]

        def leave_out(value: Any) -> Any:
            if said[name] or values.is_link(value):
                return msgspec.UNSET
            raise ValueError(value)

        return leave_out


def _attributes(names: Iterable[str]) -> dict[str, str]:
    """Return what the attributes of fields are called; not every name can be that of one."""
    return {
        name: name if _ATTRIBUTE.fullmatch(name) and not iskeyword(name) else f"Field{place}"
        for place, name in enumerate(names)
    }


def _by_hand(convert: Convert) -> Any:
    """Return a type whose values are converted by a function.

    Amounts are half of what stores send. Without a function written in Python they take half the
    time: `kind[value]` is a call in C, and so is `type`, which is true of whatever was made.
    """
    hooks = {"__getitem__": staticmethod(convert), "__instancecheck__": type}
    return type("ByHand", (type,), hooks)("ByHand", (), {})


_convert: Any = operator.getitem


def _always(value: str) -> Any:
    """Return the type of a field that has one value, whatever the API sent."""
    return _by_hand(lambda _: value)


_LEFT_OUT = _by_hand(lambda _: msgspec.UNSET)
