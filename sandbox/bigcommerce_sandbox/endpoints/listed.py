"""Rows that belong to others, or are made up for a request."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

import msgspec

from bigcommerce_sandbox.collection import View
from bigcommerce_sandbox.endpoints.call import Call
from bigcommerce_sandbox.generator.values import Row
from bigcommerce_sandbox.index import Index
from bigcommerce_sandbox.queries import Query, matching, read_moment
from bigcommerce_sandbox.table import Table


class Listed:
    """Rows that were found for a request, by numbers that put them in order."""

    is_keyed = False

    def __init__(self, rows: Mapping[int, Row]) -> None:
        self._rows = rows
        self.index = Index((place, self.second(place)) for place in sorted(rows))

    def __contains__(self, place: int) -> bool:
        return place in self._rows

    def __len__(self) -> int:
        return len(self._rows)

    def row(self, place: int) -> Row:
        """The row; not to be changed."""
        return self._rows[place]

    def second(self, place: int) -> int:
        """The Unix second of the row's last change, 0 if it carries no such date."""
        return self._moment(place, "date_modified")

    def created(self, place: int) -> int:
        """The Unix second of the row's creation, 0 if it carries no such date."""
        return self._moment(place, "date_created")

    def edits(self, _place: int) -> Row:
        """Nothing: what was put is in the row."""
        return {}

    def encoded(self, place: int, view: View) -> bytes:
        """The JSON of one view of a row."""
        return msgspec.json.encode(view(self._rows[place]))

    def _moment(self, place: int, name: str) -> int:
        date = self._rows[place].get(name)
        return int(read_moment(date).timestamp()) if isinstance(date, str) else 0


def part(parent: Table, show: str | Callable[[Call, Row], Any]) -> Callable[[Call], Any]:
    """What is part of the row whose id is in the path.

    Args:
        parent: The table of that row.
        show: The row's field, or what makes the part of the row.
    """

    def find(call: Call) -> Any:
        row = call.parent(parent)
        return row[show] if isinstance(show, str) else show(call, row)

    return find


def parts(
    parent: Table, show: str | Callable[[Row], list[Row]], key: str
) -> Callable[[Call], list[Row]]:
    """What is part of every row of a table, or of those that the request asks for.

    Args:
        parent: The table.
        show: The field of its rows that holds the parts, or what makes the parts of a row.
        key: What parts call the id of their row; ``key:in`` asks for those of some rows.
    """

    def find(call: Call) -> list[Row]:
        rows = call.rows(parent)
        found: list[Row] = []
        span = matching(rows, Query(among=call.ask.wholes(f"{key}:in")))
        for row_id in span.items[span.start : span.stop]:
            with suppress(KeyError):
                row = rows.row(row_id)
                found += row[show] if isinstance(show, str) else show(row)
        return found

    return find
