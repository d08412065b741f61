"""One store's API over HTTP: session, token, retries, and errors in the user's words."""

from __future__ import annotations

import logging
import math
import re
import time
import zlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Generic, NoReturn, TypeVar

import backoff
import msgspec
import requests
import urllib3
from requests.adapters import HTTPAdapter

from tap_bigcommerce import dates
from tap_bigcommerce.errors import (
    ForbiddenError,
    NotFoundError,
    StoreError,
    StreamError,
)
from tap_bigcommerce.pool import Pool

if TYPE_CHECKING:
    from collections.abc import Callable

    from backoff.types import Details

    from tap_bigcommerce.limiter import Limiter
    from tap_bigcommerce.settings import Settings

T = TypeVar("T")
Params = dict[str, str | int]

REFUSALS = 40
"""How many quota windows in a row (30 s each) other apps may use up before we give up."""

LONGEST_PAUSE = 60
"""Seconds; the most we wait between two attempts."""

EXCERPT = 200
"""Characters of an answer that a message may show."""

GZIP_OR_ZLIB = 47
"""What `zlib` calls its window size, with its way to say: whichever of the two headers comes."""

_logger = logging.getLogger("tap-bigcommerce")


@dataclass(frozen=True, slots=True)
class Answer(Generic[T]):
    """What the store answered, and when it did by its own clock.

    Args:
        content: the body, read by whoever asked.
        clock: no later than the store's clock was when it began to answer, in UTC.
        packed: the body, compressed, for whoever wants more of it later.
    """

    content: T
    clock: datetime
    packed: bytes

    @property
    def body(self) -> bytes:
        """The body, as JSON."""
        return zlib.decompress(self.packed, GZIP_OR_ZLIB)


class _TransientError(Exception):
    """A fault that may pass: the request is sent again."""


class _UnreachableError(_TransientError):
    """No answer at all."""


class _RefusedError(Exception):
    """The quota is used up, and the limiter knows until when."""


def _log_retry(details: Details) -> None:
    _logger.warning(
        "GET %s failed (%s); attempt %d follows in %.1f s",
        details["args"][0],
        details.get("exception"),
        details["tries"] + 1,
        details["wait"],
    )


class Client:
    """Sends requests to one store, from any thread.

    Args:
        settings: address, credentials, and how long to wait.
        limiter: the store's quota.
    """

    def __init__(self, settings: Settings, limiter: Limiter) -> None:
        self._settings = settings
        self.pool = Pool(settings.max_parallel_requests)
        self._limiter = limiter
        self._latency = 0.0
        self._base = f"{settings.api_url}/stores/{settings.store_hash}"
        self._session = requests.Session()
        self._session.headers.update(
            {
                "Accept": "application/json",  # v2 answers XML otherwise
                "Accept-Encoding": "gzip",
                "User-Agent": settings.user_agent,
                "X-Auth-Token": settings.access_token,
            }
        )
        # Once, and not for every request: proxies and certificates that the environment names.
        found = self._session.merge_environment_settings(self._base, {}, None, None, None)
        self._session.proxies, self._session.verify = found["proxies"], found["verify"]
        self._session.trust_env = False
        self._session.mount(self._base, HTTPAdapter(pool_maxsize=settings.max_parallel_requests))
        self._send_patiently = backoff.on_exception(
            backoff.expo,
            _TransientError,
            factor=0.5,
            max_time=settings.retry_time,
            max_value=LONGEST_PAUSE,
            on_backoff=_log_retry,
            logger=None,
        )(self._send)

    def close(self) -> None:
        """Let go of the connections that are kept for the next request."""
        self._session.close()

    @property
    def lanes(self) -> int:
        """How many requests at once can keep up with the quota; more would only wait."""
        useful = self._limiter.rate * self._latency
        return self.pool.size if useful >= self.pool.size else max(1, math.ceil(useful))

    def get(self, path: str, params: Params, read: Callable[[bytes], T]) -> Answer[T]:
        """Ask for one page.

        Args:
            path: below the store's address, such as `v2/orders`.
            params: the query, not yet encoded.
            read: takes what it needs from the body (empty where there is nothing, which v2 says
                with 204), and raises ValueError if it does not have the expected shape.

        Raises:
            ForbiddenError: the token lacks the scope.
            NotFoundError: there is no such address.
            StoreError: the store cannot be read at all.
            StreamError: the request was turned down, or kept failing.
        """
        try:
            return self._send_within_quota(path, params, read)
        except _UnreachableError as error:
            message = (
                f"{self._settings.api_url} could not be reached: {error}. "
                "Check the network, and the setting api_url."
            )
            raise StoreError(message) from error
        except _TransientError as error:
            message = (
                f"GET {path} kept failing for {self._settings.retry_time:g} s (setting "
                f"retry_time); the last time: {error}. Run the tap again later: it goes on from "
                "the last bookmark."
            )
            raise StreamError(message) from error
        except _RefusedError as error:
            message = (
                f"GET {path} was refused {REFUSALS} times in a row because the store's request "
                "quota was used up (429). Another app is taking all of it; run the tap again when "
                "that app is idle."
            )
            raise StoreError(message) from error

    @backoff.on_exception(
        backoff.constant, _RefusedError, max_tries=REFUSALS, interval=0, jitter=None, logger=None
    )
    def _send_within_quota(
        self, path: str, params: Params, read: Callable[[bytes], T]
    ) -> Answer[T]:
        # Here, so that waiting for the quota does not use up the time for retries.
        self._limiter.wait()
        answer: Answer[T] = self._send_patiently(path, params, read)
        return answer

    def _send(self, path: str, params: Params, read: Callable[[bytes], T]) -> Answer[T]:
        self._limiter.acquire()
        started = time.monotonic()
        try:
            response, packed = self._exchange(path, params)
        except BaseException:
            self._limiter.lost()
            raise
        elapsed = timedelta(seconds=time.monotonic() - started)

        refused = response.status_code == HTTPStatus.TOO_MANY_REQUESTS
        if self._limiter.answered(response.headers, refused=refused) and refused:
            raise _RefusedError
        if response.status_code not in {HTTPStatus.OK, HTTPStatus.NO_CONTENT}:
            self._turn_down(path, response, packed)
        try:
            body = zlib.decompress(packed, GZIP_OR_ZLIB)
            if not body and response.status_code != HTTPStatus.NO_CONTENT:
                raise ValueError  # noqa: TRY301 - as if it were a body of the wrong form
            clock = dates.parse(response.headers["Date"]) - elapsed
            content = read(body)
        except (ValueError, KeyError, zlib.error) as error:
            message = f"the answer ({response.status_code}) was not what the reference promises"
            raise _TransientError(message) from error
        self._latency = elapsed.total_seconds()
        return Answer(content, clock, packed)

    def _exchange(self, path: str, params: Params) -> tuple[requests.Response, bytes]:
        """Send one request, and receive the whole answer, compressed."""
        try:
            with self._session.get(
                f"{self._base}/{path}",
                params=params,
                timeout=self._settings.request_timeout,
                # The token goes to the configured host only.
                allow_redirects=False,
                stream=True,
            ) as response:
                body = response.raw.read(decode_content=False)
        except requests.ConnectionError as error:
            raise _UnreachableError(_reason(error)) from error
        except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
            raise _TransientError(_reason(error)) from error
        if body and response.headers.get("Content-Encoding", "identity") != "identity":
            return response, body
        return response, zlib.compress(body, level=1)

    def _turn_down(self, path: str, response: requests.Response, packed: bytes) -> NoReturn:
        """Raise what an answer other than 200 or 204 means."""
        status = response.status_code
        said = f"{status} {response.reason}: {_excerpt(packed)}"
        if status in {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.REQUEST_TIMEOUT} or status >= 500:  # noqa: PLR2004 - every server fault
            raise _TransientError(said)
        if status == HTTPStatus.UNAUTHORIZED:
            message = (
                f"BigCommerce does not accept the access token for the store "
                f"'{self._settings.store_hash}' (401). Check the settings access_token and "
                "store_hash: both come from the same API account."
            )
            raise StoreError(message)
        message = f"GET {path} was turned down ({said})."
        if status == HTTPStatus.FORBIDDEN:
            raise ForbiddenError(message, path)
        if status == HTTPStatus.NOT_FOUND:
            raise NotFoundError(message, path)
        raise StreamError(message)


def _excerpt(packed: bytes) -> str:
    """The gist of an error: `title` in v3, `message` in v2, else the start of the text."""
    body = b""
    try:
        body = zlib.decompress(packed, GZIP_OR_ZLIB)
        said = msgspec.json.decode(body)
    except zlib.error:
        return ""
    except msgspec.DecodeError:
        return " ".join(body.decode(errors="replace").split())[:EXCERPT]
    first = said[0] if isinstance(said, list) and said else said
    if isinstance(first, dict):
        return str(first.get("title") or first.get("message") or first)[:EXCERPT]
    return str(first)[:EXCERPT]


def _reason(error: Exception) -> str:
    """What happened, without the address, which a long query would drown it in."""
    cause: BaseException = error
    while (inner := getattr(cause, "reason", None) or (cause.args[0] if cause.args else None)) and (
        isinstance(inner, BaseException)
    ):
        cause = inner
    # urllib3 begins with the connection's representation.
    return re.sub(r"^<[^>]*>: ", "", str(cause))[:EXCERPT] or type(error).__name__
