"""How lists are read that each of a few records has, such as the codes of each promotion."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, NamedTuple

from tap_bigcommerce.api.pool import in_order
from tap_bigcommerce.errors import AddressError, ForbiddenError, NotFoundError
from tap_bigcommerce.reading.gaps import GapReader
from tap_bigcommerce.reading.page import EVERYTHING, SECOND, Page, Row, Window
from tap_bigcommerce.reading.reader import check_start
from tap_bigcommerce.reading.unsorted import in_any_order

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from concurrent.futures import Future
    from datetime import datetime, timedelta

    from tap_bigcommerce.api.client import Client, Params
    from tap_bigcommerce.progress import StreamProgress
    from tap_bigcommerce.reading.collection import Collection
    from tap_bigcommerce.reading.dialects import Dialect
    from tap_bigcommerce.state import Position

MOST_AT_ONCE = 8
"""Lists to read at the same time: BigCommerce refuses more than ten requests for some at once."""

_logger = logging.getLogger("tap-bigcommerce")


class Place(NamedTuple):
    """One of the lists.

    Args:
        path: without the version.
        among: which records it is about, if the path does not say.
        fields: what every row of it gets.
        dialect: how to ask for it, if not as for the stream's other lists.
        optional: what the stream goes on without if the API turns the list down, in words, the
            same for lists that are rejected together; empty if it is nothing without it.
    """

    path: str
    among: Params
    fields: Mapping[str, Any]
    dialect: Dialect | None = None
    optional: str = ""


class Refusal(NamedTuple):
    """A list that the API rejected.

    Args:
        place: the list.
        error: what it said.
    """

    place: Place
    error: AddressError


class OwnedReader:
    """Reads the lists of all owners, several at a time and in the order of the owners.

    Args:
        client: the store.
        places: returns the lists that there are now.
        listed: returns one of them.
        progress: where to say what was proven.
        position: where the stream stands.
    """

    def __init__(
        self,
        client: Client,
        places: Callable[[], Sequence[Place]],
        listed: Callable[[Place], Collection],
        progress: StreamProgress,
        position: Position | None = None,
    ) -> None:
        self._client = client
        self._places = places
        self._listed = listed
        self._progress = progress
        self._position = position
        self.clock: datetime | None = None
        """The store's clock when the reading began."""

    def everything(self) -> Iterator[list[Row]]:
        """Emit every record of every list."""
        return self._read(EVERYTHING)

    def modified(
        self,
        *,
        start: datetime | None,
        end: datetime | None,
        settling: timedelta,
        known: dict[int, datetime] | None = None,  # noqa: ARG002 - one list shows nothing of others
    ) -> Iterator[list[Row]]:
        """Emit every record modified from `start` to `end`, both included.

        Args:
            start: None for the beginning of time.
            end: None for now.
            settling: how long before the store's clock to stop at the latest.
            known: records that earlier runs found in this period.

        Raises:
            StreamError: if `start` lies in the store's future.
        """
        self.clock = clock = self._client.now().replace(microsecond=0)
        check_start(start, clock)
        if self._position:
            self._position.begin(clock)
            self._position.rewind()  # each list begins anew
        settled = clock - settling
        return self._read(Window(start, min(settled, end + SECOND) if end else settled))

    def added(self, highest: int | None, since: datetime | None) -> Iterator[Row]:  # noqa: ARG002 - as in other lists
        """Return nothing: the dates of these lists are their own, and no import sets them."""
        return iter(())

    def again(self, ids: object) -> Iterator[Row]:  # noqa: ARG002 - as in other lists
        """Return nothing: no other list tells of changes."""
        return iter(())

    def _read(self, window: Window) -> Iterator[list[Row]]:
        places = self._places()
        refusals: list[Refusal] = []
        lists: list[Collection] = []
        tasks = (
            self._begun(place, window, rank, refusals, lists) for rank, place in enumerate(places)
        )
        came = 0
        for place, pages in zip(places, in_order(tasks, MOST_AT_ONCE - 1), strict=True):
            rows = {row.id: row for page in pages for row in page.rows() if window.has(row)}
            came += len(rows)
            yield [row._replace(owner=place.fields) for row in rows.values()]
        left_out = self._explain(refusals, places)
        self._progress.came = came
        self._progress.counted = came + left_out + sum(listed.unlisted for listed in lists)

    def _begun(
        self,
        place: Place,
        window: Window,
        rank: int,
        refusals: list[Refusal],
        lists: list[Collection],
    ) -> Future[list[Page]]:
        def pages() -> Iterator[Page]:
            if error := _closed(place, refusals):
                refusals.append(Refusal(place, error))
                return
            listed = self._listed(place)
            lists.append(listed)
            try:
                yield from in_any_order(GapReader(self._client.pool, listed), listed, window)
            except AddressError as error:
                if not (place.optional or isinstance(error, NotFoundError)):
                    raise
                refusals.append(Refusal(place, error))

        return self._client.pool.run(rank, pages())

    def _explain(self, refusals: Sequence[Refusal], places: Iterable[Place]) -> int:
        """Check that the owners of lists that were rejected have gone, and name the others.

        Returns:
            How many lists are there and were not read.

        Raises:
            AddressError: if the stream is nothing without one of them.
        """
        remaining = self._places() if refusals else ()
        left_out: dict[str, list[AddressError]] = {}
        gone = 0
        for place, error in refusals:
            if place not in remaining:
                gone += 1
            elif place.optional:
                left_out.setdefault(place.optional, []).append(error)
            else:
                raise error
        if gone:
            _logger.info(
                "%s: %d lists of what was deleted while they were read are left out.",
                self._progress.name,
                gone,
            )
        for optional, errors in left_out.items():
            _logger.warning(
                "%s: continuing without %s: %d of %d lists were rejected. %s",
                self._progress.name,
                optional,
                len(errors),
                sum(place.optional == optional for place in places),
                errors[0],
            )
        return sum(map(len, left_out.values()))


def _closed(place: Place, refusals: Iterable[Refusal]) -> ForbiddenError | None:
    """Return why a list need not be asked for: the token may not read those that go with it."""
    errors = (one.error for one in refusals if one.place.optional == place.optional != "")
    return next((error for error in errors if isinstance(error, ForbiddenError)), None)
