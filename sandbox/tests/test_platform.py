"""What surrounds the API: access, quota, compression, the clock, faults and the log."""

import gc
import gzip
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import pytest
import requests

from bigcommerce_sandbox import DEFAULT_NOW, Fault, Sandbox, Store
from conftest import Client

QUOTA = "X-Rate-Limit-"

REQUEST = (
    b"GET /stores/sandbox1/v2/orders?limit=250 HTTP/1.1\r\nHost: localhost\r\n"
    b"Accept: application/json\r\nX-Auth-Token: sandbox-token\r\n\r\n"
)


@pytest.mark.parametrize("token", [None, "wrong"])
def test_without_a_valid_token_nothing_is_answered(
    shared_client: Client, token: str | None
) -> None:
    """401 with an array of errors in v2 and one object in v3."""
    old = shared_client.ask("/v2/orders", headers={"X-Auth-Token": token})
    new = shared_client.ask("/v3/customers", headers={"X-Auth-Token": token})
    assert (old.status_code, old.json()[0]["status"]) == (401, 401)
    assert (new.status_code, new.json()["status"]) == (401, 401)


@pytest.mark.parametrize(
    ("scope", "path"),
    [
        ("orders", "/v2/orders"),
        ("customers", "/v3/customers"),
        ("customers", "/v2/customers"),
        ("products", "/v3/catalog/products"),
        ("marketing", "/v2/coupons"),
        ("information", "/v2/store"),
    ],
)
def test_a_token_opens_only_what_its_scopes_name(
    shared_client: Client, scope: str, path: str
) -> None:
    """The scope in question, read-only or not, is enough and needed; 403 without it."""
    sandbox = shared_client.sandbox
    for granted in (f"store_v2_{scope}_read_only", f"store_v2_{scope}"):
        token = sandbox.token("store_v2_content", granted)
        assert shared_client.ask(path, headers={"X-Auth-Token": token}).status_code == 200
    poor = {"X-Auth-Token": sandbox.token("store_v2_content")}
    refused = shared_client.ask(path, headers=poor)
    assert refused.status_code == 403
    assert "scope" in refused.text
    assert shared_client.ask("/v2/time", headers=poor).status_code == 200


def test_another_store_s_hash_is_404(shared_client: Client) -> None:
    """Only this sandbox's store is here."""
    url = f"{shared_client.sandbox.url}/stores/other/v2/orders"
    headers = {"X-Auth-Token": shared_client.sandbox.access_token}
    assert requests.get(url, headers=headers, timeout=5).status_code == 404


def test_v2_wants_a_client_that_reads_json(shared_client: Client) -> None:
    """BigCommerce would answer XML to a client that does not accept JSON; the sandbox refuses."""
    assert shared_client.ask("/v2/orders", headers={"Accept": "text/xml"}).status_code == 406
    assert shared_client.ask("/v2/orders", headers={"Accept": "*/*"}).status_code == 200


def test_only_reading_is_served(shared_client: Client) -> None:
    """Methods other than GET are refused with 405."""
    url = f"{shared_client.sandbox.url}/stores/sandbox1/v2/orders/100"
    headers = {"X-Auth-Token": shared_client.sandbox.access_token}
    assert requests.delete(url, headers=headers, timeout=5).status_code == 405


def test_answers_are_compressed_for_those_who_ask(shared_client: Client) -> None:
    """Gzip when accepted, plain when not; the same content both ways."""
    small = shared_client.ask("/v2/orders", headers={"Accept-Encoding": "gzip"}, stream=True)
    assert small.headers["Content-Encoding"] == "gzip"
    plain = shared_client.ask("/v2/orders", headers={"Accept-Encoding": "identity"})
    assert "Content-Encoding" not in plain.headers
    assert gzip.decompress(small.raw.read(decode_content=False)) == plain.content


def test_the_date_header_tells_the_store_s_clock(client: Client) -> None:
    """The clock starts at the history's end, can be put forward, and is in every answer."""
    before = parsedate_to_datetime(client.ask("/v2/nothing").headers["Date"])
    assert timedelta() <= before - DEFAULT_NOW < timedelta(minutes=1)
    client.store.clock.advance(3600)
    answer = client.ask("/v2/time")
    after = parsedate_to_datetime(answer.headers["Date"])
    assert timedelta(hours=1) <= after - DEFAULT_NOW < timedelta(hours=1, minutes=1)
    assert abs(answer.json()["time"] - after.timestamp()) <= 1
    assert client.store.clock.now().tzinfo is UTC


def test_an_unlimited_store_shows_no_quota(shared_client: Client) -> None:
    """Without a quota there are no quota headers."""
    assert not [h for h in shared_client.ask("/v2/time").headers if h.startswith(QUOTA)]


def test_a_quota_runs_out_and_comes_back() -> None:
    """Every answer counts down; then 429 with the headers; a new window gives all anew."""
    with Sandbox(Store(), quota=3, quota_window=0.6) as sandbox:
        client = Client(sandbox)
        answers = [client.ask("/v2/time") for _ in range(5)]
        assert [a.status_code for a in answers] == [200, 200, 200, 429, 429]
        left = [a.headers[QUOTA + "Requests-Left"] for a in answers]
        assert left == ["2", "1", "0", "0", "0"]
        refused = answers[-1].headers
        assert refused[QUOTA + "Requests-Quota"] == "3"
        assert refused[QUOTA + "Time-Window-Ms"] == "600"
        reset = int(refused[QUOTA + "Time-Reset-Ms"])
        assert 0 < reset <= 600
        time.sleep(reset / 1000)
        assert client.ask("/v2/time").status_code == 200
        client.close()


def test_a_window_of_the_quota_opens_with_its_first_request() -> None:
    """However long the sandbox has waited; and an answer's ``left`` counts itself."""
    with Sandbox(Store(), quota=3) as sandbox:
        client = Client(sandbox)
        time.sleep(0.2)
        first = client.ask("/v2/time").headers
        assert (first[QUOTA + "Requests-Left"], first[QUOTA + "Time-Reset-Ms"]) == ("2", "30000")
        client.close()


def test_every_answer_can_be_named(shared_client: Client) -> None:
    """Each has an id of its own, errors too."""
    paths = ("/v2/time", "/v3/customers", "/v3/nothing")
    ids = {shared_client.ask(path).headers["X-Request-Id"] for path in paths}
    assert len(ids) == 3
    assert {len(one) for one in ids} == {32}


@pytest.mark.parametrize("path", ["/v2/orders?limit=40&page=3", "/v2/orders/120"])
def test_orders_tell_when_the_latest_was_modified(shared_client: Client, path: str) -> None:
    """``Last-Modified`` is the highest date of the orders shown, in v2's form of a date."""
    answer = shared_client.ask(path)
    rows = answer.json() if isinstance(answer.json(), list) else [answer.json()]
    latest = max((row["date_modified"] for row in rows), key=parsedate_to_datetime)
    assert answer.headers["Last-Modified"] == latest
    assert "Last-Modified" not in shared_client.ask("/v3/customers").headers


def test_other_apps_use_the_same_quota() -> None:
    """What other apps take is missing from what is left."""
    with Sandbox(Store(), quota=1000, quota_others=5000) as sandbox:
        client = Client(sandbox)
        time.sleep(0.05)
        assert int(client.ask("/v2/time").headers[QUOTA + "Requests-Left"]) < 800
        client.close()


def test_every_request_takes_the_latency() -> None:
    """Latency is for every request, plus so much for every row asked for."""
    with Sandbox(Store(), latency=0.05, latency_per_row=0.001) as sandbox:
        client = Client(sandbox)
        client.ask("/v2/orders?limit=10")
        client.ask("/v2/orders?limit=200")
        short, long = (request.seconds for request in sandbox.requests)
        assert 0.06 <= short < 0.2
        assert long >= 0.25
        client.close()


def test_the_log_lists_every_request(client: Client) -> None:
    """Each request is noted with its path behind the hash, its query and its status."""
    client.ask("/v2/orders?limit=5&min_id=120")
    client.ask("/v3/nothing")
    first, second = client.sandbox.requests
    assert (first.method, first.path, first.status) == ("GET", "/v2/orders", 200)
    assert first.query == {"limit": "5", "min_id": "120"}
    assert abs(first.started - time.time()) < 60
    assert (second.path, second.status) == ("/v3/nothing", 404)


def test_a_status_fault_answers_nothing_but_an_error(client: Client) -> None:
    """An error in the form of its version, with the headers given and no quota headers."""
    client.sandbox.faults.append(
        Fault("status", path="/v2/orders$", status=429, headers={"X-Retry-After": "2"})
    )
    answer = client.ask("/v2/orders")
    assert (answer.status_code, answer.headers["X-Retry-After"]) == (429, "2")
    assert answer.json()[0]["status"] == 429
    assert not [h for h in answer.headers if h.startswith(QUOTA)]
    assert client.ask("/v2/orders").status_code == 200


def test_faults_strike_the_requests_they_are_meant_for(client: Client) -> None:
    """A path, a query, the n-th match and a number of times choose the requests."""
    client.sandbox.faults.append(
        Fault("status", path="/v2/orders$", query="page=2", nth=2, times=2, status=503)
    )
    paths = ["/v2/orders?page=1", "/v3/customers?page=2", *["/v2/orders?page=2"] * 4]
    assert [client.ask(path).status_code for path in paths] == [200, 200, 200, 503, 503, 200]


def test_faults_strike_by_chance(client: Client) -> None:
    """A probability strikes some of the requests, without end when ``times`` is None."""
    client.sandbox.faults.append(Fault("status", probability=0.5, times=None))
    codes = [client.ask("/v2/time").status_code for _ in range(40)]
    assert 8 < codes.count(500) < 32


def test_a_reset_aborts_the_connection(client: Client) -> None:
    """The client sees a connection reset by its peer, before any answer."""
    client.sandbox.faults.append(Fault("reset"))
    with pytest.raises(requests.ConnectionError) as caught:
        client.ask("/v2/orders")
    assert "reset" in str(caught.value).lower()
    assert client.sandbox.requests[-1].status == 0
    assert client.ask("/v2/orders").status_code == 200


@pytest.mark.parametrize("encoding", ["gzip", "identity"])
def test_a_truncated_answer_ends_in_its_middle(client: Client, encoding: str) -> None:
    """The body is shorter than its Content-Length says."""
    client.sandbox.faults.append(Fault("truncate"))
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        client.ask("/v2/orders", headers={"Accept-Encoding": encoding})
    assert client.ask("/v2/orders").status_code == 200


def test_faults_in_the_body_keep_a_good_status(client: Client) -> None:
    """JSON of another shape, a web page and an empty body come under 200 unless told."""
    client.sandbox.faults += [
        Fault("wrong_body"),
        Fault("html"),
        Fault("empty"),
        Fault("html", status=502),
    ]
    wrong, page, empty, gateway = (client.ask("/v2/orders") for _ in range(4))
    assert (wrong.status_code, type(wrong.json())) == (200, dict)
    assert (page.status_code, page.headers["Content-Type"][:9]) == (200, "text/html")
    assert (empty.status_code, empty.content) == (200, b"")
    assert gateway.status_code == 502


def test_a_slow_answer_is_the_true_one(client: Client) -> None:
    """``slow`` waits, then answers as if nothing had been."""
    client.sandbox.faults.append(Fault("slow", seconds=0.3))
    assert len(client.ids("/v2/orders")) == 50
    assert client.sandbox.requests[-1].seconds >= 0.3


def test_a_stopped_sandbox_serves_no_more() -> None:
    """Leaving the context stops the server; its address is known only while it runs."""
    sandbox = Sandbox(Store())
    with pytest.raises(RuntimeError, match="not running"):
        _ = sandbox.url
    with sandbox:
        url = f"{sandbox.url}/stores/sandbox1/v2/time"
        assert requests.get(url, timeout=5).status_code == 401
    with pytest.raises(requests.ConnectionError):
        requests.get(url, timeout=5)


@pytest.mark.cases(1)
@pytest.mark.parametrize(
    "sent",
    [b"", REQUEST[:40], REQUEST, REQUEST * 200],
    ids=["silent", "halfway", "idle", "deaf"],
)
def test_a_stopped_sandbox_leaves_no_connection_open(
    sent: bytes, recwarn: pytest.WarningsRecorder
) -> None:
    """Whether the client says nothing, not enough, no more, or does not read what is answered."""
    with ExitStack() as client:
        with Sandbox(Store(orders=50)) as sandbox:
            client.enter_context(connected(sandbox.url)).sendall(sent)
            wait_while_busy(sandbox)
            assert sandbox.connections == 1
        assert sandbox.connections == 0
        gc.collect()  # warns of what the server forgot
        assert recwarn.list == []


def test_who_connects_while_a_sandbox_stops_is_not_forgotten(
    recwarn: pytest.WarningsRecorder,
) -> None:
    """Such a connection is closed like every other, or not accepted at all."""
    for _ in range(5):
        with ExitStack() as clients:
            with Sandbox(Store()) as sandbox:
                clients.enter_context(connecting(sandbox))
                while not sandbox.connections:
                    time.sleep(0.001)
            assert sandbox.connections == 0
    gc.collect()  # warns of what the server forgot
    assert recwarn.list == []


def connected(url: str) -> socket.socket:
    """A connection to a sandbox, with little room for answers that are not read yet."""
    address = urlsplit(url)
    client = socket.socket()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    try:
        client.connect((address.hostname, address.port))
    except OSError:
        client.close()
        raise
    return client


@contextmanager
def connecting(sandbox: Sandbox) -> Iterator[None]:
    """Somebody who connects to a sandbox over and over, until it refuses."""
    url = sandbox.url  # which a sandbox that has stopped no longer has
    with ExitStack() as clients:

        def work() -> None:
            with suppress(ConnectionError):
                while True:
                    clients.enter_context(connected(url))
                    time.sleep(0.0005)

        thread = threading.Thread(target=work)
        thread.start()
        yield
        thread.join()


def wait_while_busy(sandbox: Sandbox) -> None:
    """Wait until a sandbox answers nothing for a moment."""
    answered = -1
    while answered < len(sandbox.requests):
        answered = len(sandbox.requests)
        time.sleep(0.2)
