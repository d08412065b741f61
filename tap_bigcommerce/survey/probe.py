"""What a survey sees of a store: responses, each fetched once, and what follows from several."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from math import ceil
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlencode

import msgspec

from tap_bigcommerce import dates
from tap_bigcommerce.api.client import Client, Request
from tap_bigcommerce.errors import ForbiddenError, StreamError, TapError
from tap_bigcommerce.reading.page_size import in_pieces
from tap_bigcommerce.settings import LARGEST_PAGE
from tap_bigcommerce.survey import habits
from tap_bigcommerce.survey.finding import UnknownError, need

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import requests

    from tap_bigcommerce.api import wire
    from tap_bigcommerce.api.client import Params
    from tap_bigcommerce.streams import RootStream

SMALL_PAGE = 50
"""Records per page where many pages are wanted."""

FEW = 10
"""Records per page where more must follow."""

SPAN = (12, 40)
"""The fewest and the most dates between two bounds."""

CHOICES = 100
"""Pairs of bounds to choose from."""

RANGE = 15
"""Records between two ids."""


class Response(NamedTuple):
    """A response that a survey looks at.

    Args:
        body: the decoded body; None if it was empty.
        headers: its headers.
        clock: the store's clock by its Date header.
    """

    body: Any
    headers: Mapping[str, str]
    clock: datetime

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The records of a list: under `data` in v3, bare in v2, where nothing may come."""
        found: list[dict[str, Any]] = (
            self.body["data"] if isinstance(self.body, dict) else self.body or []
        )
        return found

    @property
    def ids(self) -> list[int]:
        """Their ids."""
        return [row["id"] for row in self.rows]

    def meta(self, name: str) -> dict[str, Any]:
        """A part of v3's `meta`, such as `pagination`; empty if there is none."""
        meta = self.body.get("meta") if isinstance(self.body, dict) else None
        part = meta.get(name) if isinstance(meta, dict) else None
        return part if isinstance(part, dict) else {}


class Bounds(NamedTuple):
    """Two dates of records, in seconds since 1970, with other records before and after them.

    Args:
        margin: seconds from a bound to the nearest record beyond it, the longer of both.
        low: the first date.
        high: the second date.
    """

    margin: int
    low: int
    high: int


class ListeningClient(Client):
    """A client that keeps the latest response, for its headers."""

    latest: requests.Response

    def _exchange(self, request: Request[Any]) -> tuple[requests.Response, wire.Body]:
        self.latest, body = super()._exchange(request)
        return self.latest, body


@dataclass
class Probe:
    """Asks one store, each thing once.

    Args:
        client: the store.
    """

    client: ListeningClient
    _ends: dict[str, Response | TapError] = field(default_factory=dict)
    _bounds: dict[str, Bounds] = field(default_factory=dict)

    @property
    def has_answers(self) -> bool:
        """Whether any request succeeded."""
        return any(isinstance(end, Response) for end in self._ends.values())

    @property
    def failure(self) -> str:
        """Why the first failed request failed."""
        return next((end.message for end in self._ends.values() if isinstance(end, TapError)), "")

    def get(
        self,
        path: str,
        params: Params | None = None,
        limit: int | None = None,
        skip: int | None = None,
    ) -> Response:
        """Fetch a response, or return the one that came before.

        Raises:
            TapError: as `Client.get`.
        """
        request = Request(path, params or {}, _decoded, limit=limit, skip=skip)
        key = f"{path}?{urlencode(request.query)}"
        if key not in self._ends:
            self._ends[key] = self._end(request)
        end = self._ends[key]
        if isinstance(end, TapError):
            raise end
        return end

    def _end(self, request: Request[Any]) -> Response | TapError:
        try:
            came = in_pieces(self.client, request)
        except TapError as error:
            return error
        return Response(came.content, self.client.latest.headers, came.clock)

    # Pages

    def first(self, stream: RootStream) -> Response:
        """Fetch the first page of a list, without a sort."""
        return self.get(path(stream), limit=LARGEST_PAGE)

    def oldest(self, stream: RootStream) -> Response:
        """Fetch the first page by date, with what the tap includes, or less if that fails."""
        *wanted, least = self.inclusions(stream)
        for parts in wanted:
            try:
                return self.with_parts(stream, parts)
            except ForbiddenError:
                raise
            except StreamError:
                continue
        return self.with_parts(stream, least)

    def with_parts(self, stream: RootStream, parts: Params) -> Response:
        """Fetch the first page by date with these parts."""
        return self.get(path(stream), stream.dialect.by_date | parts, LARGEST_PAGE)

    def newest(self, stream: RootStream) -> Response:
        """Fetch the latest few records by date."""
        ascending = stream.dialect.by_date
        query: Params = {
            name: str(value).replace("asc", "desc") for name, value in ascending.items()
        }
        return self.get(path(stream), query, FEW)

    @staticmethod
    def inclusions(stream: RootStream) -> Iterator[Params]:
        """Yield what the tap asks to include, what it falls back on, and nothing."""
        yield stream.params(stream.wanted)
        if fewer := stream.fewer_params(stream.wanted):
            yield fewer
        yield {}

    def dated(self, stream: RootStream) -> dict[int, int]:
        """Return the dates of the records on these pages."""
        pages = [self.first(stream), self.oldest(stream), self.newest(stream)]
        return dates_of(row for page in pages for row in page.rows)

    # Bounds

    def bounds(self, stream: RootStream) -> Bounds:
        """Choose two dates that show best what a filter does with them.

        Raises:
            UnknownError: if there are too few dates.
        """
        if stream.name not in self._bounds:
            self._bounds[stream.name] = _most_telling(dates_of(self.oldest(stream).rows))
        return self._bounds[stream.name]

    def between(self, stream: RootStream) -> Params:
        """Return the filter for those two dates."""
        kind, bounds = stream.dialect, self.bounds(stream)
        return {kind.since: in_query(bounds.low), kind.until: in_query(bounds.high)}

    def window(self, stream: RootStream) -> Response:
        """Fetch what lies between those two dates."""
        return self.get(path(stream), self.between(stream), LARGEST_PAGE)

    def id_range(self, stream: RootStream) -> tuple[int, int]:
        """Choose two ids that stand some places apart.

        Raises:
            UnknownError: if there are too few records.
        """
        ids = sorted(self.first(stream).ids)
        need(len(ids) >= RANGE + 2, f"fewer than {RANGE + 2} records")
        middle = (len(ids) - RANGE) // 2
        return ids[middle], ids[middle + RANGE - 1]

    # Totals

    def count(self, stream: RootStream, query: Params) -> int | None:
        """Return how many records a query has, as the store says; None if it does not."""
        if stream.dialect.version == "v2":
            body = self.get(f"{path(stream)}/count", query).body
            found = body.get("count") if isinstance(body, dict) else None
        else:
            found = self.get(path(stream), query, LARGEST_PAGE).meta("pagination").get("total")
        return found if isinstance(found, int) else None

    def pages(self, stream: RootStream) -> int:
        """Return how many small pages a list has at the least."""
        came = len(self.first(stream).rows)
        try:
            is_true = self.count(stream, self.between(stream)) == len(self.window(stream).rows)
            total = self.count(stream, {}) if is_true else None
        except (TapError, UnknownError):
            total = None
        return ceil(max(total or 0, came) / SMALL_PAGE)


def path(stream: RootStream) -> str:
    """Return the address of a stream's list."""
    return f"{stream.dialect.version}/{stream.path}"


def date_of(row: Mapping[str, Any]) -> int | None:
    """Return when a record was modified, in seconds since 1970; None if it does not say."""
    try:
        return int(dates.parse(str(row.get("date_modified") or "")).timestamp())
    except ValueError:
        return None


def dates_of(rows: Iterable[Mapping[str, Any]]) -> dict[int, int]:
    """Return the dates of records by id, of those that have one."""
    return {row["id"]: date for row in rows if (date := date_of(row))}


def in_query(second: int) -> str:
    """Return a moment, in seconds since 1970, as the tap sends it."""
    return dates.in_query(datetime.fromtimestamp(second, UTC))


def _most_telling(of_records: Mapping[int, int]) -> Bounds:
    known = sorted(set(of_records.values()))
    least, most = SPAN
    need(len(known) > least + 2, f"fewer than {least + 3} records with different dates")
    choices = [
        Bounds(max(known[i] - known[i - 1], known[j + 1] - known[j]), known[i], known[j])
        for i in range(1, len(known))
        for j in range(i + least, min(i + most, len(known) - 1))
    ]
    near = max(habits.HOUR, min(choices).margin)
    some = [one for one in choices if one.margin <= near]
    return max(
        some[:: ceil(len(some) / CHOICES)],
        key=lambda one: habits.differences((one.low, one.high), known),
    )


def _decoded(body: bytes) -> Any:
    return msgspec.json.decode(body) if body else None
