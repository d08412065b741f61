"""A store behind a loopback address: the API in a web server in a thread."""

import asyncio
import socket
import struct
import threading
from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from http import HTTPStatus
from types import TracebackType
from typing import Any, Self

import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request as HttpRequest
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from bigcommerce_sandbox import answers
from bigcommerce_sandbox.api import Api
from bigcommerce_sandbox.faults import Fault
from bigcommerce_sandbox.front import FrontDoor, House, Request
from bigcommerce_sandbox.mutation import COLLECTIONS, Mutation
from bigcommerce_sandbox.quota import Quota
from bigcommerce_sandbox.store import Store
from bigcommerce_sandbox.variants import Variants

LOOPBACK = "127.0.0.1"

_GZIP_FROM_BYTES = 1000
_GZIP_LEVEL = 1
"""On a page of 250 orders with line items level 1 takes 8 ms for 304 kB, level 6 21 ms for 192."""

_GLANCE = 0.01
"""Seconds between two looks at whether something has ended."""

_GRACE = 1.0
"""Seconds that a server which is to end gives answers under way."""


class Sandbox:
    """A store that answers as BigCommerce does, on this machine, while the context lasts.

    Args:
        store: What it serves.
        latency: Seconds that every request takes at least.
        latency_per_row: Seconds more for every row asked for by ``limit``.
        quota: Requests allowed in a window of time; None for an unlimited plan.
        quota_window: Seconds of a window.
        quota_others: Requests a second that other apps of the store make.
        gzip: Whether answers are compressed for clients that accept it.
        host: The loopback address to listen at.
        port: The port; 0 for any that is free.
        store_hash: The store's hash.
        access_token: A token.
        scopes: Its OAuth scopes; None for every scope.
        variants: Habits of live stores that the reference leaves open, by their names in
            ``variants.VARIANTS``.

    Raises:
        ValueError: There is no such variant.
    """

    def __init__(  # noqa: PLR0913 - one argument for each trait of the store's platform
        self,
        store: Store,
        *,
        latency: float = 0.0,
        latency_per_row: float = 0.0,
        quota: int | None = None,
        quota_window: float = 30.0,
        quota_others: float = 0.0,
        gzip: bool = True,
        host: str = LOOPBACK,
        port: int = 0,
        store_hash: str = "sandbox1",
        access_token: str = "sandbox-token",  # noqa: S107 - a token for this sandbox alone
        scopes: Iterable[str] | None = None,
        variants: Iterable[str] = (),
    ) -> None:
        self.store = store
        self.store_hash = store_hash
        self.access_token = access_token
        self.house = House(
            store.clock,
            latency,
            latency_per_row,
            None if quota is None else Quota(quota, quota_window, quota_others),
            variants=Variants(variants),
        )
        granted = None if scopes is None else frozenset(scopes)
        self._tokens: dict[str, frozenset[str] | None] = {access_token: granted}
        self._host, self._port = host, port
        self._socket: socket.socket | None = None
        self._thread: threading.Thread | None = None
        config = uvicorn.Config(
            self._app(gzip=gzip),
            http=_Protocol,
            # Even where uvloop is installed: how connections are reset and ended relies on it.
            loop="asyncio:SelectorEventLoop",
            lifespan="off",
            log_config=None,
            # A reset or truncated answer is what was asked for, not an error to be logged.
            log_level="critical",
            access_log=False,
            date_header=False,
            server_header=False,
            ws="none",
        )
        self._server = _Server(config)

    @property
    def url(self) -> str:
        """The address to give to a client as the API's."""
        if self._socket is None:
            message = "the sandbox is not running: use it in a with statement"
            raise RuntimeError(message)
        return f"http://{self._host}:{self._socket.getsockname()[1]}"

    @property
    def faults(self) -> list[Fault]:
        """The faults in the way of requests, which may change at any time."""
        return self.house.faults

    @faults.setter
    def faults(self, faults: list[Fault]) -> None:
        self.house.faults = faults

    @property
    def variants(self) -> Variants:
        """The variants that are on, which may change at any time."""
        return self.house.variants

    @variants.setter
    def variants(self, names: Iterable[str]) -> None:
        wanted = Variants(names)
        self.house.variants.clear()
        for name in wanted:
            self.house.variants.add(name)

    @property
    def requests(self) -> list[Request]:
        """Every request so far, in the order they ended."""
        return self.house.requests

    @property
    def connections(self) -> int:
        """How many connections are open, idle ones included."""
        return len(self._server.server_state.connections)

    def token(self, *scopes: str) -> str:
        """A new access token with only these OAuth scopes."""
        token = f"{self.access_token}-{len(self._tokens)}"
        self._tokens[token] = frozenset(scopes)
        return token

    def mutate(
        self,
        *,
        every: int = 1,
        touch: int = 0,
        delete: int = 0,
        insert: int = 0,
        collections: Sequence[str] = COLLECTIONS,
    ) -> None:
        """Change random rows of each collection named after every few requests.

        When this returns, no earlier order to change rows is under way.

        Args:
            every: The number of requests; 0 ends the changes.
            touch: Rows to touch at a time.
            delete: Rows to delete at a time.
            insert: Rows to add at a time.
            collections: The names of the collections.
        """
        if self.house.mutation:
            self.house.mutation.stop()
        self.house.mutation = Mutation(
            store=self.store,
            every=every,
            touch=touch,
            delete=delete,
            insert=insert,
            collections=collections,
        )

    def __enter__(self) -> Self:
        self.bind()
        self._thread = threading.Thread(target=self.serve, daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.should_exit = True
        if self._thread is not None:
            self._thread.join()
        if self._socket is not None:
            self._socket.close()

    def bind(self) -> None:
        """Take the port; from here on connections wait to be served."""
        # Naming TCP lets asyncio switch Nagle's delay off, which costs 40 ms an answer otherwise.
        sock = socket.socket(proto=socket.IPPROTO_TCP)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            sock.bind((self._host, self._port))
        except OSError:
            sock.close()
            raise
        sock.listen(128)
        self._socket = sock

    def serve(self) -> None:
        """Serve until told to stop: by the end of the context, or by SIGINT or SIGTERM."""
        self._server.run(sockets=[self._socket] if self._socket else None)

    def _app(self, *, gzip: bool) -> Starlette:
        middleware = [Middleware(FrontDoor, self.house)]
        if gzip:
            middleware.append(
                Middleware(GZipMiddleware, minimum_size=_GZIP_FROM_BYTES, compresslevel=_GZIP_LEVEL)
            )
        return Starlette(
            routes=Api(self.store, self.store_hash, self._tokens, self.house.variants).routes(),
            middleware=middleware,
            exception_handlers={HTTPException: _unserved},
        )


async def _unserved(request: HttpRequest, error: Exception) -> Response:
    """Answer an address or a method that the sandbox does not have."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    message = HTTPStatus(status).phrase
    if status == HTTPStatus.NOT_FOUND:
        message = answers.NOT_FOUND
    return answers.error(request.url.path, answers.ApiError(status, message))


class _Server(uvicorn.Server):
    """uvicorn, but its end is quick, since a test suite starts and ends many, and complete.

    uvicorn itself would forget who connects while it ends, and who does not read an answer.
    """

    async def main_loop(self) -> None:
        while not self.should_exit:  # noqa: ASYNC110 - uvicorn's signal handler sets a flag
            await asyncio.sleep(_GLANCE)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Finish the answers under way, if that does not take long, and close every connection."""
        await self._stop_accepting(sockets or [])
        connections, tasks = self.server_state.connections, self.server_state.tasks
        for connection in list(connections):
            connection.shutdown()
        with suppress(TimeoutError):
            await asyncio.wait_for(_emptied(connections), _GRACE)
        for task in tasks:
            task.cancel()
        for connection in connections:
            connection.transport.abort()
        await _emptied(tasks)
        await _emptied(connections)

    async def _stop_accepting(self, sockets: list[socket.socket]) -> None:
        loop = asyncio.get_running_loop()
        for sock in sockets:
            loop.remove_reader(sock)
        # A connection is accepted in a task, which fails half-way if its server closes meanwhile.
        accepting = asyncio.all_tasks() - {asyncio.current_task()} - self.server_state.tasks
        await asyncio.gather(*accepting)
        for server in self.servers:
            server.close()
        for sock in sockets:
            sock.close()


async def _emptied(things: Collection[object]) -> None:
    """Wait until each has removed itself, as uvicorn's connections and tasks do at their end."""
    while things:  # noqa: ASYNC110 - they tell nobody
        await asyncio.sleep(_GLANCE)


class _Protocol(H11Protocol):
    """uvicorn's HTTP, with a way to reset the connection: ASGI itself offers none."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        app = self.app

        def reset() -> None:
            sock: Any = transport.get_extra_info("socket")
            # Linger for no time: closing sends RST instead of FIN.
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            transport.abort()

        async def with_reset(scope: Scope, receive: Receive, send: Send) -> None:
            extensions = scope.get("extensions", {}) | {"sandbox.reset": reset}
            await app({**scope, "extensions": extensions}, receive, send)

        self.app = with_reset
