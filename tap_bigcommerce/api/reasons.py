"""What kept a response from coming, in words: exceptions of urllib3 show Python instead."""

from __future__ import annotations

import http.client
import re
import ssl
from typing import TYPE_CHECKING, TypeAlias

import urllib3

from tap_bigcommerce.api.wire import BoundError

if TYPE_CHECKING:
    from collections.abc import Iterator

Kinds: TypeAlias = type[BaseException] | tuple[type[BaseException], ...]

LONGEST = 200
"""Characters of an exception's own text to show."""


def reason(error: BaseException) -> str:
    """Return what happened, without the address, which a long query would drown it in."""
    chain = [*_inwards(error)]
    if bound := _first(chain, BoundError):
        return str(bound)
    if complete := _first(chain, _COMPLETE):
        chain = chain[: chain.index(complete) + 1]
    if _first(chain, urllib3.exceptions.ProxyError):
        return f"the proxy cannot be used: {_words(chain)}"
    if _first(chain, ssl.SSLError):
        return f"there was no encrypted connection: {_words(chain)}"
    return _words(chain)


def _inwards(error: BaseException) -> Iterator[BaseException]:
    """Yield an exception and those that it wraps or was raised from, the innermost last."""
    yield error
    wrapped = [one for one in (getattr(error, "reason", None), *error.args) if _is_exception(one)]
    inner = wrapped[-1] if wrapped else error.__cause__ or error.__context__
    if inner is not None:
        yield from _inwards(inner)


def _words(chain: list[BaseException]) -> str:
    for kind, words in _IN_WORDS.items():
        if _first(chain, kind):
            return words
    text = str(chain[-1])
    if seconds := re.search(r"\((read|connect) timeout=([\d.]+?)(\.0)?\)", text):
        what = "no response came" if seconds[1] == "read" else "there was no connection"
        return f"{what} within {seconds[2]} s, setting request_timeout"
    # urllib3 begins with the connection's representation; numbers and files are Python's.
    text = re.sub(r"^(<[^>]*>|\w+\([^)]*\)): ", "", text)
    text = re.sub(r"\[Errno -?\d+\] |\[SSL: \w+\] | \(_ssl\.c:\d+\)", "", text)
    return text[:LONGEST] or type(chain[-1]).__name__


def _first(chain: list[BaseException], kind: Kinds) -> BaseException | None:
    return next((one for one in chain if isinstance(one, kind)), None)


def _is_exception(value: object) -> bool:
    return isinstance(value, BaseException)


_COMPLETE = (
    urllib3.exceptions.ConnectTimeoutError,
    urllib3.exceptions.NewConnectionError,
    urllib3.exceptions.ReadTimeoutError,
)
"""Exceptions whose own text says more than that of what they were raised from."""

_IN_WORDS: dict[type[BaseException], str] = {
    http.client.RemoteDisconnected: "the connection was closed before a response came",
    http.client.BadStatusLine: "what came is not HTTP",
    http.client.IncompleteRead: "the connection was closed in the middle of the response",
    ConnectionError: "the connection was reset before the response was complete",
}
