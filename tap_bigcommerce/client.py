"""One store's API over HTTP: session, token, retries, and errors in the user's words."""

from __future__ import annotations

import logging
import math
import re
import time
import zlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from http import HTTPStatus
from itertools import count
from typing import TYPE_CHECKING, Any, Generic, NoReturn, TypeVar
from urllib.parse import urlsplit

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
from tap_bigcommerce.progress import Progress
from tap_bigcommerce.settings import LOOPBACK

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from backoff.types import Details

    from tap_bigcommerce.limiter import Limiter
    from tap_bigcommerce.settings import Settings

T = TypeVar("T")
Params = dict[str, str | int]

REFUSALS = 40
"""How many quota windows in a row (30 s each) other apps may use up before we give up."""

LONGEST_PAUSE = 60
"""Seconds; the most we wait between two attempts."""

TRIES_AT_ONCE = 2
"""How often a page is asked for before it is taken to be too heavy, and asked for in pieces."""

EXCERPT = 200
"""Characters of an answer that a message may show."""

LATER = "Run the tap again later: it goes on from the last bookmark."
ADDRESS = "Check the network and its proxies, and the setting api_url."
CERTIFICATES = (
    "If a proxy inspects your traffic, the variable REQUESTS_CA_BUNDLE must name the file with its "
    "certificate."
)
MAINTENANCE = (
    "BigCommerce says so of a store that is suspended or being maintained: look at its control "
    "panel, and run the tap again later."
)

BROKEN_OFF = (requests.ReadTimeout, urllib3.exceptions.HTTPError)
"""What is raised if an answer does not come, or not to its end."""

GZIP_OR_ZLIB = 47
"""What `zlib` calls its window size, with its way to say: whichever of the two headers comes."""

_logger = logging.getLogger("tap-bigcommerce")


@dataclass(slots=True)
class Request(Generic[T]):
    """One page to ask for.

    Args:
        path: below the store's address, such as `v2/orders`.
        params: the query, not yet encoded, without `limit` and `page`.
        read: takes what it needs from the body (empty where there is nothing, which v2 says with
            204), and raises ValueError if it does not have the expected shape.
        limit: how many records to ask for; None if the answer is not a list.
        skip: how many records of the list come before them, if its pages are asked for by number.
    """

    path: str
    params: Params
    read: Callable[[bytes], T]
    limit: int | None = None
    skip: int | None = None

    @property
    def query(self) -> Params:
        """All of it, not yet encoded."""
        if self.limit is None:
            return self.params
        page: Params = {} if self.skip is None else {"page": self.skip // self.limit + 1}
        return self.params | page | {"limit": self.limit}

    def shrink(self) -> bool:
        """Ask for less, if there is less: the next smaller page that begins at the same place."""
        if self.limit is None or self.limit == 1:
            return False
        self.limit //= next(divisor for divisor in count(2) if self.limit % divisor == 0)
        return True


@dataclass(frozen=True, slots=True)
class Answer(Generic[T]):
    """What the store answered, and when it did by its own clock.

    Args:
        content: the body, read by whoever asked.
        limit: how many records were asked for in the end; None if it is not a list.
        clock: no later than the store's clock was when it began to answer, in UTC.
        packed: the body, compressed, for whoever wants more of it later.
    """

    content: T
    limit: int | None
    clock: datetime
    packed: bytes

    @property
    def body(self) -> bytes:
        """The body, as JSON."""
        return zlib.decompress(self.packed, GZIP_OR_ZLIB)


class _TransientError(Exception):
    """A fault that may pass: the request is sent again.

    Args:
        what: happened.
        remedy: if it does not pass.
    """

    def __init__(self, what: str, remedy: str = LATER) -> None:
        super().__init__(what)
        self.remedy = remedy


class _OverloadedError(_TransientError):
    """A fault as of a request that asks for too much at once."""


class _UnreachableError(_TransientError):
    """No answer at all."""


class _RefusedError(Exception):
    """The quota is used up, and the limiter knows until when."""


def _before_retry(progress: Progress, details: Details) -> None:
    request: Request[Any] = details["args"][0]
    error, tries = details.get("exception"), details["tries"]
    progress.retrying(details["wait"], f"{request.path}: {error}")
    heavy = isinstance(error, _OverloadedError) and tries % TRIES_AT_ONCE == 0
    advice = ""
    if tries == 1 and isinstance(error, _TransientError) and error.remedy != LATER:
        advice = f". {error.remedy}"
    _logger.warning(
        "GET %s failed (%s); attempt %d%s follows in %.1f s%s",
        request.path,
        error,
        tries + 1,
        f", for {request.limit} at once," if heavy and request.shrink() else "",
        details["wait"],
        advice,
    )


class Client:
    """Sends requests to one store, from any thread.

    Args:
        settings: address, credentials, and how long to wait.
        limiter: the store's quota.
        progress: where to count answers, and to say what is tried again.
    """

    def __init__(
        self, settings: Settings, limiter: Limiter, progress: Progress | None = None
    ) -> None:
        self._settings = settings
        self._progress = progress or Progress()
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
        proxies = {} if urlsplit(self._base).hostname in LOOPBACK else found["proxies"]
        self._session.proxies, self._session.verify = proxies, found["verify"]
        _check_proxies(proxies)
        self._session.trust_env = False
        self._adapter = HTTPAdapter(pool_maxsize=settings.max_parallel_requests)
        self._session.mount(self._base, self._adapter)
        self._send_patiently = backoff.on_exception(
            backoff.expo,
            _TransientError,
            factor=0.5,
            max_time=settings.retry_time,
            max_value=LONGEST_PAUSE,
            on_backoff=partial(_before_retry, self._progress),
            logger=None,
        )(self._send)

    def close(self) -> None:
        """Close the connections that are kept for the next request."""
        # The session would only forget them, and a failure's traceback may still hold on to them.
        for manager in (self._adapter.poolmanager, *self._adapter.proxy_manager.values()):
            for key in manager.pools.keys():  # noqa: SIM118 - it has no other iteration
                manager.pools[key].close()
        self._session.close()

    @property
    def lanes(self) -> int:
        """How many requests at once can keep up with the quota; more would only wait."""
        useful = self._limiter.rate * self._latency
        return self.pool.size if useful >= self.pool.size else max(1, math.ceil(useful))

    def get(self, request: Request[T]) -> Answer[T]:
        """Ask for one page; where it proves too heavy, for fewer records than the request says.

        Raises:
            ForbiddenError: the token lacks the scope.
            NotFoundError: there is no such address.
            StoreError: the store cannot be read at all.
            StreamError: the request was turned down, or kept failing.
        """
        patience = self._settings.retry_time
        tried = f"tried for {patience:g} s, setting retry_time" if patience else "tried once"
        try:
            return self._send_within_quota(request)
        except _UnreachableError as error:
            message = (
                f"{self._settings.api_url} could not be reached ({tried}): {error}. {error.remedy}"
            )
            raise StoreError(message) from error
        except _TransientError as error:
            message = f"GET {request.path} kept failing ({tried}): {error}. {error.remedy}"
            raise StreamError(message) from error
        except _RefusedError as error:
            message = (
                f"GET {request.path} was refused {REFUSALS} times in a row because the store's "
                "request quota was used up (429). Another app is taking all of it; run the tap "
                "again when that app is idle."
            )
            raise StoreError(message) from error

    @backoff.on_exception(
        backoff.constant, _RefusedError, max_tries=REFUSALS, interval=0, jitter=None, logger=None
    )
    def _send_within_quota(self, request: Request[T]) -> Answer[T]:
        # Here, so that waiting for the quota does not use up the time for retries.
        self._limiter.wait()
        answer: Answer[T] = self._send_patiently(request)
        return answer

    def _send(self, request: Request[T]) -> Answer[T]:
        self._limiter.acquire()
        started = time.monotonic()
        try:
            response, packed = self._exchange(request)
        except BaseException:
            self._limiter.lost()
            raise
        elapsed = timedelta(seconds=time.monotonic() - started)

        refused = response.status_code == HTTPStatus.TOO_MANY_REQUESTS
        if self._limiter.answered(response.headers, refused=refused) and refused:
            raise _RefusedError
        if response.status_code not in {HTTPStatus.OK, HTTPStatus.NO_CONTENT}:
            self._turn_down(request.path, response, packed)
        try:
            body = zlib.decompress(packed, GZIP_OR_ZLIB)
            if not body and response.status_code != HTTPStatus.NO_CONTENT:
                raise ValueError  # noqa: TRY301 - as if it were a body of the wrong form
            clock = dates.parse(response.headers["Date"]) - elapsed
            content = request.read(body)
        except (ValueError, KeyError, RecursionError, zlib.error) as error:
            message = f"the answer ({response.status_code}) was not what the reference promises"
            raise _OverloadedError(message, f"{LATER} {ADDRESS}") from error
        if request.limit is not None:  # anything else is no page, and no measure for pages
            self._latency = elapsed.total_seconds()
        return Answer(content, request.limit, clock, packed)

    def _exchange(self, request: Request[T]) -> tuple[requests.Response, bytes]:
        """Send one request, and receive the whole answer, compressed."""
        try:
            with self._session.get(
                f"{self._base}/{request.path}",
                params=request.query,
                timeout=self._settings.request_timeout,
                # The token goes to the configured host only.
                allow_redirects=False,
                stream=True,
            ) as response:
                body = response.raw.read(decode_content=False)
            self._progress.answered(len(body))
        except BROKEN_OFF as error:
            raise _OverloadedError(_reason(error)) from error
        except requests.exceptions.SSLError as error:
            reason = _reason(error)
            remedy = f"{ADDRESS} {CERTIFICATES}" if "CERTIFICATE" in reason else ADDRESS
            raise _UnreachableError(reason, remedy) from error
        except OSError as error:
            if error.args and isinstance(error.args[0], urllib3.exceptions.ProtocolError):
                raise _OverloadedError(_reason(error)) from error
            raise _UnreachableError(_reason(error), ADDRESS) from error
        if body and response.headers.get("Content-Encoding", "identity") != "identity":
            return response, body
        return response, zlib.compress(body, level=1)

    def _turn_down(self, path: str, response: requests.Response, packed: bytes) -> NoReturn:
        """Raise what an answer other than 200 or 204 means."""
        status = response.status_code
        # Whoever stands between may repeat what was sent.
        said = f"{status} {response.reason}: {_gist(packed)}"
        said = said.replace(self._settings.access_token, "***")[:EXCERPT]
        if status == HTTPStatus.SERVICE_UNAVAILABLE:
            raise _TransientError(said, MAINTENANCE)
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            raise _TransientError(said)
        if status == HTTPStatus.REQUEST_TIMEOUT or status >= 500:  # noqa: PLR2004 - every server fault
            raise _OverloadedError(said)
        if 300 <= status < 400:  # noqa: PLR2004 - every redirect
            # Not followed: the token goes to the address in the settings only.
            target = urlsplit(response.headers.get("Location", "")).hostname or "another address"
            message = f"{status} {response.reason}: a redirect to {target}, which is not followed"
            raise _TransientError(message, ADDRESS)
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


def _gist(packed: bytes) -> str:
    """The gist of an error: `title` in v3, `message` in v2, else the beginning of a text."""
    try:
        body = zlib.decompress(packed, GZIP_OR_ZLIB)
    except zlib.error:
        return "no text"
    try:
        said = msgspec.json.decode(body)
    except (ValueError, RecursionError):
        text = body.decode(errors="replace")
    else:
        first = said[0] if isinstance(said, list) and said else said
        # Whatever else it says may be about a shopper.
        known = isinstance(first, dict) and (first.get("title") or first.get("message"))
        text = known if isinstance(known, str) else "no message"
    return "".join(filter(str.isprintable, " ".join(text.split()))) or "no text"


def _check_proxies(proxies: Mapping[str, str]) -> None:
    """Refuse a proxy's address that cannot be understood, without showing it.

    Raises:
        StoreError: naming the variable.
    """
    for scheme, address in proxies.items():
        try:
            host = urllib3.util.parse_url(address).host
        except urllib3.exceptions.LocationParseError:
            host = None
        if not host:
            message = (
                f"The variable {scheme.upper()}_PROXY, or its like, does not hold the address of "
                "a proxy. It is not shown here; characters such as # in a password must be "
                "percent-encoded."
            )
            raise StoreError(message)


def _reason(error: Exception) -> str:
    """What happened, without the address, which a long query would drown it in."""
    cause: BaseException = error
    while (inner := getattr(cause, "reason", None) or (cause.args[0] if cause.args else None)) and (
        isinstance(inner, BaseException)
    ):
        cause = inner
    # urllib3 begins with the connection's representation.
    return re.sub(r"^(<[^>]*>|\w+\([^)]*\)): ", "", str(cause))[:EXCERPT] or type(error).__name__
