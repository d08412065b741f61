"""JSON files that the user names, refused in one line where they are not what they should be."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import click
import msgspec

from tap_bigcommerce.errors import TapError


class _Metadata(msgspec.Struct):
    breadcrumb: list[str]
    metadata: dict[str, Any]


class _Entry(msgspec.Struct):
    tap_stream_id: str
    schema: dict[str, Any]
    metadata: list[_Metadata]


class CatalogShape(msgspec.Struct):
    """What a Singer catalog has at the least."""

    streams: list[_Entry]


def read_json(path: str, shape: Any) -> str:
    """Read a file that holds JSON of this shape, as text.

    Raises:
        TapError: if there is none.
    """
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
        msgspec.json.decode(text, type=shape)
    except OSError as error:
        message = f"The file '{path}' cannot be read: {error.strerror}."
    except UnicodeDecodeError:
        message = f"The file '{path}' is not text in UTF-8."
    except msgspec.MsgspecError as error:
        message = f"The file '{path}' does not hold the JSON it should: {error}."
    else:
        return text
    raise TapError(message)


class JsonFile(click.ParamType[io.StringIO]):
    """A file that holds JSON of a certain shape, open for reading.

    Args:
        shape: a type that msgspec can check.
    """

    name = "filename"

    def __init__(self, shape: Any) -> None:
        self._shape = shape

    def convert(
        self,
        value: Any,
        param: click.Parameter | None,  # noqa: ARG002 - click's signature
        ctx: click.Context | None,  # noqa: ARG002 - click's signature
    ) -> io.StringIO:
        """Open the file."""
        return io.StringIO(read_json(value, self._shape))
