"""The example of a fleet: its list of stores, its months, and how a partition is loaded."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
import time
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from bigcommerce_sandbox import Sandbox
from bigcommerce_sandbox import Store as SandboxStore
from fleet import files, stores, tap
from fleet.errors import FleetError
from fleet.loader import Loader
from fleet.months import bounds, months
from fleet.pipeline import PipelineError
from fleet.stores import Store
from tap_bigcommerce.streams.base import ChildStream
from tap_bigcommerce.tap import TapBigCommerce

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from singer_sdk import Stream

EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "fleet"

NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)
STORE = Store("abc123", "TOKEN_ABC123")
TOKEN = "k3rq8zj0w5"
FLEET: dict[str, Any] = {
    "cut": date(2026, 6, 1),
    "first_month": "2025-11",
    "stores": [{"hash": "abc123", "token": "TOKEN_ABC123"}],
}

TAP = 'echo "$@" >> given; env | grep ^TAP_ >> given; echo row; echo reading >&2'
"""A tap that notes what it is given."""

TARGET = "cat >> rows; echo '{\"at\": 1}'; echo '{\"at\": 2}'; echo loading >&2"
"""A target that keeps what comes, and writes two states."""


@pytest.fixture
def making(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Loader]:
    """Makes loaders in a new folder, whose tap and target are scripts for a shell."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(STORE.token, TOKEN)

    def make(reads: str = TAP, loads: str = TARGET) -> Loader:
        return Loader(
            fleet=stores.parse(FLEET, NOW),
            tap=["sh", "-c", reads, "tap"],  # what follows are the script's arguments
            target=["sh", "-c", loads],
            states=tmp_path / "states",
            environment={"PATH": os.environ["PATH"]},
        )

    return make


STATE = Path("states/abc123/since-2026-06-01.json")


def ignore(_line: str) -> None:
    """Log nothing."""


# The list of stores


def test_the_example_is_a_list() -> None:
    """The file that comes with it."""
    listed = stores.read(EXAMPLE / "stores.example.yml")
    assert list(listed.stores) == ["abc123", "def456"]
    assert listed.backfill == ["orders", "customers"]


@pytest.mark.parametrize("mode", ["nested", "tables", "both"])
def test_months_have_every_stream_that_begins_at_the_cut(
    mode: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of those that the tap selects: what no month has would be missing from before the cut."""
    monkeypatch.setenv("TAP_BIGCOMMERCE_STREAMS", mode)
    listed = stores.read(EXAMPLE / "stores.example.yml").backfill
    streams = TapBigCommerce(config={"streams": mode}, validate_config=False).streams
    by_date = [
        name
        for name, one in streams.items()
        if one.selected and one.replication_key and begins_at_start_date(one)
    ]
    assert sorted(listed) == sorted(by_date)


def begins_at_start_date(stream: Stream) -> bool:
    """Whether the first run leaves out what is older than its `start_date`."""
    root = stream.parent_stream_type if isinstance(stream, ChildStream) else stream
    return not getattr(root, "reads_whole_first", False)


def test_dagster_and_a_shell_read_the_same_settings() -> None:
    """Dagster reads the file as well, and expands variables in braces only."""
    readme = (EXAMPLE / "README.md").read_text(encoding="utf-8")
    [example] = re.findall(r"```bash\n(DAGSTER_HOME=.+?)```", readme, re.DOTALL)
    assert "${PWD}/" in example
    assert re.findall(r"\$(?!\{PWD\})", example) == []
    [home] = re.findall(r"DAGSTER_HOME=\$\{PWD\}/(.+)", example)
    assert (EXAMPLE / home / "dagster.yaml").exists()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"cut": None}, "cut is None; give the first day of a month"),
        ({"cut": date(2026, 5, 2)}, "cut is 2026-05-02; give the first day of a month"),
        ({"cut": date(2026, 7, 1)}, "the month before it is not over yet"),
        ({"first_month": "2026-06"}, "first_month is 2026-06; give a month before the cut"),
        ({"first_month": "2026-13"}, "first_month is 2026-13; give a month before the cut"),
        ({"first_month": 2026}, "first_month is 2026; give a month before the cut"),
        ({"backfill": "orders"}, "backfill is 'orders'; give names of streams"),
        ({"stores": []}, "The file should list stores"),
        ({"stores": ["abc123"]}, "Store 1 should have hash and token"),
        ({"stores": [{"hash": "abc123"}]}, "Store 1 should have hash and token"),
        ({"stores": FLEET["stores"] * 2}, "Store 2 should have a hash of its own"),
        ({"stores": [{"hash": 123456, "token": "T"}]}, "in quotes if it consists of digits"),
        ({"stores": [{"hash": "a/b", "token": "T"}]}, "Store 1 should have a hash of its own"),
        ({"start": 1}, "The file should have the keys backfill, cut, first_month, stores"),
    ],
)
def test_a_wrong_list_is_refused(change: dict[str, Any], says: str) -> None:
    """In words that say what to write instead."""
    with pytest.raises(FleetError) as raised:
        stores.parse(FLEET | change, NOW)
    assert says in str(raised.value)


def test_a_token_in_the_list_is_refused_and_not_repeated() -> None:
    """The list names environment variables, and may be committed."""
    for entry in ({"hash": "abc123", "token": TOKEN}, {"hash": "abc123", "secret": TOKEN}):
        with pytest.raises(FleetError) as raised:
            stores.parse(FLEET | {"stores": [entry]}, NOW)
        assert TOKEN not in str(raised.value)


def test_a_list_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    """Whether it is missing, or no YAML, or wrong."""
    path = tmp_path / "stores.yml"
    for content in (None, "{", "cut: 2026-06-01"):
        if content:
            path.write_text(content, encoding="utf-8")
        with pytest.raises(FleetError, match=r"stores\.yml"):
            stores.read(path)


# Months


def test_months_end_at_the_cut() -> None:
    """The cut's own month belongs to the ongoing run."""
    assert months("2025-11", date(2026, 2, 1)) == ["2025-11", "2025-12", "2026-01"]


def test_months_leave_no_day_out_and_share_none() -> None:
    """Over a leap year and over others."""
    days = [bounds(month) for month in months("2023-01", date(2026, 1, 1))]
    assert days[0][0] == date(2023, 1, 1)
    assert days[-1][1] == date(2025, 12, 31)
    for (_, last), (first, _) in pairwise(days):
        assert first - last == timedelta(days=1)


def test_a_cut_waits_until_the_month_before_it_has_settled() -> None:
    """A month that is read in its last hour would lack what the API shows late."""
    at = datetime(2026, 6, 1, tzinfo=UTC)
    with pytest.raises(FleetError, match="not over yet"):
        stores.parse(FLEET, at + timedelta(minutes=59))
    assert stores.parse(FLEET, at + timedelta(hours=1)).months[-1] == "2026-05"


# The tap


def test_the_token_is_in_the_taps_environment_only(making: Callable[..., Loader]) -> None:
    """Neither the target nor any file or argument has it."""
    making(loads=f"env > seen; {TARGET}").load_changes(STORE, ignore)
    assert f"TAP_BIGCOMMERCE_ACCESS_TOKEN={TOKEN}\n" in Path("given").read_text(encoding="utf-8")
    for path in (Path("seen"), *Path("states").rglob("*.*")):
        assert TOKEN not in path.read_text(encoding="utf-8")


@pytest.mark.usefixtures("making")
def test_a_loader_hands_on_no_token(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of its own environment, tap and target have all but the stores' tokens."""
    monkeypatch.setenv("TAP_BIGCOMMERCE_QUOTA_RESERVE", "30")
    monkeypatch.setenv("FLEET_TAP", "'/a folder/tap-bigcommerce' --catalog c.json")
    made = Loader.from_environment(stores.parse(FLEET, NOW))
    assert made.tap == ["/a folder/tap-bigcommerce", "--catalog", "c.json"]
    assert made.environment["TAP_BIGCOMMERCE_QUOTA_RESERVE"] == "30"
    assert STORE.token not in made.environment


@pytest.mark.usefixtures("making")
def test_a_missing_token_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """By the variable that should hold it."""
    monkeypatch.delenv(STORE.token)
    with pytest.raises(FleetError, match="Set the environment variable TOKEN_ABC123"):
        tap.environment(STORE, {}, {})


@pytest.mark.usefixtures("making")
def test_rows_have_the_stores_hash() -> None:
    """And come from where its API is."""
    given = tap.environment(Store("abc123", STORE.token, "http://127.0.0.1:1"), {}, {"A": "b"})
    assert given == {
        "A": "b",
        "TAP_BIGCOMMERCE_STORE_HASH": "abc123",
        "TAP_BIGCOMMERCE_ACCESS_TOKEN": TOKEN,
        "TAP_BIGCOMMERCE_STORE_HASH_COLUMN": "true",
        "TAP_BIGCOMMERCE_API_URL": "http://127.0.0.1:1",
    }


# Loading a partition


def test_changes_are_read_from_the_cut_and_then_from_the_state(
    making: Callable[..., Loader],
) -> None:
    """The last state that the target confirmed."""
    making().load_changes(STORE, ignore)
    given = Path("given").read_text(encoding="utf-8")
    assert "TAP_BIGCOMMERCE_START_DATE=2026-06-01\n" in given
    assert "END_DATE" not in given
    assert "--state" not in given
    assert json.loads(STATE.read_bytes()) == {"at": 2}

    making().load_changes(STORE, ignore)
    assert f"--state {STATE.absolute()}" in Path("given").read_text(encoding="utf-8")


def test_a_month_is_read_between_its_ends(making: Callable[..., Loader]) -> None:
    """Streams with dates only, from no state, and to none."""
    making().load_changes(STORE, ignore)
    Path("given").unlink()
    before = STATE.read_bytes()
    loader = making(loads="cat > rows; echo '{\"at\": 3}'")
    loader.tap.extend(("--catalog", "for-incremental.json"))
    loader.load_month(STORE, "2026-02", ignore)
    given = Path("given").read_text(encoding="utf-8")
    assert "TAP_BIGCOMMERCE_START_DATE=2026-02-01\n" in given
    assert "TAP_BIGCOMMERCE_END_DATE=2026-02-28\n" in given
    assert "--state" not in given
    catalog = json.loads(Path(given.split("--catalog ")[-1].split("\n")[0]).read_bytes())
    assert [one["tap_stream_id"] for one in catalog["streams"]] == ["orders", "customers"]
    assert STATE.read_bytes() == before


def test_the_first_month_has_everything_older(making: Callable[..., Loader]) -> None:
    """Nobody has to know the date of a store's oldest order."""
    making().load_changes(STORE, ignore)
    Path("given").unlink()
    making().load_month(STORE, "2025-11", ignore)
    given = Path("given").read_text(encoding="utf-8")
    assert "START_DATE" not in given
    assert "TAP_BIGCOMMERCE_END_DATE=2025-11-30\n" in given


def test_a_month_waits_for_the_ongoing_run(making: Callable[..., Loader]) -> None:
    """It notes the highest ids, without which an import of old orders could be missed."""
    with pytest.raises(FleetError, match="incremental of abc123 before its months"):
        making().load_month(STORE, "2026-05", ignore)
    assert not Path("rows").exists()


@pytest.mark.parametrize(
    ("reads", "loads", "says"),
    [
        (f"{TAP}; echo no access >&2; exit 1", TARGET, "The tap ended with exit code 1: no access"),
        (TAP, f"{TARGET}; echo disk full >&2; exit 2", "The target ended with exit code 2: disk "),
        ("exec cat /dev/zero", "echo no table >&2; exit 1", "The target ended with exit code 1"),
        (TAP, "no-such-program", "The target ended with exit code 127"),
    ],
)
def test_the_state_stays_if_either_fails(
    making: Callable[..., Loader], reads: str, loads: str, says: str
) -> None:
    """And the error is that of the one that failed first."""
    making().load_changes(STORE, ignore)
    STATE.write_text('{"at": 0}', encoding="utf-8")
    with pytest.raises(PipelineError, match=says):
        making(reads, loads).load_changes(STORE, ignore)
    assert json.loads(STATE.read_bytes()) == {"at": 0}


def test_a_command_that_does_not_exist_is_named(making: Callable[..., Loader]) -> None:
    """With the variable that sets it."""
    loader = making()
    loader.tap[0] = "no-such-tap"
    with pytest.raises(PipelineError, match=r"tap does not start.*Set FLEET_TAP"):
        loader.load_changes(STORE, ignore)


def test_each_line_is_logged(making: Callable[..., Loader]) -> None:
    """Of the tap and of the target; rows are not."""
    lines: list[str] = []
    making().load_changes(STORE, lines.append)
    assert sorted(lines) == ["loading", "reading"]


def test_rows_pass_unchanged(making: Callable[..., Loader]) -> None:
    """However many there are, and however long a state is."""
    many = "seq 300000"
    long = "head -c 900000 /dev/zero | tr '\\0' 1; echo"
    making(many, f"cat > rows; {long}").load_changes(STORE, ignore)
    assert Path("rows").read_text(encoding="utf-8").split() == [
        str(number) for number in range(1, 300_001)
    ]
    assert STATE.stat().st_size == 900_000


def test_a_state_is_replaced_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Up to the last moment, the old one is there."""
    path = tmp_path / "state.json"
    files.replace(path, b"old")
    before: list[bytes] = []
    replace = os.replace

    def look(source: Path, target: Path) -> None:
        before.append(path.read_bytes())
        assert source.read_bytes() == b"new"
        replace(source, target)

    monkeypatch.setattr(os, "replace", look)
    files.replace(path, b"new")
    assert before == [b"old"]
    assert [one.name for one in tmp_path.iterdir()] == ["state.json"]
    assert path.read_bytes() == b"new"


@pytest.mark.proof
@pytest.mark.usefixtures("making")
def test_partitions_together_have_every_record_of_every_store(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Read by the tap: each order and customer once, with the hash of its store in its key.

    Some are older than the first month.
    """
    sizes: dict[str, Any] = {"orders": 40, "customers": 20, "products": 5, "coupons": 3}
    shop = SandboxStore(seed=3, months=4, **sizes)
    with Sandbox(shop, store_hash="abc123", access_token=TOKEN) as sandbox:
        store = Store("abc123", STORE.token, sandbox.url)
        monkeypatch.setenv("FLEET_TAP", shlex.join([sys.executable, "-m", "tap_bigcommerce"]))
        keep = 'tee -a rows | grep STATE | sed \'s/^{"type":"STATE","value"://; s/}$//\''
        monkeypatch.setenv("FLEET_TARGET", shlex.join(["sh", "-c", keep]))
        loader = Loader.from_environment(stores.parse(FLEET | {"first_month": "2026-05"}, NOW))
        loader.load_changes(store, ignore)
        for month in loader.fleet.months:
            loader.load_month(store, month, ignore)
    messages = [json.loads(line) for line in Path("rows").read_bytes().splitlines()]
    assert all(
        one["key_properties"][0] == "store_hash" for one in messages if one["type"] == "SCHEMA"
    )
    keys = [
        (one["stream"], one["record"]["store_hash"], one["record"]["id"])
        for one in messages
        if one["type"] == "RECORD"
    ]
    every = {(stream, "abc123", one) for stream in sizes for one in shop.collection(stream).ids()}
    assert sorted(keys) == sorted(every)
    assert json.loads(STATE.read_bytes())["bookmarks"].keys() >= {"orders", "customers"}


# Runs that are killed

RUN = """
from datetime import UTC, datetime
from pathlib import Path
from fleet import stores
from fleet.loader import Loader
from fleet.stores import Store

fleet = stores.read(Path("stores.yml"))
Loader.from_environment(fleet).load_changes(fleet.stores["abc123"], print)
"""


@pytest.fixture
def killed(making: Callable[..., Loader], monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A run whose process was killed while its tap goes on reading; the folder it ran in."""
    making()
    folder = Path.cwd()
    (folder / "stores.yml").write_text(
        "cut: 2026-06-01\nfirst_month: 2025-11\nstores: [{hash: abc123, token: TOKEN_ABC123}]\n",
        encoding="utf-8",
    )
    reads = "touch asked; while [ ! -e go ]; do sleep 0.05; done; seq 100000 && touch read"
    monkeypatch.setenv("FLEET_TAP", shlex.join(["sh", "-c", reads]))
    monkeypatch.setenv("FLEET_TARGET", shlex.join(["sh", "-c", "touch begun; cat > rows"]))
    monkeypatch.setenv("PYTHONPATH", str(EXAMPLE))
    with subprocess.Popen([sys.executable, "-c", RUN]) as process:  # noqa: S603 - our own
        while not ((folder / "asked").exists() and (folder / "begun").exists()):
            assert process.poll() is None
            time.sleep(0.05)
        process.kill()
    yield folder
    (folder / "go").touch()


def test_what_a_killed_run_leaves_ends(killed: Path) -> None:
    """The tap cannot write any more, and the target has come to the end of its rows."""
    (killed / "go").touch()
    with files.locked(killed / "states" / "abc123" / "lock", lambda: None):
        assert not (killed / "read").exists()
        assert (killed / "rows").read_bytes() == b""


def test_the_next_run_waits_for_what_a_killed_run_left(
    killed: Path, making: Callable[..., Loader]
) -> None:
    """Two taps of one store at once could load an old row after a new one."""
    lines: list[str] = []

    def log(line: str) -> None:
        lines.append(line)
        (killed / "go").touch()

    making().load_changes(STORE, log)
    assert lines[0] == "Waiting for an earlier run of abc123 to end"
    assert json.loads(STATE.read_bytes()) == {"at": 2}
