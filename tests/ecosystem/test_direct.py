"""The example that loads into DuckDB by itself: what it does with each message, and in a crash."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest

from bigcommerce_sandbox import Fault, Sandbox, Store
from tests.ecosystem.direct import ENVIRONMENT, EXAMPLE, DirectFiles, DirectTables
from tests.ecosystem.environments import FOLDER, program
from tests.ecosystem.processes import PATIENCE, FailedError, run
from tests.running import config

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.ecosystem

BATCH = 50_000
"""Records that the example loads at once."""

ID = {"type": ["integer"]}
TEXT = {"type": ["string", "null"]}
AMOUNT = {"type": ["number", "null"]}

Message = dict[str, Any]


@pytest.fixture
def tables(tmp_path: Path) -> DirectTables:
    """The example, with an empty database."""
    program(ENVIRONMENT, "python")
    return DirectTables(tmp_path)


@pytest.fixture
def files(tmp_path: Path) -> DirectFiles:
    """The example, with an empty folder."""
    program(ENVIRONMENT, "python")
    return DirectFiles(tmp_path)


def schema(**fields: Any) -> Message:
    """A SCHEMA message; the stream has an id."""
    properties = {"id": ID, **fields}
    return {
        "type": "SCHEMA",
        "stream": "coupons",
        "schema": {"properties": properties},
        "key_properties": ["id"],
    }


def record(number: int, version: int | None = None, **fields: Any) -> Message:
    """A RECORD message."""
    return {
        "type": "RECORD",
        "stream": "coupons",
        "record": {"id": number, **fields},
        "version": version,
        "time_extracted": "2026-01-02T03:04:05.678901+00:00",
    }


def state(value: Any) -> Message:
    """A STATE message."""
    return {"type": "STATE", "value": value}


def activate(version: int) -> Message:
    """An ACTIVATE_VERSION message."""
    return {"type": "ACTIVATE_VERSION", "stream": "coupons", "version": version}


def load(example: DirectTables, *messages: Message | str, code: int = 0) -> tuple[list[Any], str]:
    """Load messages, and return the states and the log."""
    source = example.database.with_name("messages")
    lines = [one if isinstance(one, str) else json.dumps(one) for one in messages]
    source.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    done = run(*example.command(source), source=source, code=code)
    return [json.loads(line) for line in done.stdout.splitlines()], done.stderr


def ids(example: DirectTables) -> list[int]:
    """The ids that are stored."""
    return sorted(row["id"] for row in example.rows("coupons"))


def test_the_last_record_of_a_key_counts(tables: DirectTables) -> None:
    """Within a batch, and between runs; other rows stay."""
    numbers = [*range(3000), *range(3000)]
    load(tables, schema(code=TEXT), *(record(n, code=str(p)) for p, n in enumerate(numbers)))
    load(tables, schema(code=TEXT), record(7, code="new"), record(3000, code="new"))
    codes = {row["id"]: row["code"] for row in tables.rows("coupons")}
    expected = {number: str(number + 3000) for number in range(3000)}
    assert codes == {**expected, 7: "new", 3000: "new"}


def test_the_last_record_of_a_key_counts_in_files(files: DirectFiles) -> None:
    """With the query of the README."""
    load(files, schema(code=TEXT), record(1, code="a"), record(1, code="b"), record(2, code="a"))
    load(files, schema(code=TEXT), record(2, code="c"))
    assert {row["id"]: row["code"] for row in files.rows("coupons")} == {1: "b", 2: "c"}


def test_records_say_when_they_were_read(tables: DirectTables) -> None:
    """As they do in published targets."""
    load(tables, schema(), record(1, version=5))
    asked = "SELECT _sdc_extracted_at AS at, _sdc_table_version AS version FROM coupons"
    assert tables.ask(asked) == [{"at": "2026-01-02T03:04:05.678901+00:00", "version": 5}]


def test_messages_may_have_their_fields_in_any_order(tables: DirectTables) -> None:
    """Singer does not say which comes first."""
    load(tables, schema(), '{"record": {"id": 1}, "stream": "coupons", "type": "RECORD"}')
    assert ids(tables) == [1]


def test_new_columns_are_added(tables: DirectTables) -> None:
    """Nested ones too; rows that are there have nulls."""
    old = {"type": ["object"], "properties": {"a": AMOUNT}}
    new = {"type": ["object"], "properties": {"b": TEXT, "a": AMOUNT}}
    lists = [{"type": ["array"], "items": one} for one in (old, new)]
    load(tables, schema(nested=old, some=lists[0]), record(1, nested={"a": 1.5}, some=[{"a": 1.5}]))
    later = record(2, nested={"a": 2.5, "b": "x"}, some=[{"a": 2.5, "b": "x"}], code="y")
    load(tables, schema(nested=new, some=lists[1], code=TEXT), later)
    assert [row for row in tables.rows("coupons") if row["id"] == 1] == [
        {"id": 1, "nested": {"a": 1.5}, "some": [{"a": 1.5}], "code": None}
    ]
    assert [row for row in tables.rows("coupons") if row["id"] == 2] == [
        {"id": 2, "nested": {"a": 2.5, "b": "x"}, "some": [{"a": 2.5, "b": "x"}], "code": "y"}
    ]


def test_a_changed_type_is_an_error(tables: DirectTables) -> None:
    """It names the field, and leaves the rows."""
    load(tables, schema(code=TEXT), record(1, code="a"))
    _, log = load(tables, schema(code=AMOUNT), record(2, code=1.5), code=1)
    assert "coupons.code is DECIMAL(38,10) now, and VARCHAR in the database" in log
    assert ids(tables) == [1]


def test_rounding_is_told_once(tables: DirectTables) -> None:
    """Text that looks like a number is none."""
    rows = [record(1, code="0.00000000001", n=0.5), record(2, code="", n=0.30000000000000004)]
    _, log = load(tables, schema(code=TEXT, n=AMOUNT), *rows, record(3, code="", n=1e-12))
    assert [line for line in log.splitlines() if "rounded" in line] == [
        "load.py: coupons: numbers such as 0.30000000000000004 are rounded to 10 decimals."
    ]


def test_rows_of_older_versions_are_removed(tables: DirectTables) -> None:
    """Rows without a version too; the message may come before the rows as well."""
    load(tables, schema(), record(1), record(2))
    states, _ = load(tables, schema(), record(2, version=5), activate(5), state("five"))
    assert (ids(tables), states) == ([2], ["five"])
    load(tables, schema(), activate(6), record(3, version=6), record(4, version=6))
    assert ids(tables) == [3, 4]


def test_files_refuse_versions(files: DirectFiles) -> None:
    """In words that say what to do."""
    states, log = load(files, schema(), record(1, version=5), activate(5), state("five"), code=1)
    assert "Set activate_versions to false, or load into a DuckDB file" in log
    assert states == []


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("no message", "A line is not JSON"),
        ('{"type": "BATCH"}', "Cannot load this message"),
        ('{"type": "RECORD", "stream": "x", "record": {}}', "A record of x came before the SCHEMA"),
        ('{"type":"RECORD","stream":"coupons","rec', "Malformed JSON"),
        ('{"type":"RECORD","stream":"coupons","record":{"id":"x"}}', "Failed to cast"),
    ],
)
def test_what_cannot_be_loaded_is_told(tables: DirectTables, line: str, said: str) -> None:
    """In a line, not with a traceback; no state says that it was loaded."""
    states, log = load(tables, schema(), record(1), line, state("late"), code=1)
    assert said in log
    assert "Traceback" not in log
    assert states == []
    assert ids(tables) == []


def test_a_state_comes_when_all_before_it_is_stored(tables: DirectTables, tmp_path: Path) -> None:
    """A kill between two batches leaves the rows of the first, and the state that says so."""
    command = [str(word) for word in tables.command(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as loading:  # noqa: S603 - ours
        assert loading.stdin
        assert loading.stdout
        messages = [schema(), *map(record, range(BATCH - 1)), state("first"), record(BATCH - 1)]
        second = [record(BATCH), state("second")]
        for message in (*messages, *second):
            loading.stdin.write(json.dumps(message).encode() + b"\n")
        loading.stdin.flush()
        first = loading.stdout.readline()
        loading.kill()
    assert json.loads(first) == "first"
    assert ids(tables) == [*range(BATCH)]
    states, _ = load(tables, schema(), record(BATCH), state("second"))
    assert states == ["second"]
    assert ids(tables) == [*range(BATCH + 1)]


def test_files_that_are_half_written_are_not_read(files: DirectFiles) -> None:
    """A killed run leaves such ones; every run has names of its own."""
    for number in range(2):
        load(files, schema(), record(number))
    (files.files / "coupons" / "20260101T000000.000000Z-0.parquet.part").write_bytes(b"PAR1")
    assert len(list((files.files / "coupons").glob("*.parquet"))) == 2
    assert ids(files) == [0, 1]


@pytest.fixture
def shop() -> Iterator[Sandbox]:
    """A small store."""
    store = Store(seed=7, orders=20, customers=5, products=5, coupons=2)
    store.clock.advance(3600)
    with Sandbox(store) as sandbox:
        yield sandbox


@pytest.fixture
def tap(shop: Sandbox, tmp_path: Path) -> Path:
    """The tap's command, in a folder where the script can run."""
    tap = tmp_path / "tap" / "bin" / "tap-bigcommerce"
    tap.parent.mkdir(parents=True)
    tap.write_text(f'#!/bin/sh\nexec {sys.executable} -m tap_bigcommerce "$@"\n', encoding="utf-8")
    tap.chmod(0o700)
    (tmp_path / "duckdb").symlink_to(FOLDER / ENVIRONMENT)
    (tmp_path / "config.json").write_text(json.dumps(config(shop)), encoding="utf-8")
    return tap


def test_the_script_keeps_the_state_and_takes_a_lock(
    tables: DirectTables, shop: Sandbox, tap: Path, tmp_path: Path
) -> None:
    """The second run loads what changed; one that begins beside another ends at once."""
    script = (EXAMPLE / "run.sh", tables.database)

    run(*script, cwd=tmp_path, env={**os.environ})
    shop.store.orders.edit(shop.store.orders.ids()[0], staff_notes="new")
    shop.store.clock.advance(3600)
    run(*script, cwd=tmp_path, env={**os.environ})
    assert [row["staff_notes"] for row in tables.rows("orders")].count("new") == 1
    assert len(tables.rows("orders")) == 20

    state = tmp_path / f"{tables.database.name}.state.json"
    before = state.read_text(encoding="utf-8")
    with pytest.raises(FailedError, match="Another run is still loading"):
        run("flock", tmp_path / "state.lock", *script, cwd=tmp_path)
    tap.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    with pytest.raises(FailedError):
        run(*script, cwd=tmp_path)
    assert state.read_text(encoding="utf-8") == before


def test_a_stream_that_fails_does_not_cost_the_others(
    tables: DirectTables, shop: Sandbox, tap: Path
) -> None:
    """The script fails as the tap does; the next run goes on with what was loaded."""
    folder = tap.parents[2]
    shop.faults.append(Fault(path="/v2/coupons$", status=403, times=None))
    script = (EXAMPLE / "run.sh", tables.database)
    run(*script, cwd=folder, env={**os.environ}, code=1)
    state = folder / f"{tables.database.name}.state.json"
    assert "replication_key_value" in json.loads(state.read_bytes())["bookmarks"]["orders"]
    assert len(tables.rows("orders")) == 20


@pytest.mark.usefixtures("tables")
def test_an_interrupted_script_keeps_the_last_whole_state(tap: Path) -> None:
    """The records before it are durable; those after it come again."""
    folder = tap.parents[2]
    messages = [schema(), *map(record, range(BATCH - 1)), state({"at": 1}), record(BATCH - 1)]
    lines = "".join(f"{json.dumps(one)}\n" for one in messages)
    (folder / "messages").write_text(lines, encoding="utf-8")
    tap.write_text("#!/bin/sh\ncat messages; exec sleep 600\n", encoding="utf-8")
    (folder / "store.state.json").write_text('{"at": 0}', encoding="utf-8")
    command = [str(EXAMPLE / "run.sh"), "store"]
    with subprocess.Popen(command, cwd=folder, start_new_session=True) as running:  # noqa: S603 - ours
        while not (folder / "states.jsonl").exists() or not (folder / "states.jsonl").read_bytes():
            assert running.poll() is None
            time.sleep(0.1)
        os.killpg(running.pid, signal.SIGINT)
        assert running.wait(PATIENCE) != 0
    assert json.loads((folder / "store.state.json").read_bytes()) == {"at": 1}
