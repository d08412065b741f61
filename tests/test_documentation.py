"""README, site, meltano.yml, sample_config.json and the code say the same."""

from __future__ import annotations

import ast
import json
import re
import tomllib
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from packaging.version import Version

from demo import questions
from docs import copies, sizing, streams
from tap_bigcommerce import DISTRIBUTION, settings
from tap_bigcommerce.errors import SettingsError
from tap_bigcommerce.settings import SETTINGS
from tap_bigcommerce.streams import ChildStream, RootStream
from tap_bigcommerce.tap import TapBigCommerce
from tests.documents import MOVING, page
from tests.fields import field_names
from tests.running import command

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = [*sorted((ROOT / "docs/site").rglob("*.md")), *sorted(ROOT.glob("*.md"))]
MOST_WORDS = 35
"""Words of a sentence."""

SOURCES = "\n".join(
    path.read_text(encoding="utf-8") for path in sorted((ROOT / "tap_bigcommerce").rglob("*.py"))
)


def texts(code: str) -> Iterator[str]:
    """Texts in the code that are no docstrings; what is filled in is one word."""
    tree = ast.parse(code)
    nodes = list(ast.walk(tree))
    documentation = {one.value for one in nodes if isinstance(one, ast.Expr)}
    formatted = [one for one in nodes if isinstance(one, ast.JoinedStr)]
    pieces = documentation.union(*(one.values for one in formatted))
    for one in formatted:
        yield "".join(
            str(part.value) if isinstance(part, ast.Constant) else "X" for part in one.values
        )
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in pieces:
            yield node.value


TEXTS = [
    text
    for path in sorted((ROOT / "tap_bigcommerce").rglob("*.py"))
    for text in texts(path.read_text(encoding="utf-8"))
]


@pytest.fixture(scope="module")
def tap() -> TapBigCommerce:
    """The tap, with nothing set."""
    return TapBigCommerce(config={}, validate_config=False)


def table(name: str) -> list[list[str]]:
    """The cells of the last table of a page, without the header."""
    lines = page(name).splitlines()
    begin = max(place for place, line in enumerate(lines) if re.match(r"\|\s*-", line))
    rows = [line.strip("|").split("|") for line in lines[begin + 1 :] if line.startswith("|")]
    return [[cell.strip() for cell in row] for row in rows]


def extractor() -> dict[str, Any]:
    """The tap's definition for Meltano."""
    project = yaml.safe_load((ROOT / "meltano.yml").read_text(encoding="utf-8"))
    plugin: dict[str, Any] = project["plugins"]["extractors"][0]
    return plugin


def written(default: object) -> str:
    """A default as a config file has it, without the quotes around text."""
    text = json.dumps(default).strip('"')
    return f"`{text}`"


def test_the_settings_are_listed() -> None:
    """All of them, in order, with default and description."""
    shown = {"user_agent": "`tap-bigcommerce/VERSION`"}
    assert table("settings") == [
        [
            f"`{setting.name}`",
            "yes" if setting.required else "",
            shown.get(setting.name, "" if setting.default is None else written(setting.default)),
            setting.description,
        ]
        for setting in SETTINGS
    ]


def test_what_is_written_from_the_code_is_up_to_date() -> None:
    """`make docs` would write nothing else."""
    written = {**streams.written(), **sizing.written(), **copies.written()}
    for path, text in written.items():
        assert path.read_text(encoding="utf-8") == text, path
    assert len(written) > 5


def test_the_readme_is_a_page() -> None:
    """It can be read in two minutes."""
    assert len(README.splitlines()) <= 120
    assert len(README.split()) <= 900


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_sentences_are_short(path: Path) -> None:
    """Somebody reads them at night, after a run that failed."""
    prose = re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    prose = re.sub(r"\]\([^)]*\)", "]", prose)
    blocks = re.split(r"\n\s*\n|\n(?=[-|#0-9])", prose)
    sentences = [
        one
        for block in blocks
        if not block.startswith("|")
        for one in re.split(r"(?<=[.!?:;])\s+", block)
    ]
    assert [one for one in sentences if len(one.split()) > MOST_WORDS] == []


def test_messages_are_short() -> None:
    """So is what the tap says."""
    assert len(TEXTS) > 1000
    sentences = [one for text in TEXTS for one in re.split(r"(?<=[.!?:;])\s+", text)]
    assert [one for one in sentences if len(one.split()) > MOST_WORDS] == []


def test_every_page_is_in_the_sites_navigation() -> None:
    """Nobody finds a page that is not."""
    config = tomllib.loads((ROOT / "zensical.toml").read_text(encoding="utf-8"))
    site = ROOT / config["project"]["docs_dir"]
    assert sorted(leaves(config["project"]["nav"])) == sorted(
        path.relative_to(site).as_posix() for path in site.rglob("*.md")
    )


def leaves(nav: Any) -> list[str]:
    """The pages of a navigation."""
    if isinstance(nav, str):
        return [nav]
    return [
        one for item in (nav.values() if isinstance(nav, dict) else nav) for one in leaves(item)
    ]


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


def test_messages_that_are_explained_exist() -> None:
    """Each fragment of a message that it explains stands in the code."""
    code = re.sub(r'"\s+f?"', "", SOURCES)
    assert len(table("messages")) > 40
    for said, _ in table("messages"):
        for message in re.findall(r"`([^`]+)`", said):
            for fragment in message.split("..."):
                assert fragment.strip("' ();?:=") in code, fragment


def test_promises_are_tests() -> None:
    """Each row that says what happens when is proved by one, and none is forgotten there."""
    proved = [
        ast.literal_eval(call.args[0])
        for path in (ROOT / "tests").glob("test_*.py")
        for call in ast.walk(ast.parse(path.read_text()))
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "pytest.mark.promise"
    ]
    promised = re.findall(r"^\| <a id=\"([a-z-]+)\"></a>", page("failures"), re.MULTILINE)
    assert len(promised) > 60
    assert sorted(proved) == sorted(promised)


def test_the_targets_that_are_tested_are_named() -> None:
    """In the versions that are."""
    files = (*(ROOT / "tests/ecosystem/requirements").iterdir(), ROOT / "demo/requirements.txt")
    pins = re.findall(
        r"^((?:meltanolabs-)?target-\w+)==(\S+)$",
        "\n".join(path.read_text(encoding="utf-8") for path in files),
        flags=re.MULTILINE,
    )
    assert {(row[0].strip("`"), row[1]) for row in table("targets")} == set(pins)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(path: Path) -> None:
    """To a file of the project, and to a heading in it if it names one."""
    links = re.findall(r"\]\(([^)]+)\)", path.read_text(encoding="utf-8"))
    for link in links:
        name, _, heading = link.partition("#")
        if "://" in link:
            continue
        target = path.parent / name if name else path
        assert target.exists(), link
        assert not heading or heading in headings(target), link


def headings(path: Path) -> set[str]:
    """The anchors of a page's headings."""
    found = re.findall(r"^##+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^a-z0-9_ -]", "", one.lower()).replace(" ", "-") for one in found}


def test_the_readmes_first_commands_exist() -> None:
    """The two that do everything come first."""
    assert re.findall(r"^\$ (.*)$", README, flags=re.MULTILINE)[:2] == ["make demo", "make test"]
    targets = re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(), flags=re.MULTILINE)
    shown = README + (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    used = re.findall(r"^\$ make ([a-z-]+)$", shown, flags=re.MULTILINE)
    assert {"demo", "test", "lint", "help"} <= set(used) <= set(targets)


def test_the_demos_questions_are_shown() -> None:
    """As the demo asks them, with the tables to select for them."""
    file = (ROOT / "demo/questions.sql").read_text(encoding="utf-8")
    shown = page("questions")
    assert f"```sql\n{file}```" in shown
    assert "\n\n".join([*questions.VIEWS, *questions.QUESTIONS.values()]) == file.strip()
    [named] = re.findall(r"tables that you select by name as well: (.+?)\. ", shown)
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


@pytest.mark.parametrize("name", MOVING)
def test_what_replaces_tables_and_fields_exists(name: str, tap: TapBigCommerce) -> None:
    """On the pages for those who come from another connector."""
    rows = re.findall(r"^\| (.+) \| (.+) \|$", page(name), re.MULTILINE)
    named = [one for _, here in rows for one in re.findall(r"`([a-z_]+)((?:\.[\w\[\]]+)*)`", here)]
    known = [one for one in named if one[0] in tap.streams]
    assert len(known) >= 5
    assert {one for one, path in named if path} <= tap.streams.keys()
    for stream, path in known:
        schema: dict[str, Any] = tap.streams[stream].schema
        for part in path.replace("[]", "").split(".")[1:]:
            schema = schema.get("items", schema)["properties"][part]


def test_no_field_of_singer_ios_tap_is_missing(tap: TapBigCommerce) -> None:
    """Each exists under its name, or the migration table says what takes its place."""
    listed = (ROOT / "tests" / "data" / "singer_io_fields.txt").read_text().split()
    moved = " ".join(theirs for theirs, _ in table("moving/singer-io"))
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


def test_about_says_what_settings_mean() -> None:
    """As text too, with what each is if it is not set."""
    said = command("--about").stdout
    for setting in SETTINGS:
        assert setting.description in re.sub(r"\n    ", " ", said)
        assert f"TAP_BIGCOMMERCE_{setting.name.upper()}\n" in said
    assert "\n  page_size (default: 250)\n" in said
    assert "\n  access_token (required)\n" in said
    assert "Capabilities: catalog, state" in said


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


def test_meltano_offers_the_options_that_exist(about: dict[str, Any]) -> None:
    """All of them, and no choice that the tap would refuse."""
    told = about["settings"]["properties"]
    choices = {name: setting["enum"] for name, setting in told.items() if "enum" in setting}
    offered = {
        setting["name"]: [option["value"] for option in setting["options"]]
        for setting in extractor()["settings"]
        if "options" in setting
    }
    assert len(offered) > 3
    assert offered == choices


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
    named = {**sample, "store_hash": "abc123"}
    with pytest.raises(SettingsError, match="'access_token' is still a placeholder"):
        settings.parse(named, known=known, complete=True, prefix="")
    settings.parse({**named, "access_token": "0a1b2c"}, known=known, complete=True, prefix="")


def test_the_changelog_has_this_version() -> None:
    """A version is not released without a word on it; one between releases is the next one's."""
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    [newest, *_] = re.findall(r"^## (Unreleased|\d\S*)", changelog, flags=re.MULTILINE)
    installed = Version(version(DISTRIBUTION))
    if installed.is_devrelease or not any(installed.release):
        assert newest == "Unreleased" or Version(newest) >= Version(installed.base_version)
    else:
        assert newest == str(installed)
