"""The access token, and what is said of shoppers, appear in no message, whatever goes wrong."""

from __future__ import annotations

import json
import logging
import subprocess
import traceback
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, Any

import pytest

from tap_bigcommerce.errors import TapError
from tap_bigcommerce.sandbox import Fault
from tap_bigcommerce.tap import TapBigCommerce
from tests.running import attempt, command, config, environment, process
from tests.serving import answering

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import OpenShop

TOKEN = "s3cr3t-0123456789"

FAULTS: list[dict[str, Any]] = [
    *({"status": status} for status in (302, 400, 401, 403, 404, 408, 422, 500, 503)),
    *({"kind": kind} for kind in ("reset", "truncate", "wrong_body", "html", "empty")),
    {"kind": "slow", "seconds": 0.3},
]


@pytest.mark.promise("Anything fails, at any log level")
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


def test_the_command_line_shows_no_token(open_shop: OpenShop, tmp_path: Path) -> None:
    """Not with all that can be logged, and not where the tap tells about itself."""
    shop = open_shop(orders=5, access_token=TOKEN)
    loud = environment(loglevel="DEBUG", access_token=TOKEN)
    path = tmp_path / "config.json"
    path.write_text(json.dumps(config(shop)))
    for arguments in ([], ["--test"], ["--discover"], ["--about"], ["--about", "--format=json"]):
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
    with process(shop, tmp_path, stdout=subprocess.PIPE) as running:
        assert running.stdout
        running.stdout.close()
        running.wait(20)
    assert TOKEN not in (tmp_path / "log").read_text()
