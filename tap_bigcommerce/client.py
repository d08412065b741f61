"""One store's API over HTTP: session, token, retries, and errors in the user's words."""

from __future__ import annotations

import logging
import re
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from http import HTTPStatus
from typing import TYPE_CHECKING, Generic, NoReturn, TypeVar

import backoff
import msgspec
import requests

from tap_bigcommerce import dates
from tap_bigcommerce.errors import (
    ForbiddenError,
    NotFoundError,
    StoreError,
    StreamError,
)

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

_decoder = msgspec.json.Decoder(float_hook=Decimal)
_logger = logging.getLogger("tap-bigcommerce")


@dataclass(frozen=True, slots=True)
class Answer(Generic[T]):
    """What the store answered, and when it did by its own clock.

    Args:
        content: the body, read by whoever asked.
        clock: no later than the store's clock was when it began to answer, in UTC.
    """

    content: T
    clock: datetime


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
    """Sends requests to one store.

    Args:
        settings: address, credentials, and how long to wait.
        limiter: the store's quota.
    """

    def __init__(self, settings: Settings, limiter: Limiter) -> None:
        self._settings = settings
        self._limiter = limiter
        self._base = f"{settings.api_url}/stores/{settings.store_hash}"
        self._session = requests.Session()
        self._session.headers.update(
            {
                "Accept": "application/json",  # v2 answers XML otherwise
                "User-Agent": settings.user_agent,
                "X-Auth-Token": settings.access_token,
            }
        )
        self._send_patiently = backoff.on_exception(
            backoff.expo,
            _TransientError,
            factor=0.5,
            max_time=settings.retry_time,
            max_value=LONGEST_PAUSE,
            on_backoff=_log_retry,
            logger=None,
        )(self._send)

    def get(self, path: str, params: Params, read: Callable[[object], T]) -> Answer[T]:
        """Ask for one page.

        Args:
            path: below the store's address, such as `v2/orders`.
            params: the query, not yet encoded.
            read: takes what it needs from the decoded body (None where there is none), and raises
                ValueError, TypeError, LookupError or AttributeError if the body does not have the
                expected shape.

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
        self, path: str, params: Params, read: Callable[[object], T]
    ) -> Answer[T]:
        # Here, so that waiting for the quota does not use up the time for retries.
        self._limiter.acquire()
        answer: Answer[T] = self._send_patiently(path, params, read)
        return answer

    def _send(self, path: str, params: Params, read: Callable[[object], T]) -> Answer[T]:
        self._limiter.acquire()
        started = time.monotonic()
        try:
            response = self._session.get(
                f"{self._base}/{path}",
                params=params,
                timeout=self._settings.request_timeout,
                # The token goes to the configured host only.
                allow_redirects=False,
            )
        except requests.ConnectionError as error:
            raise _UnreachableError(_reason(error)) from error
        except requests.RequestException as error:
            raise _TransientError(_reason(error)) from error
        elapsed = timedelta(seconds=time.monotonic() - started)

        refused = response.status_code == HTTPStatus.TOO_MANY_REQUESTS
        if self._limiter.observe(response.headers, refused=refused) and refused:
            raise _RefusedError
        if response.status_code not in {HTTPStatus.OK, HTTPStatus.NO_CONTENT}:
            self._turn_down(path, response)
        try:
            return Answer(read(_body(response)), dates.parse(response.headers["Date"]) - elapsed)
        except (ValueError, TypeError, LookupError, AttributeError) as error:
            message = f"the answer ({response.status_code}) was not what the reference promises"
            raise _TransientError(message) from error

    def _turn_down(self, path: str, response: requests.Response) -> NoReturn:
        """Raise what an answer other than 200 or 204 means."""
        status = response.status_code
        said = f"{status} {response.reason}: {_excerpt(response)}"
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


def _body(response: requests.Response) -> object:
    """The decoded body, None for 204: only that says there is nothing.

    Raises:
        ValueError: if there is none though there should be, or it is not JSON.
    """
    if response.status_code == HTTPStatus.NO_CONTENT:
        return None
    body: object = _decoder.decode(response.content)
    if body is None:
        raise ValueError
    return body


def _excerpt(response: requests.Response) -> str:
    """The gist of an error: `title` in v3, `message` in v2, else the start of the text."""
    try:
        body = msgspec.json.decode(response.content)
    except msgspec.DecodeError:
        return " ".join(response.text.split())[:EXCERPT]
    first = body[0] if isinstance(body, list) and body else body
    if isinstance(first, dict):
        return str(first.get("title") or first.get("message") or first)[:EXCERPT]
    return str(first)[:EXCERPT]


def _reason(error: requests.RequestException) -> str:
    """What happened, without the address, which a long query would drown it in."""
    cause: BaseException = error
    while (inner := getattr(cause, "reason", None) or (cause.args[0] if cause.args else None)) and (
        isinstance(inner, BaseException)
    ):
        cause = inner
    # urllib3 begins with the connection's representation.
    return re.sub(r"^<[^>]*>: ", "", str(cause))[:EXCERPT] or type(error).__name__
