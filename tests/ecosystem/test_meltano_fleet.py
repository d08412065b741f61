"""`examples/meltano-fleet`: an extractor for each store, several of them at once."""

from __future__ import annotations

import json
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import pytest

from bigcommerce_sandbox import Sandbox, Store
from tests.ecosystem.environments import ROOT, program
from tests.ecosystem.processes import run
from tests.ecosystem.project import DATABASE, TAP, Project

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.ecosystem.cluster import Cluster

pytestmark = pytest.mark.ecosystem

SCHEMA = "fleet"
HASHES = ("aaa111", "bbb222", "ccc333")
SIZES: dict[str, Any] = {"orders": 10, "customers": 6, "products": 6, "coupons": 3}


@pytest.fixture(scope="module")
def shops() -> Iterator[list[Sandbox]]:
    """Three stores, each with a token of its own."""
    with ExitStack() as opened:
        yield [
            opened.enter_context(
                Sandbox(
                    Store(seed=seed, **SIZES),
                    store_hash=store_hash,
                    access_token=f"token-of-{store_hash}",
                )
            )
            for seed, store_hash in enumerate(HASHES, 41)
        ]


@pytest.fixture(scope="module")
def environment(shops: list[Sandbox]) -> dict[str, str]:
    """The tokens, and where each store is."""
    tokens = {f"TOKEN_{one.store_hash.upper()}": one.access_token for one in shops}
    addresses = {f"TAP_BIGCOMMERCE__{one.store_hash.upper()}_API_URL": one.url for one in shops}
    return tokens | addresses | {"TARGET_POSTGRES_DEFAULT_TARGET_SCHEMA": SCHEMA}


@pytest.fixture(scope="module")
def project(
    shops: list[Sandbox], cluster: Cluster, tmp_path_factory: pytest.TempPathFactory
) -> Project:
    """A project with what the script writes, and the tap installed once for all stores."""
    program("meltano", "meltano")
    folder = tmp_path_factory.mktemp("fleet")
    stores = folder / "stores.txt"
    stores.write_text(
        "".join(f"{one.store_hash} TOKEN_{one.store_hash.upper()}\n" for one in shops),
        encoding="utf-8",
    )
    made = Project(folder, shops[0], cluster.url)
    script = ROOT / "examples/meltano-fleet/generate.py"
    made.include("fleet.meltano.yml", run(sys.executable, script, stores, DATABASE).stdout)
    made.meltano("install", "extractor", TAP)
    return made


def test_three_stores_at_once_share_the_tables(
    project: Project, environment: dict[str, str], shops: list[Sandbox], cluster: Cluster
) -> None:
    """All rows of all stores are there; the first store's are not loaded twice."""

    def sync(store_hash: str) -> None:
        project.meltano("run", f"bigcommerce--{store_hash}", **environment)

    sync(HASHES[0])  # which makes the tables
    before = cluster.lines("SELECT id, xmin FROM orders ORDER BY id", SCHEMA)
    with ThreadPoolExecutor(len(HASHES)) as pool:
        list(pool.map(sync, HASHES))

    for shop in shops:
        for stream in SIZES:
            ids = cluster.lines(
                f"SELECT id FROM {stream} WHERE store_hash = '{shop.store_hash}'",  # noqa: S608 - our names
                SCHEMA,
            )
            assert sorted(map(int, ids)) == shop.store.collection(stream).ids()
    after = "SELECT id, xmin FROM orders WHERE store_hash = 'aaa111' ORDER BY id"
    assert cluster.lines(after, SCHEMA) == before


def test_each_store_has_settings_and_a_schedule_of_its_own(
    project: Project, environment: dict[str, str]
) -> None:
    """A variable that is meant for the tap as such sets nothing of a store."""
    second = HASHES[1]  # the variable has the hash of the first
    printed = project.meltano("config", "print", f"{TAP}--{second}", **environment)
    settings = json.loads(printed)
    assert settings["store_hash"] == second
    assert settings["store_hash_column"] is True
    listed = json.loads(project.meltano("schedule", "list", "--format=json"))
    schedules = {one["name"]: one["interval"] for one in listed["schedules"]["job"]}
    assert [schedules[f"bigcommerce--{one}-every-hour"] for one in HASHES] == [
        "0 * * * *",
        "20 * * * *",
        "40 * * * *",
    ]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("abc123", "Line 2 is wrong"),
        ("ABC123 TOKEN", "Line 2 is wrong"),
        ("abc123 $TOKEN", "Line 2 is wrong"),
        ("abc123 token", "Line 2 is wrong"),
        ("first1 OTHER", "Line 2 names store first1 a second time"),
    ],
)
def test_a_wrong_list_is_refused_in_words(line: str, said: str, tmp_path: Path) -> None:
    """With the number of the line, and no file half written."""
    stores = tmp_path / "stores.txt"
    stores.write_text(f"first1 TOKEN\n{line}\n", encoding="utf-8")
    script = ROOT / "examples/meltano-fleet/generate.py"
    ended = run(sys.executable, script, stores, DATABASE, code=1)
    assert ended.stdout == ""
    assert said in ended.stderr
    assert "Traceback" not in ended.stderr
