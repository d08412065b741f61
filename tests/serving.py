"""A server that answers everything alike, where the sandbox is too well behaved."""

from __future__ import annotations

import ssl
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING

import trustme

from tap_bigcommerce.api.client import Client
from tap_bigcommerce.api.limiter import Limiter
from tap_bigcommerce.tap import TapBigCommerce

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def serving(body: bytes, *, encoding: str = "identity") -> Iterator[Client]:
    """A store whose every answer has this body."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Content-Encoding", encoding)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Nothing."""

    with answering(Answer) as url:
        config = {"store_hash": "abc123", "access_token": "token", "api_url": url, "retry_time": 0}
        yield Client(TapBigCommerce(config=config).run.settings, Limiter())


@contextmanager
def encrypted() -> Iterator[str]:
    """An address whose certificate is signed by nobody who is trusted."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    trustme.CA().issue_cert("localhost").configure_cert(context)
    with answering(BaseHTTPRequestHandler, context) as url:
        yield url


@contextmanager
def answering(
    handler: type[BaseHTTPRequestHandler], context: ssl.SSLContext | None = None
) -> Iterator[str]:
    """The address of a server, encrypted if there is a context for it."""
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        if context:
            server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = Thread(target=server.serve_forever, args=(0.01,))  # seconds until it sees its end
        thread.start()
        try:
            yield f"http{'s' if context else ''}://localhost:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
