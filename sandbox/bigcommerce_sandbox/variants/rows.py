"""Rows whose dates are other than they should be: with fractions of a second, or missing."""

from dataclasses import dataclass

from bigcommerce_sandbox.collection import Rows, View
from bigcommerce_sandbox.generator.values import Row, iso, rfc2822
from bigcommerce_sandbox.index import FIRST, LAST, Index
from bigcommerce_sandbox.queries import Query
from bigcommerce_sandbox.variants import Variants, is_chosen

UNDATED = ("undated-first", "undated-last", "undated-always-last", "undated-in-between")
"""The variants that take the date from some rows."""

_KNUTH = 0x9E3779B1


def milliseconds(row_id: int) -> int:
    """The fraction of a second of a row's date, 1 to 999: any, but always the same."""
    return 1 + (row_id * _KNUTH >> 12) % 999


def altered(rows: Rows, variants: Variants) -> Rows:
    """These rows with the dates that variants give them."""
    if "dates-rounded-up" in variants:
        rows = Redated(rows, shows_fraction=False)
    elif "dates-with-fractions" in variants:
        rows = Redated(rows, shows_fraction=True)
    if variants.any(*UNDATED):
        rows = Undated(rows, FIRST if "undated-first" in variants else LAST)
    return rows


def as_sorted(rows: Rows, variants: Variants, query: Query) -> Rows:
    """These rows with the dates that a query's sort takes them to have."""
    if not isinstance(rows, Undated):
        return rows
    if "undated-in-between" in variants and query.dates == (FIRST, LAST):
        return rows.dated
    if query.descending and "undated-always-last" in variants:
        return Undated(rows, FIRST)
    return rows


class Altered:
    """Rows like others, until a subclass makes a difference."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self.index = rows.index
        self.is_keyed = rows.is_keyed

    def __contains__(self, row_id: int) -> bool:
        return row_id in self.index

    def __len__(self) -> int:
        return len(self.index.ids)

    def row(self, row_id: int) -> Row:
        """The raw row; not to be changed."""
        return self._rows.row(row_id)

    def second(self, row_id: int) -> int:
        """The Unix second of the row's last change."""
        return self._rows.second(row_id)

    def created(self, row_id: int) -> int:
        """The Unix second of the row's creation."""
        return self._rows.created(row_id)

    def edits(self, row_id: int) -> Row:
        """The fields that were put since the row was drawn."""
        return self._rows.edits(row_id)

    def encoded(self, row_id: int, view: View) -> bytes:
        """The JSON of one view of a row."""
        return self._rows.encoded(row_id, view)


class Redated(Altered):
    """Rows that show what they have of fractions of a second: the fraction, or the next second."""

    def __init__(self, rows: Rows, *, shows_fraction: bool) -> None:
        super().__init__(rows)
        self._shows_fraction = shows_fraction

    def encoded(self, row_id: int, view: View) -> bytes:
        """The JSON of one view of a row, with its other date."""
        second = self.second(row_id)
        fraction = milliseconds(row_id) if self._shows_fraction else None
        return self._rows.encoded(row_id, _WithDate(view, second, fraction))


@dataclass(frozen=True, slots=True)
class _WithDate:
    view: View
    second: int
    fraction: int | None

    def __call__(self, row: Row) -> Row:
        shown = self.view(row)
        date = shown.get("date_modified")
        if date is None:
            return shown
        if not date[0].isdecimal():
            # RFC 2822 has no fractions.
            return shown | {"date_modified": rfc2822(self.second + (self.fraction is None))}
        zone = date[len("2026-06-30T12:00:00") :]
        if self.fraction is None:
            return shown | {"date_modified": iso(self.second + 1, zone)}
        return shown | {"date_modified": iso(self.second, f".{self.fraction:03d}{zone}")}


class Undated(Altered):
    """Rows of which some have no date, and are sorted before or behind all others."""

    def __init__(self, rows: Rows, place: int) -> None:
        super().__init__(rows)
        self.dated = rows
        """The rows with all their dates."""
        self._place = place
        self.index = Index((i, self.second(i)) for i in rows.index.ids)

    def second(self, row_id: int) -> int:
        """The Unix second of the row's last change, or the place of rows without any."""
        return self._place if is_chosen(row_id) else self._rows.second(row_id)

    def encoded(self, row_id: int, view: View) -> bytes:
        """The JSON of one view of a row, with its date, if it has any."""
        return self._rows.encoded(row_id, _WithoutDate(view) if is_chosen(row_id) else view)


@dataclass(frozen=True, slots=True)
class _WithoutDate:
    view: View

    def __call__(self, row: Row) -> Row:
        shown = self.view(row)
        return shown | {"date_modified": None} if "date_modified" in shown else shown
