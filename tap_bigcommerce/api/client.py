"""One store's API over HTTP: session, token, query, retries."""

from __future__ import annotations

import logging
import math
import threading
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from http import HTTPStatus
from http.cookiejar import DefaultCookiePolicy
from typing import TYPE_CHECKING, Any, Generic, TypeVar
from urllib.parse import urlencode, urlsplit

import msgspec
import requests
import urllib3

from tap_bigcommerce import dates
from tap_bigcommerce.api import wire
from tap_bigcommerce.api.attempts import Attempts, Retry
from tap_bigcommerce.api.failures import (
    ADDRESS,
    BROKEN_OFF,
    LATER,
    UNUSABLE_ADDRESS,
    ContradictionError,
    OverloadedError,
    RefusedError,
    TransientError,
    UnreachableError,
    broken,
    kind,
    media_type,
    quoted,
    request_id,
    turned_down,
)
from tap_bigcommerce.api.pool import Pool
from tap_bigcommerce.errors import NotFoundError, StoreError, StreamError
from tap_bigcommerce.progress import Progress
from tap_bigcommerce.settings import LOOPBACK

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tap_bigcommerce.api.limiter import Limiter
    from tap_bigcommerce.errors import TapError
    from tap_bigcommerce.settings import Settings

T = TypeVar("T")
Params = dict[str, str | int]

REFUSALS = 40
"""Quota windows in a row (30 s each) that other apps may use up before the run ends."""

NOTABLE = 5.0
"""Seconds of failed attempts after which the log says that a request succeeded."""

TRIES_AT_ONCE = 2
"""Attempts at a page before a smaller one is requested."""

_logger = logging.getLogger("tap-bigcommerce")


@dataclass(frozen=True, slots=True)
class Request(Generic[T]):
    """One page to request.

    Args:
        path: below the store's address, such as `v2/orders`.
        params: the query, not yet encoded, without `limit` and `page`.
        read: takes what it needs from the body (empty where there is nothing, which v2 says with
            204), and raises ValueError if it does not have the expected shape.
        limit: how many records to request; None if the response is not a list.
        least: the fewest to request if so many prove too heavy.
        skip: how many records of the list come before them, if its pages are requested by number.
        optional: whether the caller can go on without it, since it only speeds reading up. It is
            then tried again once, and not for `retry_time`.
        names_record: whether a parameter names the record that it is about, so that a 404 may mean
            that this record is gone.
    """

    path: str
    params: Params
    read: Callable[[bytes], T]
    limit: int | None = None
    least: int = 1
    skip: int | None = None
    optional: bool = False
    names_record: bool = False

    @property
    def query(self) -> Params:
        """All parameters, not yet encoded."""
        if self.limit is None:
            return self.params
        page: Params = {} if self.skip is None else {"page": self.skip // self.limit + 1}
        return self.params | page | {"limit": self.limit}


@dataclass(frozen=True, slots=True)
class Response(Generic[T]):
    """A response of the store.

    Args:
        content: the body, as the request reads it.
        limit: how many records were requested; None if it is not a list.
        clock: no later than the store's clock was when it began to respond, in UTC.
        body: the body, for later.
        request_id: by which BigCommerce's support finds the request; empty if there is none.
    """

    content: T
    limit: int | None
    clock: datetime
    body: wire.Body
    request_id: str = ""


class TooHeavyError(StreamError):
    """A page that may be too much at once: a smaller one should be requested in its place.

    Args:
        message: what failed.
        retry: how to go on with the smaller page.
    """

    def __init__(self, message: str, retry: Retry) -> None:
        super().__init__(message)
        self.retry = retry


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
        # Nothing of one request belongs into another, least of all what a load balancer sets.
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=()))
        self._adapter = wire.BoundedAdapter(pool_maxsize=settings.max_parallel_requests)
        self._session.mount(self._base, self._adapter)
        self._answered: set[str] = set()  # kinds of addresses
        self.clock: datetime | None = None
        """The store's clock in the latest response."""
        self._told = 0.0  # when, by this machine's monotonic clock
        self._is_closed = threading.Event()

    def close(self) -> None:
        """Close the connections that are kept for the next request, and retry no more."""
        self._is_closed.set()
        # The session would only forget them, and a failure's traceback may still hold on to them.
        for manager in (self._adapter.poolmanager, *self._adapter.proxy_manager.values()):
            for key in manager.pools.keys():  # noqa: SIM118 - it has no other iteration
                manager.pools[key].close()
        self._session.close()

    @property
    def workers(self) -> int:
        """How many requests at once can keep up with the quota; more would only wait."""
        useful = self._limiter.rate * self._latency
        return self.pool.size if useful >= self.pool.size else max(1, math.ceil(useful))

    def get(self, request: Request[T], retry: Retry | None = None) -> Response[T]:
        """Make one request, again if it fails in a way that may pass.

        Args:
            request: the request.
            retry: what a larger page in its place has left to try.

        Raises:
            ForbiddenError: the token lacks the scope.
            NotFoundError: there is no such address.
            StoreError: the store cannot be read at all.
            StreamError: the request was rejected, or kept failing.
            TooHeavyError: a smaller page may come where this one does not.
        """
        attempts = Attempts(self._settings.retry_time, is_optional=request.optional)
        if retry:
            attempts = retry.attempts
            self._wait(request, retry, f", for {request.limit} at once,")
        while True:
            self._limiter.acquire()
            started = time.monotonic()
            try:
                response = self._send(request)
            except RefusedError as error:
                attempts.refusals += 1
                if attempts.refusals == REFUSALS:
                    raise _refused(request) from error
            except TransientError as error:
                attempts.failed(error, time.monotonic() - started)
                pause = attempts.pause(error)
                if pause is None:
                    raise self._final(request, error, attempts) from error
                retry = Retry(attempts, pause, str(error), error.remedy)
                if _is_too_heavy(request, error, attempts):
                    message = f"GET {request.path} failed for {request.limit} records at once"
                    msg = f"{message}: {error}. {error.remedy}"
                    raise TooHeavyError(msg, retry) from error
                self._wait(request, retry)
            else:
                _tell_recovered(request, attempts)
                return response

    def now(self) -> datetime:
        """Return what time it is by the store's clock; ask for it if no response has told yet.

        Raises:
            StoreError: if the store cannot be read at all.
            StreamError: if it does not tell.
        """
        if self.clock is None:
            self.get(Request("v2/time", {}, len, optional=True))
        assert self.clock, "every response tells"  # noqa: S101 - for the type checker
        return self.clock + timedelta(seconds=time.monotonic() - self._told)

    def has_store(self) -> bool:
        """Whether there is a store, by an address that needs no scope.

        Raises:
            StoreError: the token is not accepted.
        """
        try:
            self.get(Request("v2/time", {}, msgspec.json.decode, optional=True))
        except NotFoundError:
            return False
        except StreamError:
            return True  # at least nothing says otherwise
        return True

    def _wait(self, request: Request[T], retry: Retry, change: str = "") -> None:
        """Wait before the next attempt, and log why, and what it changes.

        Raises:
            StreamError: if the run ends meanwhile.
        """
        self._progress.retrying(retry.pause, f"{request.path}: {retry.why}")
        hint = retry.remedy.removesuffix(LATER).strip() if retry.attempts.number == 1 else ""
        _logger.log(
            logging.INFO if request.optional else logging.WARNING,
            "GET %s failed (%s); attempt %d%s follows in %.1f s%s",
            request.path,
            retry.why,
            retry.attempts.number + 1,
            change,
            retry.pause,
            f". {hint}" if hint else "",
        )
        if self._is_closed.wait(retry.pause):
            message = f"GET {request.path} was given up, since the run is over."
            raise StreamError(message)

    def _final(self, request: Request[Any], error: TransientError, attempts: Attempts) -> TapError:
        """The error to raise when no attempt follows."""
        if isinstance(error, ContradictionError):
            return error.final
        if isinstance(error, UnreachableError) and not request.optional:
            message = f"{self._settings.api_url} could not be reached ({attempts}): {error}."
            return StoreError(message, error.remedy)
        failed = "failed" if attempts.number == 1 else f"kept failing ({attempts})"
        return StreamError(f"GET {request.path} {failed}: {error}.", error.remedy)

    def _send(self, request: Request[T]) -> Response[T]:
        started = time.monotonic()
        try:
            response, body = self._exchange(request)
        except BaseException:
            self._limiter.lost()
            raise
        elapsed = timedelta(seconds=time.monotonic() - started)

        refused = response.status_code == HTTPStatus.TOO_MANY_REQUESTS
        if self._limiter.answered(response.headers, refused=refused) and refused:
            raise RefusedError
        if response.status_code not in {HTTPStatus.OK, HTTPStatus.NO_CONTENT}:
            raise self._turned_down(request, response, body)
        try:
            text = body.content()
            if not text and response.status_code != HTTPStatus.NO_CONTENT:
                raise ValueError  # noqa: TRY301 - as if it were a body of the wrong form
            clock = dates.parse(response.headers["Date"]) - elapsed
            content = request.read(text)
        except (wire.TooLargeError, MemoryError) as error:
            raise broken(error) from error
        except (ValueError, KeyError, RecursionError) as error:
            form = media_type(response) if body.data else "an empty body"
            said = quoted(response, form, self._settings)
            message = f"the response ({said}) is not what BigCommerce's reference promises"
            raise OverloadedError(message, f"{ADDRESS} {LATER}") from error
        self._answered.add(kind(request.path))
        if request.limit is not None:  # anything else is no page, and no measure for pages
            self._latency = elapsed.total_seconds()
        self.clock, self._told = clock, started
        return Response(content, request.limit, clock, body, request_id(response))

    def _exchange(self, request: Request[T]) -> tuple[requests.Response, wire.Body]:
        """Send one request, and receive the whole response."""
        try:
            with self._session.send(
                self._prepared(request),
                timeout=self._settings.request_timeout,
                # The token goes to the configured host only.
                allow_redirects=False,
                stream=True,
            ) as response:
                received = wire.receive(response.raw)
        except (*UNUSABLE_ADDRESS, *BROKEN_OFF, OSError) as error:
            raise broken(error) from error
        self._progress.answered(len(received))
        encoding = response.headers.get("Content-Encoding", "identity")
        is_compressed = bool(received) and encoding != "identity"
        return response, wire.Body.of(received, is_compressed=is_compressed)

    def _prepared(self, request: Request[Any]) -> requests.PreparedRequest:
        prepared = self._common.copy()
        prepared.url = f"{prepared.url}/{request.path}"
        if query := _encoded(request.query):
            prepared.url += f"?{query}"
        return prepared

    @cached_property
    def _common(self) -> requests.PreparedRequest:
        """What all requests have in common; it takes as long to prepare as to send."""
        return self._session.prepare_request(requests.Request("GET", self._base))

    def _turned_down(
        self, request: Request[Any], response: requests.Response, body: wire.Body
    ) -> Exception:
        try:
            text = body.content()
        except (wire.TooLargeError, wire.DamagedError):
            text = b""
        return turned_down(
            response,
            text,
            request.path,
            self._settings,
            answered=kind(request.path) in self._answered,
            names_record=request.names_record or kind(request.path) != request.path,
        )


def _encoded(query: Params) -> str:
    """The query, percent-encoded.

    Some addresses reject dates whose `:` is encoded (https://github.com/bigcommerce/docs/issues/620).
    Between the values of a list, `,` may stay as well.
    """
    return urlencode(query, safe=":,")


def _is_too_heavy(request: Request[Any], error: TransientError, attempts: Attempts) -> bool:
    """Return whether a page has failed often enough to request a smaller one."""
    if request.limit is None or request.limit == 1 or not isinstance(error, OverloadedError):
        return False
    return attempts.number % TRIES_AT_ONCE == 0


def _tell_recovered(request: Request[Any], attempts: Attempts) -> None:
    """Log that a request succeeded after all, if that took long enough to have been noticed."""
    if attempts.spent >= NOTABLE:
        _logger.info(
            "GET %s succeeded at attempt %d, after %.0f s",
            request.path,
            attempts.number + 1,
            attempts.spent,
        )


def _refused(request: Request[Any]) -> StoreError:
    return StoreError(
        f"GET {request.path} was refused {REFUSALS} times in a row because the store's "
        "request quota was used up (429). Another app is taking all of it; run the tap "
        "again when that app is idle."
    )


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
