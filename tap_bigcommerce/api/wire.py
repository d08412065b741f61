"""Bounds what one HTTP response may take: time, bytes on the wire, and memory.

`requests` offers a timeout for each read from the socket, so that a byte now and then keeps a
response going for ever. It has no bound on size at all.
"""

from __future__ import annotations

import http.client
import io
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NamedTuple

import urllib3
from requests.adapters import HTTPAdapter

try:
    from isal import isal_zlib as zlib  # the same in assembly language, and three times as fast
except ImportError:  # not every machine has it
    import zlib  # type: ignore[no-redef]

if TYPE_CHECKING:
    import socket

    from _typeshed import WriteableBuffer

LEAST_RATE = 10_000
"""Bytes per second; a slower response is given up once its time is over."""

LARGEST_RESPONSE = 64 * 2**20
"""Bytes of one response on the wire, headers included."""

LARGEST_BODY = 128 * 2**20
"""Bytes of one response's body, decompressed."""

LARGE = 2**16
"""Bytes of a body that are kept compressed, however they came."""

PIECE = 2**16
"""Bytes to read at once."""

GZIP_OR_ZLIB = 47
"""The `wbits` with which zlib accepts a gzip header and a zlib header."""


class BoundError(OSError):
    """A response takes more than it may."""


class TooSlowError(BoundError, TimeoutError):
    """A response takes too long."""


class TooLargeError(BoundError):
    """A response is too large, on the wire or decompressed."""


class DamagedError(ValueError):
    """A body is not what was compressed, or not all of it."""


class BoundedAdapter(HTTPAdapter):
    """Sends requests over connections whose responses are bounded.

    The first byte must come within the request's timeout. From then on, the rest may take the
    same time again, plus what its size takes at `LEAST_RATE`.
    """

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Create the manager of direct connections."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = _POOLS

    def proxy_manager_for(self, *args: Any, **kwargs: Any) -> urllib3.ProxyManager:
        """Return the manager of connections through a proxy."""
        manager: urllib3.ProxyManager = super().proxy_manager_for(*args, **kwargs)
        manager.pool_classes_by_scheme = _POOLS
        return manager


def receive(raw: urllib3.BaseHTTPResponse) -> bytes:
    """Read the body to its end, as it was sent.

    In pieces, since reading it at once may allocate whatever length the header announces.
    """
    pieces = iter(lambda: raw.read(PIECE, decode_content=False), b"")
    return b"".join(pieces)


class Body(NamedTuple):
    """A response's body, compressed if it was sent so or is large.

    Args:
        data: the bytes.
        is_compressed: whether they are compressed.
    """

    data: bytes
    is_compressed: bool

    @classmethod
    def of(cls, received: bytes, *, is_compressed: bool) -> Body:
        """Keep a body as it came, unless that takes a lot of memory."""
        if is_compressed or len(received) < LARGE:
            return cls(received, is_compressed)
        return cls(zlib.compress(received, level=1), is_compressed=True)

    def content(self) -> bytes:
        """Return the body, decompressed; raises as `_decompressed`."""
        return _decompressed(self.data) if self.is_compressed else self.data


def _decompressed(compressed: bytes) -> bytes:
    """Decompress a body.

    Raises:
        TooLargeError: if the body exceeds `LARGEST_BODY`.
        DamagedError: if the compressed data is damaged or incomplete.
    """
    decoder = zlib.decompressobj(GZIP_OR_ZLIB)
    try:
        body = decoder.decompress(compressed, LARGEST_BODY)
    except zlib.error as error:  # type: ignore[misc]  # isal declares an instance
        raise DamagedError(*error.args) from error
    if decoder.unconsumed_tail:
        message = f"the response exceeds {LARGEST_BODY:,} bytes, decompressed"
        raise TooLargeError(message)
    if not decoder.eof:
        message = "incomplete data"
        raise DamagedError(message)
    return body


class _BoundedReader(io.RawIOBase):
    """Reads one response from a socket, within the bounds.

    Args:
        raw: the socket's own reader.
        sock: the socket, its timeout being that of the request.
    """

    def __init__(self, raw: io.RawIOBase, sock: socket.socket) -> None:
        self._raw = raw
        self._socket = sock
        self._timeout = sock.gettimeout()
        self._received = 0
        self._since = time.monotonic()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int | None:
        try:
            if self._received:  # before the first byte, the timeout is the request's
                self._set_timeout()
            size = self._raw.readinto(buffer)
        except TimeoutError as error:
            if not self._received:
                raise
            seconds = time.monotonic() - self._since
            message = f"only {self._received:,} bytes came in {seconds:.1f} s"
            raise TooSlowError(message) from error
        if not self._received:
            self._since = time.monotonic()
        self._received += size or 0
        if self._received > LARGEST_RESPONSE:
            message = f"the response exceeds {LARGEST_RESPONSE:,} bytes"
            raise TooLargeError(message)
        return size

    def _set_timeout(self) -> None:
        """Let the next read take what is left of the response's time."""
        if self._timeout is None:
            return
        elapsed = time.monotonic() - self._since
        left = self._timeout + self._received / LEAST_RATE - elapsed
        if left <= 0:
            raise TimeoutError
        self._socket.settimeout(min(self._timeout, left))

    def close(self) -> None:
        if not self.closed:
            with suppress(OSError):  # the other end has closed it
                self._socket.settimeout(self._timeout)
            self._raw.close()
        super().close()


class _BoundedResponse(http.client.HTTPResponse):
    """Reads status line, headers and body within the bounds."""

    def __init__(self, sock: socket.socket, *args: Any, **kwargs: Any) -> None:
        super().__init__(sock, *args, **kwargs)
        self.fp = io.BufferedReader(_BoundedReader(self.fp.detach(), sock))


class _HTTPConnection(urllib3.connection.HTTPConnection):
    response_class = _BoundedResponse


class _HTTPSConnection(urllib3.connection.HTTPSConnection):
    response_class = _BoundedResponse


class _HTTPConnectionPool(urllib3.HTTPConnectionPool):
    ConnectionCls = _HTTPConnection


class _HTTPSConnectionPool(urllib3.HTTPSConnectionPool):
    ConnectionCls = _HTTPSConnection


_POOLS = {"http": _HTTPConnectionPool, "https": _HTTPSConnectionPool}
