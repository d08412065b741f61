"""How many records to request at once: fewer where pages prove too heavy, and later more again."""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING, TypeVar

from tap_bigcommerce.api.client import Client, Request, Response, TooHeavyError
from tap_bigcommerce.reading.page import Page

if TYPE_CHECKING:
    from tap_bigcommerce.api.attempts import Retry
    from tap_bigcommerce.reading.page import Contents

T = TypeVar("T")

PAGES_BORNE = 16
"""Successful pages before the page size is doubled again."""


class PageSize:
    """The page size of one list.

    Args:
        largest: records per page at the most.
        least: the smallest page that leads on.
    """

    def __init__(self, largest: int, least: int) -> None:
        self.largest = largest
        self.least = least
        self.bearable = largest
        """Smaller where pages have proved too heavy."""
        self._borne = 0

    @property
    def leading_on(self) -> int:
        """The bearable size, or the least that leads on."""
        return max(self.bearable, self.least)

    def fetch(self, client: Client, request: Request[Contents]) -> Page:
        """Fetch a page that is as large as requested, or as the API can bear, and learn from it."""
        while (request.limit or 1) > self.leading_on and (smaller := _smaller(request)):
            request = smaller
        page = Page.of(in_pieces(client, request))
        self._learn(request.limit or 1, page)
        return page

    def _learn(self, asked: int, page: Page) -> None:
        """Request as much as the API could bear, and after a while more again."""
        if page.limit < asked:
            self.bearable, self._borne = max(1, page.limit), 0
        self._borne += 1
        if self._borne > PAGES_BORNE:
            self.bearable, self._borne = min(2 * self.bearable, self.largest), 0


def in_pieces(client: Client, request: Request[T]) -> Response[T]:
    """Fetch a page, or a smaller one where it proves too heavy; both begin at the same place.

    Raises:
        TapError: as `Client.get`.
    """
    retry: Retry | None = None
    while True:
        try:
            return client.get(request, retry)
        except TooHeavyError as error:
            if (smaller := _smaller(request)) is None:
                raise
            request, retry = smaller, error.retry


def _smaller(request: Request[T]) -> Request[T] | None:
    """Return the next smaller page that begins at the same place, if there is one."""
    if request.limit is None or request.limit <= request.least:
        return None
    divisor = next(divisor for divisor in count(2) if request.limit % divisor == 0)
    return replace(request, limit=max(request.limit // divisor, request.least))
