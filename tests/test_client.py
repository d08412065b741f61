"""One request to a store: how long it may take, how often it is sent, and what a failure means."""

from __future__ import annotations

import gzip
import io
import json
import logging
import re
import socket
import ssl
import time
import tracemalloc
import zlib
from collections import Counter, deque
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler
from threading import Thread
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import msgspec
import pytest
import trustme

from bigcommerce_sandbox import Fault
from tap_bigcommerce.api import attempts, wire
from tap_bigcommerce.api.client import Client, Request
from tap_bigcommerce.api.limiter import Limiter
from tap_bigcommerce.errors import (
    AddressError,
    ForbiddenError,
    NotFoundError,
    StoreError,
    StreamError,
)
from tap_bigcommerce.reading.page_size import in_pieces
from tap_bigcommerce.tap import TapBigCommerce
from tests.running import attempt, read
from tests.serving import answering

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.conftest import OpenShop

    Reply = Callable[[BaseHTTPRequestHandler], None]

ORDERS = Request("v2/orders", {}, msgspec.json.decode)
LINES = Request("v2/orders/7/products", {}, msgspec.json.decode)

BOMB = gzip.compress(b" " * 2**22 + b"[]")

QUOTA = {
    "X-Rate-Limit-Requests-Quota": "10",
    "X-Rate-Limit-Requests-Left": "0",
    "X-Rate-Limit-Time-Window-Ms": "1200",
    "X-Rate-Limit-Time-Reset-Ms": "1200",
}


@contextmanager
def store(reply: Reply, **settings: Any) -> Iterator[Client]:
    """A client of a store that replies to every request as the function does."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            reply(self)

        def log_message(self, *_: object) -> None:
            """Nothing."""

    with answering(Handler) as url:
        # Long enough for every test, and the end of one that goes wrong.
        config = {"store_hash": "abc123", "access_token": "token", "api_url": url, "retry_time": 20}
        client = Client(TapBigCommerce(config=config | settings).run.settings, Limiter())
        try:
            yield client
        finally:
            client.close()


def send(
    handler: BaseHTTPRequestHandler,
    status: int = 200,
    body: bytes = b"[]",
    headers: dict[str, str] | None = None,
) -> None:
    """Send a response; headers replace those it has by itself."""
    handler.send_response(status)
    own = {"Content-Length": str(len(body)), "Content-Type": "application/json"}
    for name, value in (own | (headers or {})).items():
        handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(body)


def pump(source: socket.socket, sink: socket.socket) -> None:
    """Pass on what one end of a connection sends, until it sends no more."""
    with suppress(OSError):
        while data := source.recv(2**16):
            sink.sendall(data)
    with suppress(OSError):
        sink.shutdown(socket.SHUT_RDWR)


class Script:
    """Replies with one status after the other, the last one for ever, and counts the requests."""

    def __init__(self, *statuses: int, headers: dict[str, str] | None = None) -> None:
        self._statuses = statuses
        self._headers = headers
        self.requests = 0

    def __call__(self, handler: BaseHTTPRequestHandler) -> None:
        status = self._statuses[min(self.requests, len(self._statuses) - 1)]
        self.requests += 1
        send(handler, status, headers=self._headers)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shorten the pauses between attempts."""
    monkeypatch.setattr(attempts, "FIRST_PAUSE", 0.001)


def slow_body(handler: BaseHTTPRequestHandler) -> None:
    """Send a byte now and then, for longer than a test may take but not for ever."""
    handler.send_response(200)
    handler.send_header("Content-Length", "202")
    handler.end_headers()
    for _ in range(100):
        handler.wfile.write(b"  ")
        time.sleep(0.1)
    handler.wfile.write(b"[]")


def slow_headers(handler: BaseHTTPRequestHandler) -> None:
    """Send a header now and then."""
    handler.send_response(200)
    for number in range(100):
        handler.send_header(f"X-{number}", "1")
        handler.flush_headers()
        time.sleep(0.1)
    handler.send_header("Content-Length", "2")
    handler.end_headers()
    handler.wfile.write(b"[]")


def huge(handler: BaseHTTPRequestHandler) -> None:
    """Send more in chunks than a response may have."""
    handler.send_response(200)
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    for _ in range(64):
        handler.wfile.write(b"10000\r\n" + b" " * 2**16 + b"\r\n")
    handler.wfile.write(b"2\r\n[]\r\n0\r\n\r\n")


def bomb(handler: BaseHTTPRequestHandler) -> None:
    """Send little that decompresses to much."""
    send(handler, body=BOMB, headers={"Content-Encoding": "gzip"})


def announced(handler: BaseHTTPRequestHandler) -> None:
    """Announce a length that no memory holds."""
    send(handler, headers={"Content-Length": str(2**50)})


def contradictory(handler: BaseHTTPRequestHandler) -> None:
    """Announce two lengths."""
    send(handler, headers={"content-length": "3"})


def garbled(handler: BaseHTTPRequestHandler) -> None:
    """Send a chunk whose size is no number."""
    send(handler, body=b"soon\r\n[]\r\n", headers={"Transfer-Encoding": "chunked"})


def nameless(handler: BaseHTTPRequestHandler) -> None:
    """Send what is not HTTP."""
    handler.wfile.write(b"220 mail.example.com ESMTP\r\n")


def overfull(handler: BaseHTTPRequestHandler) -> None:
    """Send more headers than Python's HTTP client takes."""
    send(handler, headers={f"X-{number}": "1" for number in range(150)})


@pytest.mark.cases(2)
@pytest.mark.promise("slow-or-large")
@pytest.mark.parametrize(
    "fault",
    [
        slow_body,
        slow_headers,
        huge,
        bomb,
        announced,
        contradictory,
        garbled,
        nameless,
        overfull,
    ],
)
def test_what_no_response_may_be_is_requested_in_smaller_pages(
    fault: Reply,
    monkeypatch: pytest.MonkeyPatch,
    impatient: None,  # noqa: ARG001 - a fixture
) -> None:
    """A page that exceeds a bound, or is not HTTP, is too heavy: the store gives smaller ones."""
    monkeypatch.setattr(wire, "LARGEST_RESPONSE", 2**20)
    monkeypatch.setattr(wire, "LARGEST_BODY", 2**20)
    limits: list[str] = []

    def reply(handler: BaseHTTPRequestHandler) -> None:
        limits.append(parse_qs(urlsplit(handler.path).query)["limit"][0])
        if limits[-1] == "4":
            fault(handler)
        else:
            send(handler)

    with store(reply, request_timeout=1) as client:
        answer = in_pieces(client, Request("v2/orders", {}, msgspec.json.decode, limit=4))
    assert answer.limit == 2
    assert limits == ["4", "4", "2"]


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (slow_body, r"only \d+ bytes came in"),
        (slow_headers, r"only \d+ bytes came in"),
        (huge, "the response exceeds 1,048,576 bytes"),
        (bomb, "the response exceeds 1,048,576 bytes, decompressed"),
    ],
)
def test_the_message_says_which_bound_was_exceeded(
    fault: Reply, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the number that exceeded it or the bound itself."""
    monkeypatch.setattr(wire, "LARGEST_RESPONSE", 2**20)
    monkeypatch.setattr(wire, "LARGEST_BODY", 2**20)
    failing = pytest.raises(StreamError, match=words)
    with store(fault, request_timeout=1, retry_time=0) as client, failing:
        client.get(ORDERS)


def test_cookies_are_neither_kept_nor_sent() -> None:
    """A request has nothing that the response to another one brought."""
    cookies: list[str | None] = []

    def reply(handler: BaseHTTPRequestHandler) -> None:
        cookies.append(handler.headers["Cookie"])
        send(handler, headers={"Set-Cookie": "sticky=1; Path=/"})

    with store(reply) as client:
        for _ in range(3):
            client.get(ORDERS)
        assert not client._session.cookies  # noqa: SLF001 - nothing else shows what is kept
    assert cookies == [None] * 3


@pytest.fixture(params=["isal.isal_zlib", "zlib"])
def _either_zlib(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both libraries that may decompress, since one of them is not for every machine."""
    monkeypatch.setattr(wire, "zlib", pytest.importorskip(request.param))


@pytest.mark.usefixtures("_either_zlib")
@pytest.mark.parametrize("compress", [gzip.compress, zlib.compress])
def test_only_a_whole_and_sound_body_is_decompressed(compress: Callable[[bytes], bytes]) -> None:
    """Anything else is no answer, and never the beginning of one."""
    packed = compress(b"[1]")
    assert wire.Body(packed, is_compressed=True).content() == b"[1]"
    cut = [packed[:length] for length in range(len(packed))]
    sum_changed = packed[:-4] + bytes([packed[-4] ^ 1]) + packed[-3:]
    for damaged in (*cut, sum_changed, b"[1]", b"<html>"):
        with pytest.raises(wire.DamagedError):
            wire.Body(damaged, is_compressed=True).content()


@pytest.mark.usefixtures("_either_zlib")
def test_a_large_body_is_kept_compressed() -> None:
    """However it came."""
    text = b'{"id": 7, "name": "Plain T-shirt"}' * 10_000
    kept = wire.Body.of(text, is_compressed=False)
    assert len(kept.data) < len(text) / 10
    assert kept.content() == text


@pytest.mark.usefixtures("_either_zlib")
def test_a_compressed_bomb_costs_no_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """Decompression stops at the bound instead of measuring the result."""
    monkeypatch.setattr(wire, "LARGEST_BODY", 2**20)
    packed = gzip.compress(b" " * 2**25)
    tracemalloc.start()
    try:
        with pytest.raises(wire.TooLargeError):
            wire.Body(packed, is_compressed=True).content()
        assert tracemalloc.get_traced_memory()[1] < 2**23
    finally:
        tracemalloc.stop()


def test_a_large_response_may_take_longer_than_a_small_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its time grows with the bytes that have come; a response that falls behind is given up."""
    now = 0.0

    class Line(io.RawIOBase):
        """Brings so many bytes a second, a second's worth at a time."""

        def __init__(self, rate: int) -> None:
            self.rate = rate

        def readinto(self, buffer: Any) -> int:
            nonlocal now
            now += 1
            buffer[: self.rate] = bytes(self.rate)
            return self.rate

    monkeypatch.setattr(wire, "time", SimpleNamespace(monotonic=lambda: now))
    timeouts: list[float] = []
    sock: Any = SimpleNamespace(gettimeout=lambda: 5, settimeout=timeouts.append)
    buffer = bytearray(2 * wire.LEAST_RATE)

    fast = wire._BoundedReader(Line(wire.LEAST_RATE), sock)  # noqa: SLF001 - with a clock of ours
    assert sum(fast.readinto(buffer) or 0 for _ in range(1000)) == 1000 * wire.LEAST_RATE

    slow = wire._BoundedReader(Line(wire.LEAST_RATE // 2), sock)  # noqa: SLF001 - as above
    reads = (slow.readinto(buffer) for _ in range(1000))
    with pytest.raises(wire.TooSlowError, match=r"only [4-6]\d,000 bytes came in 1\d\.0 s"):
        deque(reads, maxlen=0)
    assert timeouts[-1] < 5
    slow.close()
    assert timeouts[-1] == 5  # for the next response on this connection


def test_connections_are_kept_although_responses_are_bounded() -> None:
    """Requests that follow each other share one."""
    addresses: list[tuple[str, int]] = []

    class Store(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            addresses.append(self.client_address)
            send(self)

        def log_message(self, *_: object) -> None:
            """Nothing."""

    with answering(Store) as url:
        config = {"store_hash": "a1", "access_token": "t", "api_url": url}
        client = Client(TapBigCommerce(config=config).run.settings, Limiter())
        for _ in range(3):
            client.get(ORDERS)
        client.close()
    assert len(addresses) == 3
    assert len(set(addresses)) == 1


def test_responses_are_bounded_behind_a_proxy_and_in_tls(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each has connections of its own kind."""
    authority, context = trustme.CA(), ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("store.test").configure_cert(context)
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    tunnels: list[str] = []

    class Tunnel(BaseHTTPRequestHandler):
        def do_CONNECT(self) -> None:
            tunnels.append(self.path)
            port = self.path.rpartition(":")[2]
            self.send_response(200)
            self.end_headers()
            with socket.create_connection(("localhost", int(port))) as store:
                thread = Thread(target=pump, args=(self.connection, store))
                thread.start()
                pump(store, self.connection)
                thread.join()

    class Store(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            (send if "products" in self.path else slow_body)(self)

    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "ca.pem"))
    monkeypatch.setenv("NO_PROXY", "")
    with answering(Tunnel) as proxy, answering(Store, context) as here:
        monkeypatch.setenv("HTTPS_PROXY", proxy)
        url = here.replace("localhost", "store.test")  # this machine is reached without a proxy
        config = {"store_hash": "a1", "access_token": "t", "api_url": url, "request_timeout": 1}
        client = Client(TapBigCommerce(config=config | {"retry_time": 0}).run.settings, Limiter())
        assert client.get(LINES).content == []
        with pytest.raises(StreamError, match=r"only \d+ bytes came in"):
            client.get(ORDERS)
        client.close()
    assert tunnels == [urlsplit(url).netloc] * 2


def test_waiting_for_the_quota_between_attempts_does_not_count(impatient: None) -> None:  # noqa: ARG001 - a fixture
    """The store's quota is empty after each attempt: the waits exceed `retry_time`, no more."""
    script = Script(500, 500, 200, headers=QUOTA)
    with store(script, retry_time=1.5) as client:
        started = time.monotonic()
        client.get(ORDERS)
        assert time.monotonic() - started > 1.5
    assert script.requests == 3


def test_a_timeout_longer_than_the_time_for_retries_allows_a_second_attempt() -> None:
    """Only `retry_time` 0 means one attempt."""
    requests = 0

    def reply(handler: BaseHTTPRequestHandler) -> None:
        nonlocal requests
        requests += 1
        if requests == 1:
            time.sleep(2)
        send(handler)

    with store(reply, request_timeout=1, retry_time=0.5) as client:
        assert client.get(ORDERS).content == []
    assert requests == 2


def test_an_optional_request_fails_soon(impatient: None) -> None:  # noqa: ARG001 - a fixture
    """What only speeds reading up is tried twice, and neither for long nor in smaller pages."""
    script = Script(500, 500, 500, 500, 200)
    failing = pytest.raises(StreamError, match=r"v2/orders/count kept failing \(tried 2 times\)")
    with store(script) as client, failing:
        client.get(Request("v2/orders/count", {}, msgspec.json.decode, limit=4, optional=True))
    assert script.requests == 2


def test_an_optional_request_does_not_end_the_run() -> None:
    """Even if the API cannot be reached: the next request that is needed finds out."""
    config = {"store_hash": "a1", "access_token": "t", "api_url": "http://127.0.0.1:9"}
    client = Client(TapBigCommerce(config=config).run.settings, Limiter())
    with pytest.raises(StreamError, match="tried 2 times"):
        client.get(Request("v2/orders/count", {}, msgspec.json.decode, optional=True))


def test_dates_and_lists_are_sent_as_they_are() -> None:
    """Some addresses reject a date whose colons are encoded; anything else must be encoded."""
    lines: list[str] = []

    def reply(handler: BaseHTTPRequestHandler) -> None:
        lines.append(handler.requestline)
        send(handler)

    query: dict[str, str | int] = {
        "date_modified:min": "2024-01-31T09:30:00+00:00",
        "include": "variants,images",
        "after": "eyJpZCI6MTJ9==",
        "name": "a b&c/ü",
    }
    with store(reply) as client:
        client.get(Request("v3/customers", query, msgspec.json.decode, limit=250, skip=500))
    [line] = lines
    assert line == (
        "GET /stores/abc123/v3/customers?date_modified:min=2024-01-31T09:30:00%2B00:00"
        "&include=variants,images&after=eyJpZCI6MTJ9%3D%3D&name=a+b%26c%2F%C3%BC"
        "&page=3&limit=250 HTTP/1.1"
    )


@pytest.mark.promise("passing-refusal")
@pytest.mark.parametrize("status", [403, 404])
@pytest.mark.parametrize("request_", [ORDERS, LINES], ids=["list", "record"])
def test_a_denial_after_good_answers_is_asked_again_first(
    request_: Request[Any],
    status: int,
    impatient: None,  # noqa: ARG001 - a fixture
) -> None:
    """A firewall or a deployment denies what exists, and what the token may read, for a moment."""
    script = Script(200, status, status, 200)
    with store(script) as client:
        client.get(Request(request_.path.replace("7", "6"), {}, msgspec.json.decode))
        assert client.get(request_).content == []
    assert script.requests == 4


@pytest.mark.parametrize(("status", "error"), [(403, ForbiddenError), (404, NotFoundError)])
def test_a_denial_without_good_answers_is_believed_at_once(
    status: int, error: type[AddressError]
) -> None:
    """Good answers of another kind of address prove nothing about this one."""
    script = Script(200, status)
    with store(script) as client:
        client.get(ORDERS)
        with pytest.raises(error):
            client.get(LINES)
    assert script.requests == 2


def test_a_part_that_stays_missing_is_reported_as_missing(impatient: None) -> None:  # noqa: ARG001 - a fixture
    """The record may be gone: whoever reads it decides."""
    script = Script(200, 404)
    with store(script) as client:
        client.get(LINES)
        with pytest.raises(NotFoundError, match=r"v2/orders/8/products was rejected \(404"):
            client.get(Request("v2/orders/8/products", {}, msgspec.json.decode))
    assert 2 < script.requests < 6


@pytest.mark.parametrize("status", [403, 404])
def test_a_list_that_has_answered_is_neither_missing_nor_forbidden(
    status: int,
    impatient: None,  # noqa: ARG001 - a fixture
) -> None:
    """The message blames neither the store's hash nor the token's scopes."""
    script = Script(200, status)
    with store(script) as client:
        client.get(ORDERS)
        with pytest.raises(StreamError, match=r"\(40[34] .* answered before in this run") as caught:
            client.get(ORDERS)
    assert not isinstance(caught.value, AddressError)
    assert 2 < script.requests < 10


@pytest.mark.promise("missing-list")
def test_a_list_that_does_not_exist_is_not_a_store_that_does_not(open_shop: OpenShop) -> None:
    """The store is asked for its time, which it tells everyone; other streams are read."""
    shop = open_shop(orders=5, coupons=5)
    shop.faults.append(Fault(path="orders$", status=404, times=None))
    output, error = attempt(shop, "orders", "coupons")
    assert error is not None
    assert error.message.startswith("orders could not be read: GET v2/orders")
    assert "404" in error.message
    assert "store_hash" not in error.message
    assert len(output.ids("coupons")) == 5
    assert Counter(one.path for one in shop.requests)["/v2/time"] == 1


def test_a_token_that_is_deleted_meanwhile_is_named(open_shop: OpenShop) -> None:
    """Though the store is asked only because a list does not exist."""
    shop = open_shop(orders=5, coupons=5)
    shop.faults.append(Fault(path="coupons$", status=422, times=None))
    shop.faults.append(Fault(path="orders$", status=404, times=None))
    shop.faults.append(Fault(path="time$", status=401, times=None))
    _, error = attempt(shop, "coupons", "orders")
    assert error is not None
    assert "coupons could not be read" in error.message
    assert "does not accept the access token" in error.message


@pytest.mark.parametrize(
    ("status", "words"), [(403, "may not read orders"), (404, "there is no store")]
)
def test_what_the_settings_cause_is_explained_with_the_requests_id(
    status: int, words: str, open_shop: OpenShop
) -> None:
    """A missing scope and a missing store are told apart from faults by BigCommerce's support."""
    shop = open_shop(orders=5)
    identity = {"X-Request-Id": "c0ffee00c0ffee00"}
    shop.faults.append(Fault(status=status, headers=identity, times=None))
    _, error = attempt(shop, "orders")
    assert error is not None
    assert words in error.message
    assert "X-Request-Id c0ffee00c0ffee00" in error.message


@pytest.mark.promise("firewall")
def test_a_firewalls_page_is_not_a_missing_scope(open_shop: OpenShop) -> None:
    """It is a fault that may pass; if it lasts, the message says what it is."""
    shop = open_shop(orders=30)
    page = Fault(kind="html", path="orders$", status=403)
    shop.faults.append(page)
    assert len(read(shop, "orders", page_size=10).ids("orders")) == 30
    assert page.struck == 1

    page.times = None
    _, error = attempt(shop, "orders", page_size=10, retry_time=0)
    assert error is not None
    assert "it is not JSON, so it does not come from the API" in error.message
    assert "a firewall or a proxy blocks the request" in error.message
    assert "scope" not in error.message


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"status": 422, "title": "No such filter: x.", "errors": {}}, "No such filter: x."),
        ({"status": 422, "title": "Bad Input.", "errors": ["y"]}, "Bad Input."),
        ({"status": 400, "title": "Bad", "detail": "no field: z"}, "Bad; no field: z"),
        ({"status": 404, "type": "https://example.com"}, "no message"),
        ([{"status": 400, "message": "The field 'q' is wrong."}], "The field 'q' is wrong."),
    ],
)
def test_a_message_shows_what_the_api_said(body: Any, words: str) -> None:
    """In each form in which v2 and v3 say it, with the id by which support finds the request."""

    def reply(handler: BaseHTTPRequestHandler) -> None:
        send(handler, 422, json.dumps(body).encode(), {"X-Request-Id": "c0ffee00c0ffee00"})

    with store(reply) as client, pytest.raises(StreamError) as caught:
        client.get(ORDERS)
    # Python 3.13 calls it Unprocessable Content.
    assert re.search(r"\(422 Unprocessable \w+: ", caught.value.message)
    assert f": {words}; X-Request-Id c0ffee00c0ffee00)" in caught.value.message


@pytest.mark.parametrize(
    ("page", "said"),
    [
        (
            "<html><title>Please wait</title><p>Checking &amp; more</html>",
            "Please wait Checking & more",
        ),
        ("<!DOCTYPE html>\n<style>p {color: red}</style><script>let x = '<p>'</script>Hi", "Hi"),
        ("<HTML><!-- hidden --><script>never ends", "no text"),
    ],
)
def test_a_web_page_is_quoted_without_its_tags(page: str, said: str) -> None:
    """What a firewall says to people is read by people."""

    def reply(handler: BaseHTTPRequestHandler) -> None:
        send(handler, 403, page.encode())

    with store(reply, retry_time=0) as client, pytest.raises(StreamError) as caught:
        client.get(ORDERS)
    assert f" 403 Forbidden: a web page: {said};" in caught.value.message


@pytest.mark.parametrize("status", [200, 302, 401, 403, 404, 422, 500, 503])
def test_every_message_about_a_response_has_its_id(status: int) -> None:
    """Also where the response is not what the reference promises."""

    def reply(handler: BaseHTTPRequestHandler) -> None:
        send(handler, status, b"<html>", {"X-Request-Id": "c0ffee00c0ffee00"})

    with store(reply, retry_time=0) as client, pytest.raises(Exception, match="Id c0ffee00c0ffee"):
        client.get(ORDERS)


def broken_off(handler: BaseHTTPRequestHandler) -> None:
    """Send less than was announced."""
    handler.send_response(200)
    handler.send_header("Content-Length", "100")
    handler.end_headers()
    handler.wfile.write(b"[]")
    handler.close_connection = True


def closed(handler: BaseHTTPRequestHandler) -> None:
    """Send nothing."""
    handler.close_connection = True


def unlike_http(handler: BaseHTTPRequestHandler) -> None:
    """Send something else."""
    handler.wfile.write(b"220 mail.example.com ESMTP\r\n")
    handler.close_connection = True


def silent(_: BaseHTTPRequestHandler) -> None:
    """Send nothing for a while."""
    time.sleep(2)


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (closed, "the connection was closed before a response came"),
        (broken_off, "the connection was closed in the middle of the response"),
        (unlike_http, "what came is not HTTP"),
        (silent, "no response came within 1 s, setting request_timeout"),
        (lambda one: send(one, 200, b""), r"the response \(200 OK: an empty body\) is not what"),
        (lambda one: send(one, 304, b""), "304 Not Modified: no text. .* does not return this"),
        (
            lambda one: send(one, 302, b"", {"Location": "https://login.example.com/a"}),
            "302 Found: a redirect to login.example.com, which is not followed",
        ),
    ],
)
def test_a_response_that_does_not_come_is_described_in_words(reply: Reply, words: str) -> None:
    """Python's own names for it help nobody, and a redirect leads somewhere."""
    failing = pytest.raises(StreamError, match=rf"GET v2/orders failed: {words}")
    with store(reply, request_timeout=1, retry_time=0) as client, failing as caught:
        client.get(ORDERS)
    assert not re.search(r"Error|Exception|\('", str(caught.value))


def test_a_proxy_that_fails_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """The address of the API is not to blame."""
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("NO_PROXY", "")
    monkeypatch.setenv("no_proxy", "")
    config = {"store_hash": "a1", "access_token": "t", "retry_time": 0}
    client = Client(TapBigCommerce(config=config).run.settings, Limiter())
    refused = r"the proxy cannot be used: Failed .*: Connection refused\. Check the network"
    with pytest.raises(StoreError, match=refused):
        client.get(ORDERS)


def test_an_address_that_cannot_be_used_is_named_at_once() -> None:
    """No attempt would fare better, and the message names the setting."""
    config = {"store_hash": "a1", "access_token": "t", "api_url": "https://shop..example.com"}
    config["retry_time"] = "1"
    client = Client(TapBigCommerce(config=config).run.settings, Limiter())
    with pytest.raises(StoreError, match="Fix the setting api_url"):
        client.get(ORDERS)


def test_a_closed_client_retries_no_more(caplog: pytest.LogCaptureFixture) -> None:
    """A run that failed leaves no thread behind that goes on asking."""
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        config = {
            "store_hash": "abc123",
            "access_token": "token",
            "api_url": f"http://127.0.0.1:{nobody.getsockname()[1]}",
            "retry_time": 3600,
        }
        client = Client(TapBigCommerce(config=config).run.settings, Limiter())
        errors: list[Exception] = []

        def ask() -> None:
            try:
                client.get(ORDERS)
            except StreamError as error:
                errors.append(error)

        asking = Thread(target=ask, daemon=True)
        asking.start()
        while "attempt 2 follows" not in caplog.text:
            time.sleep(0.01)
        client.close()
        asking.join(20)
    assert not asking.is_alive()
    assert "the run is over" in str(errors[0])


@pytest.mark.parametrize(("notable", "said"), [(1e-9, 1), (3600, 0)])
def test_a_success_after_long_trouble_is_logged(
    notable: float,
    said: int,
    open_shop: OpenShop,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Who reads the warnings wonders what came of it; short trouble is not worth a line."""
    monkeypatch.setattr("tap_bigcommerce.api.client.NOTABLE", notable)
    caplog.set_level(logging.INFO)
    shop = open_shop(coupons=3)
    shop.faults.append(Fault(path="coupons$", status=503, times=2))
    read(shop, "coupons", page_size=1)
    told = [one for one in caplog.messages if "succeeded at attempt" in one]
    assert len(told) == said
    form = r"GET v2/coupons succeeded at attempt 3, after \d s"
    assert all(re.fullmatch(form, one) for one in told)
