"""A Meltano project from this repository's `meltano.yml`, in a folder of its own."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING, Any

import yaml

from tests.ecosystem.environments import ROOT, program
from tests.ecosystem.processes import run

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Mapping
    from pathlib import Path

    from bigcommerce_sandbox import Sandbox

    Ended = subprocess.CompletedProcess[str]

TAP = "tap-bigcommerce"
FILES = "target-jsonl"
DATABASE = "target-postgres"

SCHEMA = "store"
"""Of the database, for what Meltano loads."""

QUIET = {
    "MELTANO_SEND_ANONYMOUS_USAGE_STATS": "false",
    "MELTANO_CLI_DISABLE_VERSION_CHECK": "true",
    "NO_COLOR": "1",
}


class Project:
    """A project with this tap, from this checkout, and two loaders.

    Args:
        folder: an empty one.
        shop: what the tap reads.
        database: the URL of a PostgreSQL server.
    """

    def __init__(self, folder: Path, shop: Sandbox, database: str) -> None:
        self._folder = folder
        self.files = folder / "output"
        self._environment = {
            **os.environ,
            **QUIET,
            "TAP_BIGCOMMERCE_STORE_HASH": shop.store_hash,
            "TAP_BIGCOMMERCE_ACCESS_TOKEN": shop.access_token,
            "TAP_BIGCOMMERCE_API_URL": shop.url,
            "TARGET_POSTGRES_SQLALCHEMY_URL": database,
        }
        (folder / "meltano.yml").write_text(yaml.safe_dump(_definition()), encoding="utf-8")

    def include(self, name: str, text: str) -> None:
        """Add a file of further definitions to the project."""
        (self._folder / name).write_text(text, encoding="utf-8")
        path = self._folder / "meltano.yml"
        project = yaml.safe_load(path.read_text(encoding="utf-8"))
        project.setdefault("include_paths", []).append(name)
        path.write_text(yaml.safe_dump(project), encoding="utf-8")

    def meltano(self, *words: str, **environment: str) -> str:
        """Run a command of Meltano, and give what it wrote to standard output."""
        return self._run(words, environment).stdout

    def logged(self, *words: str) -> list[dict[str, Any]]:
        """Run a command of Meltano, and give the lines of its log."""
        log = self._run(("--log-format=json", *words), {}).stderr
        return [json.loads(line) for line in log.splitlines()]

    def _run(self, words: tuple[str, ...], environment: Mapping[str, str]) -> Ended:
        meltano = program("meltano", "meltano")
        return run(meltano, *words, env={**self._environment, **environment}, cwd=self._folder)


def _definition() -> dict[str, Any]:
    """The repository's project, with loaders that are installed already."""
    project: dict[str, Any] = yaml.safe_load((ROOT / "meltano.yml").read_text(encoding="utf-8"))
    (tap, *_), (files,) = project["plugins"]["extractors"], project["plugins"]["loaders"]
    tap["pip_url"] = f"-e {ROOT}"
    tap["python"] = sys.executable
    del files["pip_url"]
    files["executable"] = program(FILES, FILES)
    files["config"] = {"do_timestamp_file": False, **files["config"]}
    files["settings"].append({"name": "do_timestamp_file", "kind": "boolean"})
    database = {
        "name": DATABASE,
        "namespace": "target_postgres",
        "executable": program(DATABASE, DATABASE),
        "capabilities": ["structured-logging"],
        "settings": [
            {"name": "sqlalchemy_url", "kind": "string", "sensitive": True},
            {"name": "default_target_schema", "kind": "string", "value": SCHEMA},
        ],
    }
    project["plugins"]["loaders"].append(database)
    return project
