"""The parameters that filter a list, each a value that says what it compares and how."""

import operator
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from math import ceil, floor
from typing import TYPE_CHECKING, Any, NamedTuple

from bigcommerce_sandbox.collection import Rows
from bigcommerce_sandbox.queries import Parameters, Query, read_moment
from bigcommerce_sandbox.table import Table

if TYPE_CHECKING:
    from bigcommerce_sandbox.endpoints.call import Call


class Kind(NamedTuple):
    """A type of parameters.

    Attributes:
        one: Reads a parameter that is one value.
        many: Reads a parameter that is a list.
        of: Makes the value of a row's field comparable with these.
    """

    one: Callable[[Parameters, str], Any]
    many: Callable[[Parameters, str], Any] = Parameters.texts
    of: Callable[[Any], Any] = lambda value: value


TEXT = Kind(Parameters.text)
WHOLE = Kind(Parameters.whole, Parameters.wholes)
DECIMAL = Kind(Parameters.decimal, of=float)
BOOLEAN = Kind(Parameters.boolean)
MOMENT = Kind(Parameters.moment, of=lambda text: read_moment(text).timestamp())
CATALOG_MOMENT = MOMENT._replace(one=partial(Parameters.moment, bare_date_is_now=True))
"""A bound of dates in the catalog, where a date without a time has the time of the request."""

_OF_ONE: dict[str, Callable[[Any, Any], bool]] = {
    "": operator.eq,
    "not": operator.ne,
    "min": operator.ge,
    "max": operator.le,
    "greater": operator.gt,
    "less": operator.lt,
}
_OF_MANY: dict[str, Callable[[Any, Any], bool]] = {
    "in": lambda value, wanted: value in wanted,
    "not_in": lambda value, unwanted: value not in unwanted,
    "like": lambda value, parts: any(part in value for part in parts),
    "any_of": lambda values, wanted: not set(wanted).isdisjoint(values),
    "all_of": lambda values, wanted: set(wanted) <= set(values),
}

_RANGES = frozenset({"", "min", "max", "greater", "less"})
"""The operators whose values are a range, which an index finds."""

Value = Callable[["Call", Rows, int], Any]
"""What a filter compares of the row of an id."""


@dataclass(frozen=True, slots=True)
class Filter:
    """One parameter that narrows a list.

    Attributes:
        parameter: Its name.
        kind: Its type.
        value: The field that it compares, dotted if it is a nested one, or what finds the value.
        operator: How it compares: a name in ``_OF_ONE`` or ``_OF_MANY``.
    """

    parameter: str
    kind: Kind
    value: str | Value
    operator: str = ""

    def narrow(self, call: "Call", rows: Rows, query: Query, key: tuple[str, ...]) -> None:
        """Let the query ask only for rows that pass, if the request has the parameter.

        Args:
            call: The request.
            rows: The rows that are filtered.
            query: What is narrowed.
            key: The fields that together tell the rows apart.
        """
        read = self.kind.many if self.operator in _OF_MANY else self.kind.one
        wanted = read(call.ask, self.parameter)
        if wanted is None:
            return
        is_key = rows.is_keyed and self.kind is WHOLE and (self.value,) == key
        if is_key and self.operator == "in":
            query.among = wanted
        elif is_key and self.operator in _RANGES:
            query.ids = _narrowed(query.ids, self.operator, wanted)
        elif self.value == "date_modified" and self.operator in _RANGES:
            query.dates = _narrowed(query.dates, self.operator, wanted)
        else:
            compare = (_OF_ONE | _OF_MANY)[self.operator]
            value_of = (lambda i: i) if is_key else self._reader(call, rows)
            query.tests.append(
                lambda i: (value := value_of(i)) is not None and compare(value, wanted)
            )

    def _reader(self, call: "Call", rows: Rows) -> Callable[[int], Any]:
        value = self.value
        if not isinstance(value, str):
            return partial(value, call, rows)
        if value == "date_created" and rows.is_keyed:
            return rows.created
        *outer, name = value.split(".")

        def read(row_id: int) -> Any:
            row = rows.row(row_id)
            for part in outer:
                row = row[part]
            found = row.get(name)
            return None if found is None else self.kind.of(found)

        return read


@dataclass(frozen=True, slots=True)
class Within:
    """Only the rows of the owner whose id is in the path.

    Attributes:
        owner: The table that the owner is in.
        field: The field of a row that names its owner.
        parameter: None that a request could send.
    """

    owner: Table
    field: str
    parameter: str = ""

    def narrow(self, call: "Call", rows: Rows, query: Query, _key: tuple[str, ...]) -> None:
        """Let the query ask only for rows of the owner; there must be one."""
        owner_id = call.parent(self.owner)["id"]
        query.tests.append(lambda i: rows.row(i)[self.field] == owner_id)


def _narrowed(bounds: tuple[int, int], how: str, value: float) -> tuple[int, int]:
    """The whole numbers within bounds, both included, that pass a comparison as well."""
    low, high = bounds
    lows = {"": ceil(value), "min": ceil(value), "greater": floor(value) + 1}
    highs = {"": floor(value), "max": floor(value), "less": ceil(value) - 1}
    return max(low, lows.get(how, low)), min(high, highs.get(how, high))


def by(field: str, kind: Kind, *operators: str) -> tuple[Filter, ...]:
    """The filters of v3 by a field: ``field`` alone, or ``field:operator`` for each operator."""
    return tuple(
        Filter(f"{field}:{how}" if how else field, kind, field, how) for how in operators or ("",)
    )


def equal(kind: Kind, *fields: str) -> tuple[Filter, ...]:
    """The filters by the exact values of fields."""
    return tuple(Filter(field, kind, field) for field in fields)


def between(field: str, kind: Kind = MOMENT) -> tuple[Filter, ...]:
    """The filters of v2 by a range: ``min_field`` and ``max_field``."""
    return tuple(Filter(f"{how}_{field}", kind, field, how) for how in ("min", "max"))


def after_and_before(field: str) -> tuple[Filter, ...]:
    """The filters of customers by a date, whose bounds exclude their own second.

    The reference says "after" and "before" these dates.
    """
    return (
        Filter(field, MOMENT, field),
        Filter(f"{field}:min", MOMENT, field, "greater"),
        Filter(f"{field}:max", MOMENT, field, "less"),
    )
