"""JSON files that the user names, refused in one line where they are not what they should be."""

from __future__ import annotations

import io
import re
from contextlib import suppress
from pathlib import Path
from typing import Any

import click
import msgspec

from tap_bigcommerce.errors import TapError

OTHER_FORMS = (
    (
        re.compile(r"^\s*[\[{][\s\[{]*'|[,{]\s*'[^'\"]*'\s*:"),
        "it has single quotes; JSON wants double ones around names and texts",
    ),
    (
        re.compile(r"^(export\s+)?[A-Z][A-Z0-9_]*=", re.MULTILINE),
        "it holds variables; name it .env and use --config=ENV to read them",
    ),
    (
        re.compile(r"\A(\s*#.*\n|\s)*(---|%YAML|[\w-]+\s*:(\s|$)|-\s)"),
        'it looks like YAML; write it as JSON, such as {"page_size": 250}',
    ),
)
"""What people write in place of JSON, and what to do about it. No message shows the content."""


def read_json(path: str, shape: Any, remedy: str = "") -> str:
    """Read a file that holds JSON of this shape, as text.

    Args:
        path: its name.
        shape: a type that msgspec can check.
        remedy: what to do if it does not have that shape.

    Raises:
        TapError: if there is none; it does not show what the file holds, which may be secret.
    """
    if path.lstrip().startswith("{"):
        message = (
            "An option that takes the name of a file was given its content. Save that in a file, "
            "such as config.json, and give its name."
        )
        raise TapError(message)
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except OSError as error:
        message = f"The file '{path}' cannot be read: {error.strerror}. Check its path."
        raise TapError(message) from error
    except UnicodeDecodeError as error:
        message = f"The file '{path}' is not text in UTF-8."
        raise TapError(message) from error
    try:
        msgspec.json.decode(text, type=shape)
    except (msgspec.ValidationError, RecursionError) as error:
        problem = f"{error}. {remedy}".rstrip()
    except msgspec.DecodeError as error:
        problem = f"{_located(text, str(error))}."
    else:
        return text
    message = f"The file '{path}' does not hold the JSON it should: {problem}"
    raise TapError(message)


def _located(text: str, problem: str) -> str:
    """What is wrong with a text that is not JSON, and in which line."""
    if not text.strip():
        return "it is empty; {} stands for nothing"
    with suppress(msgspec.DecodeError):
        if all(isinstance(msgspec.json.decode(line), dict) for line in text.splitlines()):
            return "each of its lines is JSON of its own; of a target's output, the last one counts"
    for form, kind in OTHER_FORMS:
        if form.search(text):
            return kind
    if "truncated" in problem:
        return "it ends in the middle; restore it, or make it anew"
    byte = re.search(r" \(byte (\d+)\)$", problem)
    if byte is None:
        return problem
    line = text.encode()[: int(byte[1])].count(b"\n") + 1
    return f"{problem[: byte.start()]} in line {line}"


class JsonFile(click.ParamType[io.StringIO]):
    """A file that holds JSON of a certain shape, open for reading.

    Args:
        shape: a type that msgspec can check.
        remedy: what to do if it does not have that shape.
    """

    name = "filename"

    def __init__(self, shape: Any, remedy: str) -> None:
        self._shape = shape
        self._remedy = remedy

    def convert(
        self,
        value: Any,
        param: click.Parameter | None,  # noqa: ARG002 - click's signature
        ctx: click.Context | None,  # noqa: ARG002 - click's signature
    ) -> io.StringIO:
        """Open the file."""
        return io.StringIO(read_json(value, self._shape, self._remedy))
