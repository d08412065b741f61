"""The streams by area, as Markdown: how each is read, at what price, and what its fields mean."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from tap_bigcommerce.reading.parts import Bulk
from tap_bigcommerce.sdk import EVERY_MODE, MODES_WITH_TABLES
from tap_bigcommerce.streams import AREAS, ChildStream, DeletedRecords, RootStream
from tap_bigcommerce.streams.relations import RELATIONS
from tap_bigcommerce.tap import TapBigCommerce

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    Stream = RootStream | ChildStream | DeletedRecords

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
PAGE = ROOT / "docs/streams.md"

BEGIN, END = "<!-- streams: make docs -->\n", "<!-- end of streams -->\n"
"""What is between these in the README is written anew."""

OF_CHANNELS = """\
*Channels* says what the setting `channel_ids` does to a stream: which column shows the channels of
a row, and whether the API returns the chosen ones only or the tap drops the others. Rows of streams
without a column arrive whatever is chosen.

"""

COLUMNS = ("Stream", "A row is", "Key", "Replication", "Read", "Requests", "Scope", "Selected")

STREAMS: dict[type, Any] = {
    type(one): one for one in TapBigCommerce(config={}, validate_config=False).streams.values()
}
"""A stream of each kind."""

SELECTED = {EVERY_MODE: "always", MODES_WITH_TABLES: "with tables", frozenset(): "by name"}
"""What a stream's default is called."""


def with_table(readme: str) -> str:
    """Return the README with its table of streams as the code has them."""
    before, _, rest = readme.partition(BEGIN)
    return before + BEGIN + "".join(_tables(full=False)) + END + rest.partition(END)[2]


def page() -> str:
    """Return the page about all streams and their fields."""
    parts = [
        "# Streams\n\nThis page is written from the code by `make docs`.\n\n",
        OF_CHANNELS,
        *_tables(full=True),
    ]
    return "".join(parts)


def _tables(*, full: bool) -> Iterator[str]:
    level = "##" if full else "###"
    for area, kinds in AREAS.items():
        streams = [STREAMS[kind] for kind in kinds]
        yield f"{level} {area}\n\n"
        columns = (*COLUMNS, "Channels") if full else COLUMNS
        yield _row(columns) + _row("---" for _ in columns)
        yield from (_row(_summary(stream, full=full)) for stream in streams)
        yield "\n"
        if full:
            yield _picture({stream.name for stream in streams})
            for stream in streams:
                yield f"### {stream.name}\n\n{stream.about()}\n\n"
                yield _row(("Field", "Type", "Meaning")) + _row(("---",) * 3)
                yield from (_row(field) for field in _fields(stream.schema))
                yield "\n"


def _summary(stream: Stream, *, full: bool) -> tuple[str, ...]:
    name = f"[`{stream.name}`](#{stream.name})" if full else f"`{stream.name}`"
    key = stream.replication_key
    return (
        name,
        stream.about().partition("\n")[0].rstrip("."),
        ", ".join(f"`{one}`" for one in stream.keys),
        f"incremental, `{key}`" if key else "full table",
        way(stream),
        stream.price,
        " or ".join(scope.title for scope in stream.scopes)
        + (f"; plan {stream.plan}" if stream.plan else ""),
        SELECTED[stream.default_in],
        *([chosen(stream)] if full else []),
    )


def chosen(stream: Stream) -> str:
    """Return how the rows of a stream belong to channels."""
    if isinstance(stream, DeletedRecords):
        return "all"
    if isinstance(stream, ChildStream):
        parent = stream.parent_stream_type
        return f"as `{parent.name}`" if parent.is_by_channel() else "all"
    if stream.owners and stream.owners.channels:
        return f"those of chosen `{_named(stream.owners.path)}`"
    by = stream.channels
    if by is None:
        return "all"
    who = "the API" if by.filter else "the tap"
    if by.takes_one:
        who = "the API if one is chosen, else the tap"
    of = f" of chosen `{_named(by.of.path)}`" if by.of else ""
    empty = "; none named is all" if by.empty_is_all else ""
    return f"`{by.field}`{of}, by {who}{empty}"


def _named(path: str) -> str:
    """Return the stream that reads a list."""
    lists = (one for one in STREAMS.values() if isinstance(one, RootStream))
    return next(str(one.name) for one in lists if one.path == path)


def way(stream: Stream) -> str:
    """Return how a stream is read."""
    if isinstance(stream, DeletedRecords):
        return "the ids in the lists of other streams"
    return _way_of_parts(stream) if isinstance(stream, ChildStream) else _way_of_list(stream)


def _way_of_parts(stream: ChildStream) -> str:
    parent, own = STREAMS[stream.parent_stream_type].name, stream.own_list
    if isinstance(own, Bulk):
        return f"{own.dialect.version} `/{own.path}`, for several of `{parent}` at once"
    return f"a list for each of `{parent}`" if own else f"with `{parent}`"


def _way_of_list(stream: RootStream) -> str:
    address = f"{stream.dialect.version} `/{stream.path}`"
    dialect = stream.dialect
    if dialect.is_object:
        return f"{address}, one object"
    if not dialect.has_pages:
        return f"{address}, all at once"
    if dialect.is_sorted:
        return f"{address}, by date" if stream.replication_key else f"{address}, by id"
    return f"{address}, by cursor" if dialect.has_cursors else f"{address}, by page"


def _fields(schema: dict[str, Any], above: str = "") -> Iterator[tuple[str, str, str]]:
    for name, field in schema.get("properties", {}).items():
        kinds = [kind for kind in field.get("type", []) if kind != "null"]
        kind = field.get("format") or " or ".join(kinds)
        yield f"`{above}{name}`", kind, field.get("description", "")
        inner = field.get("items", field)
        yield from _fields(inner, f"{above}{name}.")


def relations() -> list[tuple[str, str]]:
    """Return which column points to which, as `stream.column`."""
    return [
        (f"{stream}.{column}", target)
        for stream, columns in RELATIONS.items()
        for column, target in columns.items()
    ]


def _picture(area: Collection[str]) -> str:
    """Return what points to what, as a picture: the tables of an area, and what they refer to."""
    lines = ["```mermaid\nerDiagram\n    direction LR\n"]
    for column, target in relations():
        stream, _, field = column.partition(".")
        table = target.partition(".")[0]
        if stream in area:
            lines.append(f"    {table} ||--o{{ {stream} : {field}\n")
    return "".join([*lines, "```\n\n"])


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |\n"
