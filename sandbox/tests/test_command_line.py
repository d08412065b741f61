"""``python -m bigcommerce_sandbox``."""

import json
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests
from click.testing import CliRunner

from bigcommerce_sandbox.cli import main

COMMAND = [sys.executable, "-m", "bigcommerce_sandbox"]


@pytest.mark.cases(1)
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_until_interrupted(tmp_path: Path, number: signal.Signals) -> None:
    """It prints the tap's settings, which a file can take, serves with them, and ends quietly."""
    log = tmp_path / "requests.jsonl"
    size = ["--orders", "30", "--customers", "5", "--products", "5", "--coupons", "3"]
    options = ["--port", "0", "--days-later", "2", "--store-hash", "abc", "--quota", "150"]
    with subprocess.Popen(  # noqa: S603 - our own command
        [*COMMAND, *size, *options, "--request-log", str(log)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        settings = printed_by(process)
        answer = requests.get(
            f"{settings['api_url']}/stores/{settings['store_hash']}/v2/orders",
            headers={"X-Auth-Token": settings["access_token"]},
            timeout=10,
        )
        process.send_signal(number)
        out, rest = process.communicate(timeout=20)
    assert (process.returncode, out) == (0, "")
    address, rows, *_ = rest.splitlines()
    assert address.startswith(f"A store listens at {settings['api_url']}; its clock shows 2026-")
    counts = r"\d+ orders, \d+ customers, \d+ products, \d+ coupons"
    assert re.fullmatch(rf"It has {counts} and \d+ other kinds of rows\.", rows)
    assert rest.endswith("Settings for the tap:\n")
    assert len(answer.json()) >= 30
    assert answer.headers["X-Rate-Limit-Requests-Left"] == "149"
    assert json.loads(log.read_text())["path"] == "/v2/orders"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--host", "0.0.0.0"], "not a loopback address"),  # noqa: S104 - refused is the point
        (["--host", "example.com"], "not a loopback address"),
        (["--now", "yesterday"], "neither 'now' nor like"),
        (["--scopes", "orders,order"], "'order' is none of channel_listings, "),
        (["--fault", "crash"], "'crash' is neither a status such as 503, nor one of status, reset"),
        (["--fault", "html=99"], "'html=99' is neither"),
        (["--fault", "777"], "'777' is neither"),
        (["--fault", "503:("], "'(' is no regular expression"),
    ],
)
def test_options_that_make_no_sense_are_refused(options: list[str], message: str) -> None:
    """It serves this machine only, and reads moments in ISO 8601."""
    answer = CliRunner().invoke(main, options)
    assert answer.exit_code == 2
    assert message in answer.output


@pytest.mark.parametrize(
    "options",
    [["--scopes", "orders,store_v2_products_read_only"], ["--fault", "403:customers$"]],
    ids=lambda options: str(options[0]),
)
def test_a_missing_scope_and_a_fault_can_be_shown(options: list[str]) -> None:
    """So that somebody can look at how a client takes them."""
    with serving(options) as get:
        statuses = [get(path).status_code for path in ("v2/orders", "v3/catalog/products")]
        assert statuses == [200, 200]
        assert get("v3/customers").status_code == 403


@pytest.mark.parametrize(
    ("fault", "status", "start"),
    [("html=403", 403, "<html>"), ("html", 200, "<html>"), ("empty", 200, ""), ("502", 502, "[{")],
)
def test_faults_of_every_kind_can_be_shown(fault: str, status: int, start: str) -> None:
    """With another status than their own, as a firewall's page has."""
    with serving(["--fault", fault]) as get:
        answer = get("v2/orders")
        assert (answer.status_code, answer.text[:6].startswith(start)) == (status, True)
        assert get("v2/orders").status_code == status, "it lasts"


@contextmanager
def serving(options: list[str]) -> Iterator[Callable[[str], requests.Response]]:
    """Run the command with some options; gives what fetches a path."""
    size = ["--orders", "1", "--customers", "1", "--products", "1", "--port", "0"]
    with subprocess.Popen(  # noqa: S603 - our own command
        [*COMMAND, *size, *options], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        settings = printed_by(process)
        base = f"{settings['api_url']}/stores/{settings['store_hash']}"
        headers = {"X-Auth-Token": settings["access_token"]}
        try:
            yield lambda path: requests.get(f"{base}/{path}", headers=headers, timeout=10)
        finally:
            process.terminate()


def printed_by(process: subprocess.Popen[str]) -> dict[str, str]:
    """The tap's settings, which the command prints as soon as it can be reached."""
    assert process.stdout
    printed = ""
    while "}" not in printed:
        printed += process.stdout.readline()
    settings: dict[str, str] = json.loads(printed)
    return settings


def test_a_port_in_use_is_a_clear_error() -> None:
    """The message names the address; there is no traceback."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        answer = CliRunner().invoke(main, ["--orders", "1", "--port", str(port)])
    assert answer.exit_code == 1
    assert answer.output.startswith(f"Error: cannot listen at 127.0.0.1:{port}")


def test_every_option_is_explained() -> None:
    """Help text for a newcomer: no option without a word."""
    assert all(option.help for option in main.params if option.name != "help")
