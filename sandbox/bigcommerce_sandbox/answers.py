"""The forms of BigCommerce's answers: v2's bare arrays, v3's envelopes, and errors of both."""

import base64
import binascii
from collections.abc import Mapping, Sequence
from math import ceil
from typing import Any
from urllib.parse import urlencode

import msgspec
from starlette.responses import Response

STATUS_PAGE = "https://developer.bigcommerce.com/api-docs/getting-started/api-status-codes"

NOT_FOUND = "The requested resource was not found."

Meta = dict[str, Any]


class ApiError(Exception):
    """A request that is answered with an error.

    Args:
        status: The HTTP status.
        message: What is wrong, in v3 the title.
        errors: v3's explanations by field.
    """

    def __init__(self, status: int, message: str, errors: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.errors = errors or {}


def error(path: str, problem: ApiError) -> Response:
    """The body of an error in the form of the API version that the path belongs to."""
    if "/v2/" in path:
        return json([{"status": problem.status, "message": problem.message}], problem.status)
    body = {
        "status": problem.status,
        "title": problem.message,
        "type": STATUS_PAGE,
        "errors": dict(problem.errors),
    }
    return json(body, problem.status)


def json(value: object, status: int = 200) -> Response:
    """A JSON answer."""
    return body(msgspec.json.encode(value), status)


def body(content: bytes, status: int = 200) -> Response:
    """A JSON answer of bytes encoded before."""
    return Response(content, status, media_type="application/json")


def array(rows: Sequence[bytes]) -> Response:
    """A v2 list: a bare array, and 204 without a body when there is nothing in it."""
    return body(b"[" + b",".join(rows) + b"]") if rows else Response(status_code=204)


def envelope(rows: Sequence[bytes], meta: Meta) -> Response:
    """A v3 list."""
    return body(b'{"data":[' + b",".join(rows) + b'],"meta":' + msgspec.json.encode(meta) + b"}")


def pagination(*, total: int, count: int, per_page: int, page: int) -> Meta:
    """v3's ``meta.pagination`` as every list has it: five numbers."""
    return {
        "total": total,
        "count": count,
        "per_page": per_page,
        "current_page": page,
        "total_pages": ceil(total / per_page),
    }


def page_links(query: Mapping[str, str], numbers: Meta) -> Meta:
    """The links that most lists add to their pagination; they repeat the request's parameters."""
    page = numbers["current_page"]
    others = {name: value for name, value in query.items() if name not in {"page", "limit"}}

    def link(number: int) -> str:
        return "?" + urlencode({"page": number, "limit": numbers["per_page"]} | others)

    links = {"current": link(page)}
    if page > 1:
        links["previous"] = link(page - 1)
    if page < numbers["total_pages"]:
        links["next"] = link(page + 1)
    return {"links": links}


def cursor_pagination(
    query: Mapping[str, str],
    ends: tuple[int, int] | None,
    numbers: Meta,
    *,
    has_next: bool,
    has_prior: bool,
) -> Meta:
    """v3's ``meta.cursor_pagination``: the numbers, and what leads on and back.

    The cursors are there even if nothing follows; then only the links are missing.

    Args:
        query: The request's parameters.
        ends: What the cursors hold; None for an empty page.
        numbers: ``count`` and ``per_page``.
        has_next: Whether something follows.
        has_prior: Whether something comes before.
    """
    unpaged = {"page", "limit", "after", "before"}
    others = {name: value for name, value in query.items() if name not in unpaged}

    def link(**place: str) -> str:
        return "?" + urlencode(place | {"limit": str(numbers["per_page"])} | others)

    meta = dict(numbers)
    links = {}
    if ends:
        start, end = map(cursor, ends)
        meta |= {"start_cursor": start, "end_cursor": end}
        if has_prior:
            links["previous"] = link(before=start)
        if has_next:
            links["next"] = link(after=end)
    return meta | {"links": links}


def cursor(row_id: int) -> str:
    """An opaque cursor; the reference's own example is base64 of JSON without padding."""
    return base64.urlsafe_b64encode(b'{"id":%d}' % row_id).rstrip(b"=").decode()


def read_cursor(name: str, value: str) -> int:
    """The id within a cursor.

    Raises:
        ApiError: The value is no cursor of this store.
    """
    try:
        padded = value + "=" * (-len(value) % 4)
        decoded = msgspec.json.decode(base64.urlsafe_b64decode(padded), type=dict[str, int])
        return decoded["id"]
    except (binascii.Error, ValueError, KeyError):
        raise ApiError(422, "Invalid cursor.", {name: "not a cursor of this store"}) from None
