"""What landed in the database."""

import json
import subprocess
import sys
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from demo.folder import DATABASE, TARGET
from tap_bigcommerce.streams import SingerStream

Key = tuple[str, ...]
Keys = Mapping[str, set[Key]]
"""The primary keys of each table's rows."""


class Answer(NamedTuple):
    """The answer to a question."""

    columns: list[str]
    rows: list[list[Any]]


def ask(*statements: str) -> list[Answer]:
    """Run SQL statements and return the answers of those that are questions."""
    command = [str(TARGET / "python"), "demo/query.py", "--json", str(DATABASE), *statements]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=False)  # noqa: S603 - our own
    if done.returncode:
        sys.exit(f"The demo failed: {DATABASE} cannot be read. Start over with: make demo-reset")
    return [Answer(**answer) for answer in json.loads(done.stdout)]


def keys(streams: Iterable[SingerStream]) -> Keys:
    """Return the primary keys in the table of each stream."""
    found = ask(*map(_all_keys, streams))
    return {name: {*map(tuple, rows or ())} for answer in found for name, rows in answer.rows}


def _all_keys(stream: SingerStream) -> str:
    key = ", ".join(f"{name}::VARCHAR" for name in stream.keys)
    return f"SELECT '{stream.name}', list([{key}]) FROM {stream.name}"  # noqa: S608 - our names
