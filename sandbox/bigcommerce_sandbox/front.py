"""What every request meets before the API: the quota, faults, latency, and the log."""

import asyncio
import re
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from email.utils import format_datetime
from http.client import responses
from itertools import count
from typing import NamedTuple
from urllib.parse import parse_qsl, unquote_plus

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bigcommerce_sandbox import answers, faults
from bigcommerce_sandbox.clock import Clock
from bigcommerce_sandbox.faults import Fault
from bigcommerce_sandbox.meeting import Meeting
from bigcommerce_sandbox.mutation import Mutation
from bigcommerce_sandbox.queries import DEFAULT_LIMIT, LARGEST_LIMIT
from bigcommerce_sandbox.quota import Quota
from bigcommerce_sandbox.variants import Variants
from bigcommerce_sandbox.variants.clock import altered_date

_STORE = re.compile(r"^/stores/[^/]+")


class Request(NamedTuple):
    """One line of the request log.

    ``path`` is what follows the store's hash, such as ``/v2/orders``; ``status`` 0 stands for a
    connection that was reset; ``started`` is Unix time by this machine's clock.
    """

    method: str
    path: str
    query: dict[str, str]
    status: int
    started: float
    seconds: float


@dataclass
class House:
    """How the sandbox treats its requests; may be changed while it serves."""

    clock: Clock
    latency: float = 0.0
    latency_per_row: float = 0.0
    quota: Quota | None = None
    faults: list[Fault] = field(default_factory=list)
    mutation: Mutation | None = None
    meeting: Meeting | None = None
    requests: list[Request] = field(default_factory=list)
    log: Callable[[Request], None] | None = None
    variants: Variants = field(default_factory=Variants)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        self._made = self.clock.now()

    def date(self) -> str:
        """What the Date header tells."""
        moment = altered_date(self.clock.now(), self._made, self.variants)
        return format_datetime(moment, usegmt=True)


class FrontDoor:
    """ASGI middleware around the API.

    Args:
        app: The API.
        house: How to treat requests.
    """

    def __init__(self, app: ASGIApp, house: House) -> None:
        self._app = app
        self._house = house

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or fail as a fault demands."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        visit = _Visit(scope, self._house, send)
        try:
            await self._answer(visit, scope, receive)
        finally:
            visit.record()

    async def _answer(self, visit: "_Visit", scope: Scope, receive: Receive) -> None:
        house = self._house
        allowance = house.quota.take() if house.quota else None
        fault = next((f for f in house.faults if f.strikes(visit.path, visit.query)), None)
        if seconds := house.latency + house.latency_per_row * visit.rows_asked():
            await asyncio.sleep(seconds)
        if house.meeting:
            await house.meeting.attend(visit.path, visit.query)
        if fault is not None and fault.kind == "reset":
            scope["extensions"]["sandbox.reset"]()
            return
        if fault is not None and fault.kind == "slow":
            await asyncio.sleep(fault.seconds)
        instead = None if fault is None else _answer_of(fault, visit.path)
        if instead is not None:
            await instead(scope, receive, visit.send)
            return
        if allowance:
            visit.headers |= allowance.headers
        if allowance and not allowance.granted:
            problem = answers.ApiError(429, "Too many requests")
            await answers.error(visit.path, problem)(scope, receive, visit.send)
            return
        visit.is_truncated = fault is not None and fault.kind == "truncate"
        await self._app(scope, receive, visit.send)


class _Visit:
    """One request on its way: what is added to its answer, and what is noted of it."""

    def __init__(self, scope: Scope, house: House, send: Send) -> None:
        self.path = _STORE.sub("", scope["path"])
        raw = scope["query_string"].decode("latin-1")
        self.query = unquote_plus(raw)
        self.headers: dict[str, str] = {}
        self.is_truncated = False
        self._method: str = scope["method"]
        self._parameters = dict(parse_qsl(raw, keep_blank_values=True))
        self._house = house
        self._send = send
        self._status = 0
        self._is_recorded = False
        self._started = time.time()
        self._clock = time.perf_counter()

    def rows_asked(self) -> int:
        """How many rows the request asks for, as far as its ``limit`` tells."""
        limit = self._parameters.get("limit", "")
        return min(int(limit), LARGEST_LIMIT) if limit.isdecimal() else DEFAULT_LIMIT

    async def send(self, message: Message) -> None:
        """Pass a part of the answer on, with the store's headers."""
        if message["type"] == "http.response.start":
            self._status = message["status"]
            # Noted before it is sent: who has the answer can find it in the log.
            self.record()
            # The store changes between two answers: after this one was read from it.
            if self._house.mutation:
                self._house.mutation.count_request()
            headers = self.headers | {"Date": self._house.date()}
            if not any(name.lower() == b"x-request-id" for name, _ in message["headers"]):
                # Unless a fault says otherwise.
                headers["X-Request-Id"] = f"{next(self._house.numbers):032x}"
            message["headers"] = [
                *message["headers"],
                *((name.encode(), value.encode()) for name, value in headers.items()),
            ]
        elif self.is_truncated:
            # The server closes the connection when an answer stays behind its Content-Length.
            content = message.get("body", b"")
            message = {**message, "body": content[: len(content) // 2], "more_body": True}
        with suppress(ConnectionError):
            await self._send(message)

    def record(self) -> None:
        """Write the request into the log, once."""
        if self._is_recorded:
            return
        self._is_recorded = True
        line = Request(
            self._method,
            self.path,
            self._parameters,
            self._status,
            self._started,
            time.perf_counter() - self._clock,
        )
        self._house.requests.append(line)
        if self._house.log:
            self._house.log(line)


def _answer_of(fault: Fault, path: str) -> Response | None:
    """What a fault answers in place of the API, if it does."""
    if fault.kind == "status":
        status = fault.status or 500
        response = answers.error(path, answers.ApiError(status, responses.get(status, "Error")))
    elif fault.kind == "wrong_body":
        response = answers.body(faults.WRONG_BODY, fault.status or 200)
    elif fault.kind == "html":
        response = Response(faults.HTML, fault.status or 200, media_type="text/html")
    elif fault.kind == "empty":
        response = answers.body(b"", fault.status or 200)
    else:
        return None
    response.headers.update(fault.headers)
    return response
