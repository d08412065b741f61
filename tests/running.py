"""Runs the tap against a sandbox and gives back what it wrote."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import closing, contextmanager
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property, lru_cache
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Any, Protocol

import msgspec
from singer_sdk.contrib.msgspec import MsgSpecWriter

from tap_bigcommerce.errors import TapError
from tap_bigcommerce.tap import TapBigCommerce
from tests.forking import start

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from bigcommerce_sandbox import Sandbox
    from tests.forking import Running

Message = dict[str, Any]


class Readable(Protocol):
    """A store that a test opened."""

    @property
    def url(self) -> str: ...

    @property
    def store_hash(self) -> str: ...

    @property
    def access_token(self) -> str: ...


class CollectingWriter(MsgSpecWriter):
    """Encodes messages as the tap does, and keeps the lines."""

    def __init__(self) -> None:
        self.lines: list[bytes] = []

    def write_message(self, message: Any) -> None:
        self.lines.append(bytes(self.format_message(message)))


@dataclass(frozen=True)
class Output:
    """The messages of one run, in order."""

    messages: list[Message]

    @cached_property
    def _of_streams(self) -> dict[tuple[str, str], list[Message]]:
        """The messages by their type and stream."""
        found: dict[tuple[str, str], list[Message]] = {}
        for one in self.messages:
            found.setdefault((one["type"], one.get("stream", "")), []).append(one)
        return found

    def records(self, stream: str) -> list[dict[str, Any]]:
        return [one["record"] for one in self._of_streams.get(("RECORD", stream), ())]

    def ids(self, stream: str) -> list[int]:
        return [record["id"] for record in self.records(stream)]

    def schema(self, stream: str) -> Message:
        return self._of_streams["SCHEMA", stream][0]

    @property
    def states(self) -> list[Message]:
        return [one["value"] for one in self._of_streams.get(("STATE", ""), ())]

    @property
    def state(self) -> Message:
        return self.states[-1]

    def bookmark(self, stream: str) -> str | None:
        value: str | None = self.state["bookmarks"][stream].get("replication_key_value")
        return value


def config(sandbox: Readable, **settings: Any) -> dict[str, Any]:
    """A config that reads the sandbox."""
    return {
        "api_url": sandbox.url,
        "store_hash": sandbox.store_hash,
        "access_token": sandbox.access_token,
        **settings,
    }


def read(sandbox: Readable, *streams: str, **options: Any) -> Output:
    """Run a sync that succeeds; takes what `attempt` takes."""
    output, error = attempt(sandbox, *streams, **options)
    if error:
        raise error
    return output


def attempt(
    sandbox: Readable,
    *streams: str,
    state: Mapping[str, Any] | None = None,
    select: Mapping[str, bool] | None = None,
    catalog: dict[str, Any] | None = None,
    kind: type[TapBigCommerce] = TapBigCommerce,
    **settings: Any,
) -> tuple[Output, TapError | None]:
    """Run a sync in this process.

    Args:
        sandbox: the store.
        streams: which streams to select; none for those selected by default.
        state: where to continue.
        select: fields to select or deselect, as `orders.products`.
        catalog: in place of one made from `streams` and `select`.
        kind: the tap, or one that differs from it.
        settings: beside the sandbox's own.

    Returns:
        What was written, and the error that ended the run, if one did.
    """
    writer = CollectingWriter()
    if catalog is None and (streams or select):
        catalog = selection(*streams, **(select or {}))
    tap = kind(
        config=config(sandbox, **settings),
        state=json.loads(json.dumps(state)) if state else None,
        catalog=catalog,
        message_writer=writer,
    )
    error = None
    try:
        tap.sync_all()
    except TapError as raised:
        error = raised
    return Output(decode(b"".join(writer.lines))), error


def selection(*streams: str, **fields: bool) -> dict[str, Any]:
    """A catalog of these streams, or the default ones, with these fields selected or not."""
    catalog: dict[str, Any] = msgspec.json.decode(_selection(streams, tuple(fields.items())))
    return catalog


@lru_cache(maxsize=64)
def _selection(streams: tuple[str, ...], chosen: tuple[tuple[str, bool], ...]) -> bytes:
    fields = dict(chosen)
    catalog: dict[str, Any] = msgspec.json.decode(discovered())
    if streams:
        catalog["streams"] = [one for one in catalog["streams"] if one["stream"] in streams]
    for entry in catalog["streams"]:
        for item in entry["metadata"]:
            breadcrumb = item["breadcrumb"]
            if not breadcrumb:
                is_default = item["metadata"]["selected"]
                item["metadata"]["selected"] = entry["stream"] in streams if streams else is_default
            name = ".".join([entry["stream"], *breadcrumb[1::2]])
            if name in fields:
                item["metadata"]["selected"] = fields[name]
    return msgspec.json.encode(catalog)


@cache
def discovered() -> bytes:
    """The catalog that `--discover` prints, without fields in schemas, which choose nothing."""
    catalog = json.loads(TapBigCommerce(config={}, validate_config=False).catalog_json_text)
    bare = [one | {"schema": {"properties": {}}} for one in catalog["streams"]]
    return msgspec.json.encode({"streams": bare})


def decode(lines: bytes) -> list[Message]:
    """Singer messages from their lines, numbers exact."""
    decoder = msgspec.json.Decoder(float_hook=Decimal)
    return [decoder.decode(line) for line in lines.splitlines()]


def undated(state: Message) -> Message:
    """What a state says, without the moments at which its run began by the store's clock."""
    bookmarks = {
        stream: {
            name: sorted(value) if name == "changes" else value
            for name, value in one.items()
            if name != "last_refresh"
        }
        for stream, one in state["bookmarks"].items()
    }
    return {**state, "bookmarks": bookmarks}


def environment(**settings: str) -> dict[str, str]:
    """This process's environment, and settings."""
    return os.environ | {
        f"TAP_BIGCOMMERCE_{name.upper()}": value for name, value in settings.items()
    }


def command(
    *arguments: str | Path,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    stdout: int | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run the command line in a process of its own.

    Args:
        arguments: what follows the command's name.
        env: its environment; None for that of this process.
        cwd: its working directory; None for that of this process.
        stdout: where it writes; None for what is returned.
    """
    with TemporaryFile() as out, TemporaryFile() as log:
        given = list(map(str, arguments))
        to = out.fileno() if stdout is None else stdout
        with closing(start(given, stdout=to, stderr=log.fileno(), env=env, cwd=cwd)) as running:
            code = running.wait(120)
        written = []
        for file in (out, log):
            file.seek(0)
            written.append(file.read().decode())
        return subprocess.CompletedProcess(given, code, *written)


def unloaded(
    *arguments: str, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the command line as a shell does, in a process that has to load it first."""
    return subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "tap_bigcommerce", *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env=env,
    )


@contextmanager
def process(
    sandbox: Sandbox,
    folder: Path,
    *,
    state: Mapping[str, Any] | None = None,
    stdout: int | None = None,
    **settings: Any,
) -> Iterator[Running]:
    """A sync in a process of its own, while the context lasts; the file `log` has what it logs.

    Args:
        sandbox: the store.
        folder: for files.
        state: where to continue.
        stdout: where it writes; None for a pipe.
        settings: beside the sandbox's own.
    """
    files = {"config": config(sandbox, **settings), "state": state or {}}
    arguments: list[str] = []
    for name, content in files.items():
        path = folder / f"{name}.json"
        path.write_text(json.dumps(content), encoding="utf-8")
        arguments += [f"--{name}", str(path)]
    with (
        (folder / "log").open("wb") as log,
        closing(start(arguments, stdout=stdout, stderr=log.fileno())) as running,
    ):
        yield running
