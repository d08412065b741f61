"""The definitions in `meltano/`: up to date, and what Meltano's Hub takes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from docs import meltano

ROOT = Path(__file__).resolve().parents[1]
LOADERS = ("target-postgres", "target-duckdb")

TEXT = {"type": "string"}
TEXTS = {"type": "array", "items": TEXT}
SETTING = {
    "type": "object",
    "required": ["name"],
    "additionalProperties": False,
    "properties": {
        **dict.fromkeys(("name", "label", "description"), TEXT),
        "value": {},
        "sensitive": {"type": "boolean"},
        "kind": {
            "enum": [
                *("array", "boolean", "date_iso8601", "decimal", "email", "file", "integer"),
                *("object", "options", "string"),
            ]
        },
        "options": {
            "type": "array",
            "items": {"type": "object", "properties": {"label": TEXT, "value": TEXT}},
        },
    },
}
HUB = {
    "type": "object",
    "required": ["name", "namespace", "variant", "quality"],
    "additionalProperties": False,
    "properties": {
        **dict.fromkeys(("name", "namespace", "variant", "label", "description"), TEXT),
        **dict.fromkeys(("pip_url", "executable", "log_parser", "logo_url"), TEXT),
        "capabilities": {
            "type": "array",
            "items": {
                "enum": [
                    *("about", "activate-version", "batch", "catalog", "discover", "log-based"),
                    *("properties", "schema-flattening", "state", "stream-maps"),
                    *("structured-logging", "test"),
                ]
            },
        },
        "domain_url": {"type": "string", "format": "uri"},
        "keywords": TEXTS,
        "maintenance_status": {"enum": ["active", "beta", "development", "inactive", "unknown"]},
        "quality": {"enum": ["gold", "silver", "bronze", "unknown"]},
        "select": TEXTS,
        "settings": {"type": "array", "items": SETTING},
        "settings_group_validation": {"type": "array", "items": TEXTS},
        "supported_python_versions": {
            "type": "array",
            "items": {"type": "string", "pattern": r"^3\.\d+$"},
        },
    },
}
"""What the Hub's own schema says of the keys that we use, as of 2026."""


def definition(name: str) -> dict[str, Any]:
    """A definition."""
    read: dict[str, Any] = yaml.safe_load((meltano.FOLDER / f"{name}.yml").read_text("utf-8"))
    return read


def test_definitions_are_up_to_date() -> None:
    """`make docs` would write nothing else."""
    for path, text in meltano.written().items():
        assert path.read_text(encoding="utf-8") == text, path


def test_the_hub_takes_the_definition() -> None:
    """Every key and kind is one that its schema knows."""
    jsonschema.validate(definition("hub"), HUB)


def test_the_pull_request_names_what_the_importer_mistakes() -> None:
    """By the kinds that the definition has."""
    kinds = {one["name"]: one["kind"] for one in definition("hub")["settings"]}
    text = (meltano.FOLDER / "HUB.md").read_text(encoding="utf-8")
    assert kinds["invalid_values"] == "options"
    assert kinds["end_date"] == kinds["client_id"] == "string"
    for name in (name for name, kind in kinds.items() if kind == "decimal"):
        assert f"`{name}`" in text


@pytest.mark.parametrize("name", LOADERS)
def test_loaders_are_installed_as_tested(name: str) -> None:
    """In the versions that the tests load through."""
    folders = (ROOT / f"tests/ecosystem/requirements/{name}.txt", ROOT / "demo/requirements.txt")
    tested = {line for path in folders for line in path.read_text("utf-8").splitlines()}
    assert set(definition(name)["pip_url"].split()) <= tested
