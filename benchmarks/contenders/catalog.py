"""The catalog of a Singer tap, with what a case is about selected."""

from __future__ import annotations

import json
import os
import subprocess
from typing import TYPE_CHECKING, Any

from benchmarks.errors import UnavailableError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from benchmarks.contenders.base import Command


def selection(
    tap: Command,
    streams: Collection[str],
    without: Mapping[str, Collection[str]] | None = None,
) -> dict[str, Any]:
    """Select streams in the catalog that a tap discovers.

    Args:
        tap: discovers with one more option.
        streams: to be read, and no others.
        without: fields to deselect, by stream.

    Raises:
        UnavailableError: if the tap discovers nothing.
    """
    catalog = _discovered(tap)
    for entry in catalog["streams"]:
        stream = entry["stream"]
        unwanted = (without or {}).get(stream, ())
        for item in entry["metadata"]:
            match item["breadcrumb"]:
                case []:
                    item["metadata"]["selected"] = stream in streams
                case ["properties", field] if field in unwanted:
                    item["metadata"]["selected"] = False
    return catalog


def _discovered(tap: Command) -> dict[str, Any]:
    done = subprocess.run(  # noqa: S603 - our own commands
        [*tap.words, "--discover"],
        env={**os.environ, **tap.environment},
        capture_output=True,
        check=False,
    )
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip()
        message = f"{tap.words[0]} discovers no streams: {said}"
        raise UnavailableError(message)
    catalog: dict[str, Any] = json.loads(done.stdout)
    return catalog
