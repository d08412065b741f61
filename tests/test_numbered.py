"""What a reading proves of a list that has nothing but page numbers."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast

import pytest

from tap_bigcommerce.api.wire import Body
from tap_bigcommerce.errors import StreamError
from tap_bigcommerce.reading.numbered import numbered
from tap_bigcommerce.reading.page import EVERYTHING, Page, Window, id_in_cursor

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tap_bigcommerce.reading.collection import Collection

NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)
FROZEN = Window(end=NOW)
NOTHING = Body(b"", is_compressed=False)

SIZE = 3


class Changing:
    """A list in pages of three, which changes before some of its requests.

    Args:
        leaving: ids that leave the list before the request of a number, counted from 1.
        has_totals: whether pages say how many records there are; if not, a count does.
        reachable: how many pages are not empty.
        uncounted: records that the total counts and no page gives.
    """

    path = "things"
    leading_on = SIZE
    only_grows = False

    def __init__(
        self,
        leaving: Mapping[int, int],
        *,
        has_totals: bool = True,
        reachable: int = 10,
        uncounted: int = 0,
    ) -> None:
        self._reachable = reachable
        self._uncounted = uncounted
        self.ids = list(range(1, 11))
        self.requests = 0
        self._leaving = leaving
        self._has_totals = has_totals

    def seek(self, _window: Window, *, skip: int) -> Page:
        """Return the page at a place."""
        self._live()
        ids = self.ids[skip : skip + SIZE] if skip < self._reachable * SIZE else []
        total = len(self.ids) + self._uncounted if self._has_totals else None
        keys: list[tuple[datetime | None, int]] = [(None, one) for one in ids]
        return Page(keys, len(ids), SIZE, SIZE, total, None, False, NOW, NOTHING, lambda _: [])  # noqa: FBT003 - a page without a link

    def follows(self, page: Page, place: int) -> bool:
        """Return whether more follows."""
        if page.total is None:
            return page.is_full
        return place + page.came < page.total

    def count_of_pages(self, _window: Window) -> int | None:
        """Return how many records there are, if pages do not say so."""
        self._live()
        return len(self.ids)

    def _live(self) -> None:
        self.requests += 1
        if self.requests in self._leaving:
            self.ids.remove(self._leaving[self.requests])


def came(listed: Changing, window: Window, first: Page | None = None) -> set[int]:
    """What a reading brings."""
    pages = numbered(cast("Collection", listed), window, first)
    return {one for page in pages for one in page.ids}


@pytest.mark.parametrize("has_totals", [True, False])
@pytest.mark.parametrize("window", [FROZEN, EVERYTHING])
@pytest.mark.parametrize("request_number", [2, 3, 4])
def test_a_record_that_leaves_hides_no_other(
    request_number: int,
    window: Window,
    has_totals: bool,  # noqa: FBT001 - of a parametrised test
) -> None:
    """It had been read, and moves another to a page that had been read as well.

    As many then came as the last response says that there are, and still one is missing.
    """
    listed = Changing({request_number: 1}, has_totals=has_totals)
    assert came(listed, window) >= {*listed.ids}


def test_what_leaves_a_frozen_period_again_and_again_costs_two_readings() -> None:
    """The second goes backwards, so that nothing moves towards what was read."""
    listed = Changing({number: number for number in range(2, 8)})
    assert came(listed, FROZEN) >= {*listed.ids}
    assert listed.requests <= 7


@pytest.mark.parametrize(("has_totals", "requests"), [(True, 4), (False, 10)])
def test_a_list_at_rest_is_read_as_seldom_as_can_be(
    has_totals: bool,  # noqa: FBT001 - of a parametrised test
    requests: int,
) -> None:
    """Once where its pages say how many there are; else twice, with a count after each."""
    listed = Changing({}, has_totals=has_totals)
    assert came(listed, EVERYTHING) == {*listed.ids}
    assert listed.requests == requests


@pytest.mark.parametrize("leaving", [{}, {2: 1}, {3: 1}, {4: 1}, {5: 1}])
def test_a_list_with_a_count_is_counted_before_it_is_read(leaving: dict[int, int]) -> None:
    """If its first page shows that it has more: so one reading of a list at rest will do."""
    listed = Changing(leaving, has_totals=False)
    first = listed.seek(EVERYTHING, skip=0)
    assert came(listed, EVERYTHING, first) >= {*listed.ids}
    assert leaving or listed.requests == 1 + 1 + 4 + 1


@pytest.mark.parametrize("window", [FROZEN, EVERYTHING])
@pytest.mark.parametrize("reachable", [1, 2])
def test_pages_that_numbers_do_not_lead_to_are_missed_in_words(
    reachable: int, window: Window
) -> None:
    """Further pages are empty, though the total says that there is more."""
    listed = Changing({}, reachable=reachable)
    with pytest.raises(StreamError, match=f"{reachable * SIZE} of 10 records"):
        came(listed, window)


def test_a_total_that_is_too_high_ends_no_stream() -> None:
    """Two readings bring the same, and the last page has room for more."""
    assert came(Changing({}, uncounted=2), EVERYTHING) == {*range(1, 11)}


@pytest.mark.parametrize(
    "cursor", ["eyJpZCI6MTJ9", "eyJpZCI6IjEyIn0", "eyJpZCI6IjEyIn0=", "aWQ6MTI"]
)
def test_a_cursor_holds_an_id(cursor: str) -> None:
    """As recorded, and as in the reference's examples: `{"id":12}`, `{"id":"12"}`, `id:12`."""
    assert id_in_cursor(cursor) == 12


@pytest.mark.parametrize("cursor", ["", "12", "eyJwbGFjZSI6MTJ9", "ä", "aWQ6YmVoaW5k"])
def test_another_cursor_holds_none(cursor: str) -> None:
    """It may stand for a position."""
    assert id_in_cursor(cursor) is None
