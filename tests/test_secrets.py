"""The access token, and what is said of shoppers, appear in no message, whatever goes wrong."""

from __future__ import annotations

import json
import logging
import socketserver
import threading
import traceback
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler
from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest
from rich.console import Console
from singer_sdk.logging import StructuredFormatter

from bigcommerce_sandbox import Fault
from tap_bigcommerce.errors import TapError
from tap_bigcommerce.progress.live import Live
from tap_bigcommerce.tap import TapBigCommerce
from tests.running import (
    CollectingWriter,
    attempt,
    command,
    config,
    environment,
    process,
    selection,
)
from tests.serving import answering

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.conftest import OpenShop

TOKEN = "s3cr3t-0123456789"

FAULTS: list[dict[str, Any]] = [
    *({"status": status} for status in (302, 400, 401, 403, 404, 408, 422, 500, 503)),
    *({"kind": kind} for kind in ("reset", "truncate", "wrong_body", "html", "empty")),
    {"kind": "slow", "seconds": 0.3},
]


@pytest.mark.cases(2)
@pytest.mark.promise("no-secret")
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.get("status") or fault["kind"])
def test_no_failure_shows_the_token(
    fault: dict[str, Any], open_shop: OpenShop, caplog: pytest.LogCaptureFixture
) -> None:
    """Neither in log lines at any level, nor in the message, nor in the traceback behind it."""
    caplog.set_level(logging.DEBUG)
    shop = open_shop(orders=5, customers=5, access_token=TOKEN)
    shop.faults.append(Fault(**fault, times=None))
    output, error = attempt(shop, retry_time=0.1, request_timeout=0.2)
    assert error is not None
    behind = "".join(traceback.format_exception(error))
    said = caplog.text + error.message + behind + json.dumps(output.messages, default=str)
    assert len(caplog.text) > 100
    assert TOKEN not in said


def test_an_answer_that_repeats_the_token_is_not_repeated(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """As proxies do that show what was sent; nor is what an error says of a shopper."""

    class Echo(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            said: dict[str, Any] = {
                "customer": {"email": "jane@example.com"},
                "sent": dict(self.headers),
            }
            as_page = "customers" in self.path
            if "products" in self.path:
                said = {"title": {"email": "jane@example.com"}, "sent": "\x1b[31m"}
            body = f"You sent {dict(self.headers)}" if as_page else json.dumps([said])
            self.send_response(500, f"Refused {self.headers['X-Auth-Token']}")
            self.end_headers()
            self.wfile.write(body.encode())

    caplog.set_level(logging.DEBUG)
    with answering(Echo) as url:
        settings = {"store_hash": "a1", "access_token": TOKEN, "api_url": url, "retry_time": 0.1}
        with pytest.raises(TapError) as caught:
            TapBigCommerce(config=settings).sync_all()
    said = caplog.text + caught.value.message
    assert "You sent" in said
    assert TOKEN not in said
    assert "jane" not in said


ESCAPE = "\x1b]0;forged\x07"

LINE = "\nERROR forged"


def page(**fields: Any) -> bytes:
    """Return a page of v3 with one record."""
    pagination = {"total": 1, "count": 1, "per_page": 250, "current_page": 1, "total_pages": 1}
    return json.dumps({"data": [fields], "meta": {"pagination": pagination}}).encode()


def response(body: bytes, *, status: str = "200 OK", headers: str = "") -> bytes:
    """Return a whole response, whatever it has for a status and headers."""
    date = format_datetime(datetime.now(UTC), usegmt=True)
    head = f"HTTP/1.1 {status}\r\nDate: {date}\r\nContent-Length: {len(body)}\r\n{headers}\r\n"
    return head.encode() + body


ECHOES = {
    "status line": lambda token: f"HTTP/1.1 {token} {ESCAPE}\r\n\r\n".encode(),
    "no status line": lambda token: f"You sent {token}{ESCAPE}\r\n\r\n".encode(),
    "cut off": lambda token: f"{'x' * 180}{token}\r\n\r\n".encode(),
    "reason": lambda token: response(b"", status=f"500 {token}{ESCAPE}"),
    "header": lambda token: response(b"", headers=f"Content-Encoding: {token}\r\n"),
    "broken header": lambda token: response(b"[", headers=f"X-Sent {token}\r\nDate: no\r\n"),
    "redirect": lambda token: response(
        b"", status="302 Found", headers=f"Location: https://{token}.example.com/\r\n"
    ),
    "title": lambda token: response(
        json.dumps({"title": f"{token}{LINE}"}).encode(), status="422 Invalid"
    ),
    "body": lambda token: response(f"{token}{ESCAPE}{LINE}".encode(), status="400 Bad"),
    "field": lambda token: response(page(id=1, date_modified="2024-01-01", **{token + ESCAPE: 1})),
    "line in a field": lambda token: response(
        page(id=1, date_modified="2024-01-01", **{token + LINE: 1})
    ),
    "value": lambda token: response(
        page(id=1, date_modified="2024-01-01", price=f"{token}{ESCAPE}{LINE}")
    ),
}
"""Where a response may repeat the token, and hold characters that a terminal obeys."""


@contextmanager
def echoing(made: Callable[[str], bytes], spelled: Callable[[str], str]) -> Iterator[str]:
    """Yield the address of a server that repeats the token it is sent in every response."""

    class Echo(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            headers = {}
            while (sent := self.rfile.readline().strip()) and self.server:
                name, _, value = sent.decode().partition(": ")
                headers[name.lower()] = value
            if headers:
                self.wfile.write(made(spelled(headers["x-auth-token"])))

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Echo) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.cases(2)
@pytest.mark.promise("echo")
@pytest.mark.parametrize("level", ["INFO", "DEBUG"])
@pytest.mark.parametrize("spelled", [str, str.upper], ids=["as sent", "upper case"])
@pytest.mark.parametrize("place", ECHOES)
def test_no_echo_is_written(
    place: str,
    spelled: Callable[[str], str],
    level: str,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Neither in the log, formatted either way, nor as the last line of the run."""
    caplog.set_level(level)
    structured = StringIO()
    handler = logging.StreamHandler(structured)
    handler.setFormatter(StructuredFormatter())
    logging.root.addHandler(handler)
    token = "abcdefghijklmnopqrstuvwxyz01234"
    try:
        with echoing(ECHOES[place], spelled) as url:
            settings = {"store_hash": "a1", "access_token": token, "api_url": url}
            tap = TapBigCommerce(
                config={**settings, "retry_time": 0, "request_timeout": 5},
                catalog=selection("products"),
                message_writer=CollectingWriter(),
            )
            with suppress(TapError):
                try:
                    tap.sync_all()
                except TapError as error:
                    error.show()
                    raise
            tap.logger.warning("Done", extra={"sent": token})
    finally:
        logging.root.removeHandler(handler)
    written = caplog.text + structured.getvalue() + capsys.readouterr().err
    assert "Done" in written
    assert token[:16] not in written.lower()
    assert "\x1b" not in written
    assert "\x07" not in written
    assert "\nERROR forged" not in written
    if level == "INFO":
        assert "Traceback" not in written
    if place in {"field", "line in a field", "value", "body", "reason"}:
        assert "***" in written


def test_a_traceback_is_cleaned_too(caplog: pytest.LogCaptureFixture, open_shop: OpenShop) -> None:
    """An error that nobody foresaw may repeat anything; without the token, it is shown whole."""
    shop = open_shop(access_token=TOKEN)
    TapBigCommerce(config=config(shop))
    for text in (f"sent {TOKEN}", "sent nothing"):
        logging.getLogger("anything").error("Unforeseen", exc_info=RuntimeError(text))
    assert TOKEN not in caplog.text
    assert "RuntimeError: sent ***" in caplog.text
    assert "RuntimeError: sent nothing" in caplog.text


def test_the_live_display_is_cleaned_too(open_shop: OpenShop) -> None:
    """It shows why a request is sent again."""
    shop = open_shop(access_token=TOKEN)
    tap = TapBigCommerce(config=config(shop))
    tap.run.progress.expect(["orders"])
    tap.run.progress.retrying(60, f"{TOKEN.upper()} {ESCAPE}")
    console = Console(file=StringIO(), width=200)
    console.print(Live(tap.run.progress).picture())
    drawn = console.file.getvalue()  # type: ignore[attr-defined]
    assert "trying again" in drawn
    assert TOKEN not in drawn.lower()
    assert "\x1b" not in drawn


@pytest.mark.parametrize(
    "name", ["page_size", "start_date", "order_coupons", "flattening_enabled", "stream_maps"]
)
def test_a_token_in_a_shifted_line_is_not_shown(name: str) -> None:
    """A config whose lines have shifted has it as the value of another setting."""
    token = "abcdefghijklmnopqrstuvwxyz01234"
    given = {"store_hash": "a1", "access_token": "t", name: token}
    with pytest.raises(TapError, match="not shown here") as caught:
        TapBigCommerce(config=given)
    assert token not in caught.value.message
    assert name in caught.value.message


def test_the_command_line_shows_no_token(open_shop: OpenShop, tmp_path: Path) -> None:
    """Not with all that can be logged, and not where the tap tells about itself."""
    shop = open_shop(orders=5, access_token=TOKEN)
    loud = environment(loglevel="DEBUG", access_token=TOKEN)
    path = tmp_path / "config.json"
    path.write_text(json.dumps(config(shop)))
    for arguments in (
        [],
        ["--test"],
        ["--audit"],
        ["--discover"],
        ["--about"],
        ["--about", "--format=json"],
    ):
        ran = command("--config", path, "--config=ENV", *arguments, env=loud)
        assert ran.returncode == 0, ran.stderr
        assert TOKEN not in ran.stdout + ran.stderr
    assert "DEBUG" in ran.stderr or "DEBUG" in command("--config", path, env=loud).stderr


def test_a_settings_error_does_not_show_the_token(tmp_path: Path) -> None:
    """Though it shows other values."""
    path = tmp_path / "config.json"
    path.write_text(json.dumps({"store_hash": "a1", "access_token": f"{TOKEN} with spaces"}))
    ran = command("--config", path)
    assert "Setting 'access_token' is wrong (it is not shown here)" in ran.stderr
    assert TOKEN not in ran.stdout + ran.stderr


def test_a_crash_of_the_target_shows_no_token(open_shop: OpenShop, tmp_path: Path) -> None:
    """Nor does the end of a run that nobody reads."""
    shop = open_shop(products=300, access_token=TOKEN)
    with process(shop, tmp_path, page_size=50) as running:
        assert running.stdout
        running.stdout.close()
        running.wait(60)
    assert TOKEN not in (tmp_path / "log").read_text()
