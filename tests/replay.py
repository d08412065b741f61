"""A store that answers with given bodies, in the envelopes that live stores were seen to use."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

from tap_bigcommerce import dates
from tests.serving import answering

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

Row = dict[str, Any]
Query = dict[str, str]

NOW = "Fri, 01 Jan 2027 12:00:00 GMT"
"""The store's clock."""


def as_recorded(pagination: Row, shown: list[Row]) -> Row:  # noqa: ARG001 - others need them
    """The meta of most v3 lists: five numbers, and links."""
    return {"pagination": pagination | {"links": {"current": "?limit=50&page=1"}}}


@dataclass
class Replay:
    """What a store answers.

    Args:
        lists: records of each list in the order in which it gives them, by path (`v2/orders`).
        parts: other bodies, by a regular expression for the path; a status in place of a body.
        meta: makes the meta of a page of v3 from the five numbers of its pagination and its rows.
    """

    lists: dict[str, list[Row]]
    parts: dict[str, Any] = field(default_factory=dict)
    meta: Callable[[Row, list[Row]], Row] = as_recorded
    store_hash: str = "abc123"
    access_token: str = "token"
    url: str = ""
    asked: list[str] = field(default_factory=list)
    queries: list[Query] = field(default_factory=list)

    def answer(self, path: str, query: Query) -> Any:
        """The body for a request, None for 204, or a status."""
        self.asked.append(path)
        self.queries.append(query)
        for pattern, body in self.parts.items():
            if re.fullmatch(pattern, path):
                return body(query) if callable(body) else body
        version, _, name = path.partition("/")
        if name.endswith("/count"):
            return {"count": len(_filtered(self.lists.get(path.removesuffix("/count"), []), query))}
        rows = _behind(_filtered(self.lists.get(path, []), query), query.get("after"))
        limit, page = int(query.get("limit", 50)), int(query.get("page", 1))
        shown = rows[(page - 1) * limit : page * limit]
        if version == "v2":
            return shown or None
        pagination = {
            "total": len(rows),
            "count": len(shown),
            "per_page": limit,
            "current_page": page,
            "total_pages": -(-len(rows) // limit),
        }
        return {"data": shown, "meta": self.meta(pagination, shown)}

    @contextmanager
    def open(self) -> Iterator[Replay]:
        """Serve it while the context lasts."""
        replay = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                url = urlsplit(self.path)
                path = url.path.removeprefix(f"/stores/{replay.store_hash}/")
                body = replay.answer(path, dict(parse_qsl(url.query)))
                status = body if isinstance(body, int) else 204 if body is None else 200
                content = b"" if status == 204 else json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def date_time_string(self, timestamp: float | None = None) -> str:  # noqa: ARG002 - the base's signature
                return NOW

            def log_message(self, *_: object) -> None:
                """Nothing."""

        with answering(Handler) as self.url:
            yield self


def cursor(row: Row) -> str:
    """A position in a list, as recorded: `{"id":12}` in base64 without padding."""
    return b64encode(json.dumps({"id": row["id"]}).encode()).decode().rstrip("=")


def _behind(rows: list[Row], position: str | None) -> list[Row]:
    places = [place for place, row in enumerate(rows) if cursor(row) == position]
    return rows[places[0] + 1 :] if places else rows


def _filtered(rows: list[Row], query: Query) -> list[Row]:
    """The records that match bounds of id and date, by date if that is asked for."""
    found = [
        row
        for row in rows
        if _within(row["id"], query, int, ("min_id", "id:min"), ("max_id", "id:max"))
        and int(row["id"]) > int(query.get("id:greater", 0))
        and _within(
            row.get("date_modified"),
            query,
            _moment,
            ("min_date_modified", "date_modified:min"),
            ("max_date_modified", "date_modified:max"),
        )
        and ("id:in" not in query or str(row["id"]) in query["id:in"].split(","))
    ]
    if query.get("sort", "").startswith("date_modified"):
        found.sort(key=lambda row: _moment(row["date_modified"]))
    elif query.get("sort", "").startswith("id"):
        found.sort(key=lambda row: row["id"])
    return found


def _moment(value: Any) -> datetime:
    return dates.parse(str(value))


def _within(
    value: Any,
    query: Query,
    read: Callable[[Any], Any],
    lower: tuple[str, str],
    upper: tuple[str, str],
) -> bool:
    least = [read(query[name]) for name in lower if name in query]
    most = [read(query[name]) for name in upper if name in query]
    return value is None or (
        all(read(value) >= one for one in least) and all(read(value) <= one for one in most)
    )
