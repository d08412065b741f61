"""What a failed request means, and in which words the user learns of it."""

from __future__ import annotations

import re
from html import unescape
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import msgspec
import requests
import urllib3

from tap_bigcommerce.api.reasons import reason
from tap_bigcommerce.api.wire import BoundError
from tap_bigcommerce.errors import (
    ForbiddenError,
    NotFoundError,
    RejectedError,
    StoreError,
    StreamError,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tap_bigcommerce.errors import TapError
    from tap_bigcommerce.settings import Settings

LONGEST_PAGE = 1 << 14
"""Bytes of a web page to look at."""

WEB_PAGE = re.compile(r"\s*<(!doctype html|html)\b", re.IGNORECASE)

MARKUP = re.compile(r"<(script|style)\b.*?(</\1>|\Z)|<!--.*?-->|<[^>]*>", re.IGNORECASE | re.DOTALL)

EXCERPT = 200
"""Characters of a response's text to show in a message."""

TRIES_OF_RECORD = 3
"""Attempts before a 403 or 404 is believed of an address with an id, though others answered."""

TRIES_OF_LIST = 6
"""Attempts before a stream fails because a list that answered before now answers 403 or 404."""

LATER = "Rerun the tap later: streams with a bookmark resume from it."
QUOTA = f"Another app may use up the store's request quota. {LATER}"
ADDRESS = "Check the network and its proxies, and the setting api_url."
CERTIFICATES = (
    "If a proxy inspects your traffic, the variable REQUESTS_CA_BUNDLE must name the file with its "
    "certificate."
)
MAINTENANCE = (
    "If no stream can be read, look at the control panel: BigCommerce may say so of a store that "
    f"is suspended or under maintenance. {LATER}"
)
OTHER_STATUS = f"BigCommerce's API does not return this status. {ADDRESS}"
FIREWALL = (
    "BigCommerce's API answers in JSON, so a firewall or a proxy blocks the request. Ask whoever "
    "runs it to let this machine through to the address in the setting api_url."
)

BROKEN_OFF = (
    requests.ReadTimeout,
    requests.exceptions.InvalidHeader,
    urllib3.exceptions.HTTPError,
    MemoryError,
)
"""Exceptions raised when the response does not come, is not HTTP, or breaks off."""

UNUSABLE_ADDRESS = (
    requests.exceptions.InvalidURL,
    requests.exceptions.InvalidSchema,
    requests.exceptions.MissingSchema,
    urllib3.exceptions.LocationValueError,
    UnicodeError,
)
"""Exceptions raised when an address cannot be connected to, whatever the network does."""


class TransientError(Exception):
    """A fault that may pass, so that the request is sent again.

    Args:
        what: what happened.
        remedy: what the user can do if it does not pass.
    """

    def __init__(self, what: str, remedy: str = LATER) -> None:
        super().__init__(what)
        self.remedy = remedy


class OverloadedError(TransientError):
    """A fault that suggests that the request asks for too much at once."""


class UnreachableError(TransientError):
    """No response at all."""


class ContradictionError(TransientError):
    """A 403 or 404 where addresses of the same kind have answered before.

    Args:
        what: what happened.
        tries: the attempts after which the response is believed.
        final: the error to raise then.
    """

    def __init__(self, what: str, tries: int, final: TapError) -> None:
        super().__init__(what)
        self.tries = tries
        self.final = final


class RefusedError(Exception):
    """The quota is used up, and the limiter knows until when."""


def kind(path: str) -> str:
    """The path with its ids masked: paths of one kind differ only in the record they are about."""
    return re.sub(r"/\d+(?=/|$)", "/*", path)


def broken(error: Exception) -> Exception:
    """The failure that an exception means, which was raised instead of a response."""
    what = reason(error)
    if isinstance(error, UNUSABLE_ADDRESS):
        return StoreError(f"The API's address cannot be used: {what}. Fix the setting api_url.")
    if isinstance(error, MemoryError):
        return OverloadedError("this machine has too little memory for the response")
    if isinstance(error, (BoundError, *BROKEN_OFF)):
        return OverloadedError(what)
    if isinstance(error, requests.exceptions.SSLError):
        return UnreachableError(
            what, f"{ADDRESS} {CERTIFICATES}" if "certificate" in what else ADDRESS
        )
    if error.args and isinstance(error.args[0], urllib3.exceptions.ProtocolError):
        return OverloadedError(what)
    return UnreachableError(what, ADDRESS)


def turned_down(  # noqa: PLR0913 - what was asked for, and what came
    response: requests.Response,
    body: bytes,
    path: str,
    settings: Settings,
    *,
    answered: bool,
    names_record: bool,
) -> Exception:
    """The failure that a response other than 200 or 204 means.

    Args:
        response: its status and headers.
        body: its body.
        path: the address, below the store's.
        settings: the token to keep out of messages, and the store to name in them.
        answered: whether an address of the same kind has answered before.
        names_record: whether the request is about one record, which may be gone.
    """
    if response.is_redirect:
        # Not followed: the token goes to the address in the settings only.
        target = urlsplit(response.headers["Location"]).hostname or "another address"
        text = f"a redirect to {target}, which is not followed"
        return TransientError(quoted(response, text, settings), ADDRESS)
    said = quoted(response, _gist(body), settings)
    if response.status_code < 400:  # noqa: PLR2004 - where errors begin
        return TransientError(said, OTHER_STATUS)
    if transient := _transient(response, body, said):
        return transient
    status = response.status_code
    if status == HTTPStatus.UNAUTHORIZED:
        return StoreError(
            f"BigCommerce does not accept the access token for the store "
            f"'{settings.store_hash}' (401{_support(response)}). Check the settings "
            "access_token and store_hash: both come from the same API account."
        )
    if status in {HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}:
        return _denied(status, path, said, answered=answered, names_record=names_record)
    return RejectedError(f"GET {path} was rejected ({said}).", path)


def quoted(response: requests.Response, text: str, settings: Settings) -> str:
    """Status, text and id of a response, as a message may show them."""
    said = f"{response.status_code} {response.reason}: {text}"
    # A proxy may echo request headers, including the token.
    return said.replace(settings.access_token, "***")[:EXCERPT] + _support(response)


def _transient(response: requests.Response, body: bytes, said: str) -> TransientError | None:
    status = response.status_code
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        return TransientError(said, MAINTENANCE)
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return TransientError(said, QUOTA)
    if status == HTTPStatus.REQUEST_TIMEOUT or status >= 500:  # noqa: PLR2004 - every server fault
        return OverloadedError(said)
    if status == HTTPStatus.FORBIDDEN and body and not _is_json(body):
        return TransientError(f"{said}; it is not JSON, so it does not come from the API", FIREWALL)
    return None


def _denied(status: int, path: str, said: str, *, answered: bool, names_record: bool) -> Exception:
    """The failure that a 403 or 404 of the API itself means."""
    message = f"GET {path} was rejected ({said})."
    error_type = ForbiddenError if status == HTTPStatus.FORBIDDEN else NotFoundError
    if not answered:
        return error_type(message, path)
    tries = TRIES_OF_RECORD if names_record else TRIES_OF_LIST
    if names_record and status == HTTPStatus.NOT_FOUND:
        return ContradictionError(said, tries, error_type(message, path))
    # A list that has answered exists, and the token may read it.
    message += f" It answered before in this run, so this is a fault of the API. {LATER}"
    return ContradictionError(said, tries, StreamError(message))


def media_type(response: requests.Response) -> str:
    """Return the media type that a response states."""
    stated = response.headers.get("Content-Type", "").partition(";")[0].strip()
    return stated if re.fullmatch(r"[\w.+-]{1,40}/[\w.+-]{1,60}", stated) else "no media type"


def request_id(response: requests.Response) -> str:
    """Return the id by which BigCommerce's support finds a request; empty if there is none."""
    given = response.headers.get("X-Request-Id", "")
    return given if re.fullmatch(r"[\w.-]{8,64}", given) else ""


def _support(response: requests.Response) -> str:
    given = request_id(response)
    return f"; X-Request-Id {given}" if given else ""


def _is_json(body: bytes) -> bool:
    try:
        msgspec.json.decode(body)
    except (ValueError, RecursionError):
        return False
    return True


def _gist(body: bytes) -> str:
    """The gist of an error: `title` and `detail` in v3, `message` in v2, else the text's start."""
    try:
        said = msgspec.json.decode(body)
    except (ValueError, RecursionError):
        text = _text(body[:LONGEST_PAGE].decode(errors="replace"))
    else:
        first = said[0] if isinstance(said, list) and said else said
        text = "; ".join(_known_texts(first)) or "no message"
    return "".join(filter(str.isprintable, " ".join(text.split()))) or "no text"


def _text(sent: str) -> str:
    """What a web page says, without its tags; any other text as it is."""
    if not WEB_PAGE.match(sent):
        return sent
    return f"a web page: {unescape(MARKUP.sub(' ', sent)).strip() or 'no text'}"


def _known_texts(error: Any) -> Iterator[str]:
    # Anything else may be about a shopper.
    if isinstance(error, dict):
        texts = (error.get(name) for name in ("title", "detail", "message"))
        yield from (text for text in texts if isinstance(text, str) and text)
