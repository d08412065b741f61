"""README, meltano.yml, sample_config.json and the code say the same."""

from __future__ import annotations

import ast
import json
import re
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
import yaml

from demo import questions
from docs import streams
from tap_bigcommerce import settings
from tap_bigcommerce.errors import SettingsError
from tap_bigcommerce.settings import SETTINGS
from tap_bigcommerce.streams import ChildStream, RootStream
from tap_bigcommerce.tap import TapBigCommerce
from tests.fields import field_names
from tests.running import command

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
SOURCES = "\n".join(
    path.read_text(encoding="utf-8") for path in sorted((ROOT / "tap_bigcommerce").rglob("*.py"))
)


@pytest.fixture(scope="module")
def tap() -> TapBigCommerce:
    """The tap, with nothing set."""
    return TapBigCommerce(config={}, validate_config=False)


def table(heading: str) -> list[list[str]]:
    """The cells of the first table below a heading of the README, without the header."""
    section = README.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    rows = [line.strip("|").split("|") for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row] for row in rows[2:]]


def extractor() -> dict[str, Any]:
    """The tap's definition for Meltano."""
    project = yaml.safe_load((ROOT / "meltano.yml").read_text(encoding="utf-8"))
    plugin: dict[str, Any] = project["plugins"]["extractors"][0]
    return plugin


def written(default: object) -> str:
    """A default as a config file has it, without the quotes around text."""
    text = json.dumps(default).strip('"')
    return f"`{text}`"


def test_the_readme_lists_the_settings() -> None:
    """All of them, in order, with default and description."""
    shown = {"user_agent": "`tap-bigcommerce/VERSION`"}
    assert table("Settings") == [
        [
            f"`{setting.name}`",
            "yes" if setting.required else "",
            shown.get(setting.name, "" if setting.default is None else written(setting.default)),
            setting.description,
        ]
        for setting in SETTINGS
    ]


def test_the_tables_of_streams_are_those_of_the_code() -> None:
    """`make docs` would write nothing else."""
    assert streams.with_table(README) == README
    assert streams.page() == streams.PAGE.read_text(encoding="utf-8")


def test_every_stream_says_what_a_row_is(tap: TapBigCommerce) -> None:
    """In a sentence, which its schema has as well, for targets and for discovery."""
    for stream in tap.streams.values():
        about = stream.schema["description"]
        assert vars(type(stream))["__doc__"]
        assert len(about.split()) > 2, stream.name
        assert "http" not in about


@pytest.mark.parametrize(("column", "target"), streams.relations())
def test_columns_point_to_columns_that_exist(column: str, target: str, tap: TapBigCommerce) -> None:
    """As the picture of relations draws them."""
    for stream, _, field in (column.partition("."), target.partition(".")):
        assert field in tap.streams[stream].schema["properties"]


def test_the_readme_quotes_messages_that_exist() -> None:
    """Each fragment of a message that it explains stands in the code."""
    code = re.sub(r'"\s+f?"', "", SOURCES)
    for said, _ in table("When something goes wrong"):
        for message in re.findall(r"`([^`]+)`", said):
            for fragment in message.split("..."):
                assert fragment.strip("' ();?:=") in code, fragment


def test_the_readmes_promises_are_tests() -> None:
    """Each row that says what happens when is proved by one, and none is forgotten there."""
    proved = [
        ast.literal_eval(call.args[0])
        for path in (ROOT / "tests").glob("test_*.py")
        for call in ast.walk(ast.parse(path.read_text()))
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "pytest.mark.promise"
    ]
    promised = [when for when, _ in table("What happens when ...") if not when.startswith("**")]
    assert sorted(proved) == sorted(promised)


def test_the_readme_names_the_targets_that_are_tested() -> None:
    """In the versions that are."""
    files = (*(ROOT / "tests/ecosystem/requirements").iterdir(), ROOT / "demo/requirements.txt")
    pins = re.findall(
        r"^((?:meltanolabs-)?target-\w+)==(\S+)$",
        "\n".join(path.read_text(encoding="utf-8") for path in files),
        flags=re.MULTILINE,
    )
    assert {(row[0].strip("`"), row[1]) for row in table("Targets")} == set(pins)


def test_the_readme_names_files_that_exist() -> None:
    """Every link into the project or the README itself leads somewhere."""
    links = [link for link in re.findall(r"\]\(([^)]+)\)", README) if "://" not in link]
    headings = {
        "#" + re.sub(r"[^a-z0-9 -]", "", heading.lower()).replace(" ", "-")
        for heading in re.findall(r"^##+ (.+)$", README, re.MULTILINE)
    }
    assert len(links) > 5
    assert [one for one in links if one not in headings and not (ROOT / one).exists()] == []


def test_the_readmes_first_commands_exist() -> None:
    """The two that do everything come first."""
    assert re.findall(r"^\$ (.*)$", README, flags=re.MULTILINE)[:2] == ["make demo", "make test"]
    targets = re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(), flags=re.MULTILINE)
    used = re.findall(r"^\$ make ([a-z-]+)$", README, flags=re.MULTILINE)
    assert {"demo", "test", "lint", "help"} <= set(used) <= set(targets)


def test_the_readme_shows_the_demos_questions() -> None:
    """As the demo asks them, with the tables to select for them."""
    file = (ROOT / "demo/questions.sql").read_text(encoding="utf-8")
    assert f"```sql\n{file}```" in README
    assert "\n\n".join([*questions.VIEWS, *questions.QUESTIONS.values()]) == file.strip()
    [named] = re.findall(r"tables that you select by name as well: (.+?)\. ", README)
    assert set(re.findall(r"`(\w+)`", named)) == set(questions.BESIDES)


def test_the_demo_selects_what_its_questions_need(tap: TapBigCommerce) -> None:
    """By name, what is not selected anyway."""
    file = (ROOT / "demo/questions.sql").read_text(encoding="utf-8")
    used = set(re.findall(r"(?:FROM|JOIN) (\w+)", file)) & tap.streams.keys()
    by_name = {
        name
        for name, one in tap.streams.items()
        if isinstance(one, RootStream | ChildStream) and "tables" not in one.default_in
    }
    assert used & by_name == set(questions.BESIDES)


def test_the_migration_table_names_fields_that_exist(tap: TapBigCommerce) -> None:
    """What replaces a field of singer-io's tap is a field of ours."""
    for _, here in table("Coming from singer-io/tap-bigcommerce"):
        for stream, path in re.findall(r"`(customers|orders|products)\.([\w.\[\]]+)`", here):
            schema: dict[str, Any] = tap.streams[stream].schema
            for part in path.replace("[]", "").split("."):
                schema = schema.get("items", schema)["properties"][part]


def test_no_field_of_singer_ios_tap_is_missing(tap: TapBigCommerce) -> None:
    """Each exists under its name, or the migration table says what takes its place."""
    listed = (ROOT / "tests" / "data" / "singer_io_fields.txt").read_text().split()
    moved = " ".join(theirs for theirs, _ in table("Coming from singer-io/tap-bigcommerce"))
    ours = {
        f"{name}.{field}" for name, one in tap.streams.items() for field in field_names(one.schema)
    }
    assert len(listed) > 300
    assert [name for name in listed if name not in ours and f"`{name}`" not in moved] == []


@pytest.fixture(scope="module")
def about() -> dict[str, Any]:
    """What the tap tells of itself."""
    told: dict[str, Any] = json.loads(command("--about", "--format=json").stdout)
    return told


def test_meltano_knows_the_settings(about: dict[str, Any]) -> None:
    """As `--about` tells them, with what is required and what is secret."""
    told = about["settings"]["properties"]
    del told["faker_config"]  # has an effect only where a package is installed that the tap lacks
    described = {setting["name"]: setting for setting in extractor()["settings"]}
    assert list(described) == list(told)
    kinds = {"string": {"string", "options", "date_iso8601"}, "number": {"decimal"}}
    for name, setting in told.items():
        theirs = described[name]
        assert theirs["label"] == setting["title"]
        assert theirs["description"] == setting["description"]
        assert theirs.get("sensitive", False) is setting.get("secret", False)
        if name != "user_agent":
            assert theirs.get("value") == setting.get("default")
        kind = setting["type"][0] if isinstance(setting["type"], list) else setting["type"]
        assert theirs["kind"] in kinds.get(kind, {kind})
    assert extractor()["settings_group_validation"] == [about["settings"]["required"]]


def test_meltano_offers_the_options_that_exist() -> None:
    """No choice that the tap would refuse."""
    known = {setting.name: setting for setting in SETTINGS}
    for theirs in extractor()["settings"]:
        for option in theirs.get("options", ()):
            known[theirs["name"]].parse(option["value"])


def test_meltano_knows_the_capabilities(about: dict[str, Any]) -> None:
    """As `--about` tells them."""
    assert extractor()["capabilities"] == about["capabilities"]


def test_meltano_selects_what_is_the_default(tap: TapBigCommerce) -> None:
    """It would select everything unless told otherwise."""
    named = {rule.removesuffix(".*") for rule in extractor()["select"] if rule.endswith(".*")}
    assert named == {name for name, stream in tap.streams.items() if stream.selected}
    left_out = {rule.removeprefix("!") for rule in extractor()["select"] if rule.startswith("!")}
    roots = [stream for stream in tap.streams.values() if isinstance(stream, RootStream)]
    costly = {f"{root.name}.{field}" for root in roots for field in root.costly_fields}
    assert left_out == costly


def test_the_sample_config_lacks_nothing_but_your_values() -> None:
    """Its settings exist, what is required is there, and its placeholders are refused."""
    sample = json.loads((ROOT / "sample_config.json").read_text(encoding="utf-8"))
    known = frozenset(setting.name for setting in SETTINGS)
    assert {setting.name for setting in SETTINGS if setting.required} <= set(sample) <= known
    with pytest.raises(SettingsError, match="store_hash"):
        settings.parse(sample, known=known, complete=True, prefix="")
    settings.parse({**sample, "store_hash": "abc123"}, known=known, complete=True, prefix="")


def test_the_changelog_has_this_version() -> None:
    """A version is not released without a word on it."""
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"\n## {version('tap-bigcommerce')}" in changelog
