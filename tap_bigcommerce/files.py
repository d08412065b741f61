"""JSON files that the user names, refused in one line where they are not what they should be."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import click
import msgspec

from tap_bigcommerce.errors import TapError


def read_object(path: str) -> str:
    """Read a file that holds a JSON object, as text.

    Raises:
        TapError: if there is none.
    """
    try:
        text = Path(path).read_text(encoding="utf-8")
        msgspec.json.decode(text, type=dict[str, Any])
    except OSError as error:
        message = f"The file '{path}' cannot be read: {error.strerror}."
    except UnicodeDecodeError:
        message = f"The file '{path}' is not text in UTF-8."
    except msgspec.MsgspecError as error:
        message = f"The file '{path}' does not hold a JSON object: {error}."
    else:
        return text
    raise TapError(message)


class JsonFile(click.ParamType[io.StringIO]):
    """A file that holds a JSON object, open for reading."""

    name = "filename"

    def convert(
        self,
        value: Any,
        param: click.Parameter | None,  # noqa: ARG002 - click's signature
        ctx: click.Context | None,  # noqa: ARG002 - click's signature
    ) -> io.StringIO:
        """Open the file."""
        return io.StringIO(read_object(value))
