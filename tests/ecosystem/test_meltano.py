"""The tap in a Meltano project: as its `meltano.yml` defines it, and as the documentation says."""

from __future__ import annotations

import json
import os
import re
import shlex
from typing import TYPE_CHECKING, Any, NamedTuple

import jsonschema
import pytest
import yaml

from bigcommerce_sandbox import Sandbox, Store
from tests.documents import page
from tests.ecosystem.environments import FOLDER, ROOT, program
from tests.ecosystem.processes import FailedError, run
from tests.ecosystem.project import DATABASE, QUIET, SCHEMA, TAP, Project
from tests.running import decode

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.ecosystem.cluster import Cluster

pytestmark = pytest.mark.ecosystem

STREAMS = ("coupons", "customers", "orders", "products")
DATED = ("customers", "orders", "products")
SIZES: dict[str, Any] = {"coupons": 30, "customers": 80, "orders": 120, "products": 60}
STATE_ID = f"dev:{TAP}-to-{DATABASE}"

Log = list[dict[str, Any]]


@pytest.fixture(scope="module")
def store() -> Store:
    """A store that does not change."""
    return Store(seed=6, **SIZES)


@pytest.fixture(scope="module")
def project(
    store: Store, cluster: Cluster, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Project]:
    """A new project, with the tap installed by Meltano."""
    program("meltano", "meltano")
    with Sandbox(store) as shop:
        made = Project(tmp_path_factory.mktemp("meltano"), shop, cluster.url)
        made.meltano("install", "extractor", TAP)
        yield made


class Runs(NamedTuple):
    """Two runs of one pipeline: their logs, and the database after each."""

    first: Log
    second: Log
    versions: dict[str, set[str]]
    versions_after: dict[str, set[str]]


@pytest.fixture(scope="module")
def runs(project: Project, cluster: Cluster) -> Runs:
    """`meltano run` from nothing, and again."""

    def versions() -> dict[str, set[str]]:
        # PostgreSQL gives a row another xmin whenever it is written.
        return {
            stream: set(cluster.lines(f"SELECT id, xmin FROM {stream}", SCHEMA))  # noqa: S608 - our names
            for stream in STREAMS
        }

    first = project.logged("run", TAP, DATABASE)
    before = versions()
    second = project.logged("run", TAP, DATABASE)
    return Runs(first, second, before, versions())


def own(log: Log) -> Log:
    """The lines of the tap."""
    return [line for line in log if line.get("name") == TAP]


def delivered(log: Log) -> dict[str, int]:
    """How many records of each stream the tap says it has delivered."""
    counts = dict.fromkeys(STREAMS, 0)
    for point in (line["metric_info"] for line in own(log) if "metric_info" in line):
        if point["metric"] == "record_count":
            counts[point["tags"]["stream"]] += point["value"]
    return counts


def test_the_project_file_is_one() -> None:
    """By Meltano's own schema, unknown keys included."""
    program("meltano", "meltano")
    (schema,) = FOLDER.glob("meltano/lib/*/site-packages/meltano/schemas/meltano.schema.json")
    definition = yaml.safe_load((ROOT / "meltano.yml").read_text(encoding="utf-8"))
    jsonschema.validate(definition, json.loads(schema.read_text(encoding="utf-8")))


def test_the_configuration_can_be_tested(project: Project) -> None:
    """`meltano config test` says that it is valid, or what is wrong, in the tap's own words."""
    assert "configuration is valid" in project.meltano("config", "test", TAP)
    with pytest.raises(FailedError, match="does not accept the access token"):
        project.meltano("config", "test", TAP, TAP_BIGCOMMERCE_ACCESS_TOKEN="wrong")


def test_selection_can_be_listed(project: Project) -> None:
    """Records are selected with their parts, but what is costly; keys cannot be deselected."""
    listed = json.loads(project.meltano("select", TAP, "--list", "--all", "--json"))
    by_name = {f"{one['stream']}.{one['property']}": one["selection"] for one in listed["streams"]}
    selected = {name.partition(".")[0] for name, how in by_name.items() if how == "selected"}
    assert selected == set(STREAMS)
    assert by_name["orders.id"] == "automatic"
    assert by_name["orders.total_inc_tax"] == "selected"
    assert by_name["products.variants"] == "selected"
    assert by_name["products.options"] == by_name["products.modifiers"] == "excluded"


def test_a_run_loads_the_store(runs: Runs, store: Store) -> None:
    """Every record of every stream."""
    for stream in STREAMS:
        ids = {int(row.split("|")[0]) for row in runs.versions[stream]}
        assert ids == set(store.collection(stream).ids())


def test_a_second_run_goes_on_from_the_state(runs: Runs) -> None:
    """Nothing that has a date comes again, so that no row of it is written again."""
    assert delivered(runs.first) == SIZES
    assert delivered(runs.second) == {**dict.fromkeys(STREAMS, 0), "coupons": SIZES["coupons"]}
    for stream in DATED:
        assert runs.versions_after[stream] == runs.versions[stream]


@pytest.mark.usefixtures("runs")
def test_the_state_can_be_looked_at(project: Project, store: Store) -> None:
    """It is listed as valid, and has the date of the last change of each stream."""
    assert STATE_ID in project.meltano("state", "list").split()
    bookmarks = json.loads(project.meltano("state", "get", STATE_ID))["singer_state"]["bookmarks"]
    for stream in DATED:
        collection = store.collection(stream)
        last = max(filter(None, map(collection.modified, collection.ids())))
        assert bookmarks[stream]["replication_key_value"] == last.isoformat()


def test_meltano_understands_the_log(runs: Runs) -> None:
    """Level, logger and metrics of each line, instead of a text."""
    assert own(runs.first)
    assert [line for line in own(runs.first) if "plugin_logger" not in line] == []


def test_the_example_runs_as_scheduled(project: Project, store: Store) -> None:
    """Its rules select, its map masks, and its schedule runs it."""
    listed = json.loads(project.meltano("schedule", "list", "--format=json"))
    (schedule,) = listed["schedules"]["job"]
    project.meltano("schedule", "run", schedule["name"])

    customers = decode((project.files / "customers.jsonl").read_bytes())
    orders = decode((project.files / "orders.jsonl").read_bytes())
    assert {one["id"] for one in customers} == set(store.customers.ids())
    assert {one["id"] for one in orders} == set(store.orders.ids())
    emails = {store.customers.get(one["id"])["email"] for one in customers}
    assert emails.isdisjoint(one["email"] for one in customers)
    personal = {"first_name", "last_name", "phone", "addresses", "billing_address", "ip_address"}
    for record in (*customers, *orders):
        assert personal.isdisjoint(record)
    assert sorted(one.name for one in project.files.iterdir()) == [
        "customers.jsonl",
        "orders.jsonl",
    ]


def test_definitions_can_be_added(tmp_path: Path) -> None:
    """To a project of one's own, from a clone: nobody copies them."""
    (tmp_path / "meltano.yml").write_text("default_environment: dev\nenvironments: [{name: dev}]\n")
    environment = {**os.environ, **QUIET, "TAP_BIGCOMMERCE_CLONE": str(ROOT)}

    def meltano(*words: str) -> str:
        return run(program("meltano", "meltano"), *words, env=environment, cwd=tmp_path).stdout

    for name in (TAP, DATABASE, "target-duckdb"):
        meltano("add", name, "--from-ref", str(ROOT / f"meltano/{name}.yml"), "--no-install")
    [defaults] = re.findall(
        r"^\$ meltano (config set tap-bigcommerce _select .+)$", page("meltano"), re.MULTILINE
    )
    meltano(*shlex.split(defaults))
    project = yaml.safe_load((tmp_path / "meltano.yml").read_text(encoding="utf-8"))
    [tap] = project["plugins"]["extractors"]
    ours = yaml.safe_load((ROOT / "meltano.yml").read_text(encoding="utf-8"))
    assert tap["select"] == ours["plugins"]["extractors"][0]["select"]

    meltano("install", "extractor", TAP)
    assert "tap-bigcommerce v" in meltano("invoke", TAP, "--version")
    told = json.loads(meltano("config", "print", DATABASE))
    assert (told["use_copy"], told["validate_records"]) == (True, False)
    assert json.loads(meltano("config", "print", "target-duckdb"))["filepath"]


NULLS = """
plugins:
  extractors:
    - name: tap-plain
      namespace: tap_plain
      executable: "true"
      settings: [{name: stream_maps, kind: object}]
      config: {stream_maps: {customers: {email: md5(email), phone: null, notes: __NULL__}}}
    - name: tap-heir
      inherit_from: tap-plain
      config: {stream_maps: {customers: {email: null}}}
    - name: tap-other-heir
      inherit_from: tap-plain
      config: {stream_maps: {customers: {first_name: null}}}
"""


def test_meltano_loses_a_null_of_a_stream_map(tmp_path: Path) -> None:
    """The field would be delivered; in a definition that inherits, it may even end Meltano."""
    (tmp_path / "meltano.yml").write_text(NULLS, encoding="utf-8")
    meltano, environment = program("meltano", "meltano"), {**os.environ, **QUIET}

    def config(tap: str) -> Any:
        printed = run(meltano, "config", "print", tap, env=environment, cwd=tmp_path).stdout
        return json.loads(printed)

    kept = {"stream_maps": {"customers": {"email": "md5(email)", "notes": "__NULL__"}}}
    assert config("tap-plain") == config("tap-heir") == kept
    with pytest.raises(FailedError, match="KeyError"):
        config("tap-other-heir")
