"""Patience with a 404 for a part of a record that exists: one server may not know it yet."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING, TypeVar

from tap_bigcommerce.api.attempts import FIRST_PAUSE, LONGEST_PAUSE
from tap_bigcommerce.errors import NotFoundError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

T = TypeVar("T")

_logger = logging.getLogger("tap-bigcommerce")


def pauses(seconds: float) -> Iterator[float]:
    """Yield growing pauses that take so many seconds together."""
    pause = FIRST_PAUSE
    while seconds > 0:
        yield min(pause, seconds)
        seconds -= pause
        pause = min(2 * pause, LONGEST_PAUSE)


def patiently(
    read: Callable[[], T],
    patience: Iterable[float],
    check: Callable[[], object] | None = None,
    *,
    level: int = logging.WARNING,
) -> T:
    """Read, and read again after each pause for as long as the answer is 404.

    Args:
        read: makes the requests.
        patience: the pauses in seconds.
        check: called after each 404; raises what makes another attempt pointless.
        level: how much each 404 matters to the log.

    Raises:
        NotFoundError: the last one, when patience is at its end.
    """
    for pause in patience:
        try:
            return read()
        except NotFoundError as error:
            if check:
                check()
            _logger.log(level, "%s The next attempt follows in %.1f s", error.message, pause)
        time.sleep(pause)
    try:
        return read()
    except NotFoundError:
        if check:
            check()
        raise
