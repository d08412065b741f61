"""The streams as Markdown: how each is read, at what price, and what its fields mean."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from docs.pictures import picture
from tap_bigcommerce.reading.parts import Bulk
from tap_bigcommerce.sdk import EVERY_MODE, MODES_WITH_TABLES
from tap_bigcommerce.streams import AREAS, ChildStream, DeletedRecords, RootStream
from tap_bigcommerce.streams.relations import RELATIONS
from tap_bigcommerce.tap import TapBigCommerce

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tap_bigcommerce.streams.scopes import Scope

    Stream = RootStream | ChildStream | DeletedRecords

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
SITE = ROOT / "docs/site"
INDEX = SITE / "streams/index.md"
STORE = SITE / "store.md"

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


def written() -> dict[Path, str]:
    """Return the text of each file that is written from the code, or in part."""
    readme, index, store = (path.read_text(encoding="utf-8") for path in (README, INDEX, STORE))
    return {
        README: _with(readme, "streams", _areas()),
        INDEX: _with(index, "streams", _tables()),
        STORE: _with(store, "scopes", _scopes()),
        **{_page(area): "".join(_of_area(area)).rstrip() + "\n" for area in AREAS},
        **{_picture(area): picture(_relations(area)) for area in AREAS},
    }


def _with(text: str, name: str, lines: Iterable[str]) -> str:
    """Return a text with the part of this name written anew."""
    begin, end = f"<!-- {name}: make docs -->\n", f"<!-- end of {name} -->\n"
    before, _, rest = text.partition(begin)
    return before + begin + "".join(lines) + end + rest.partition(end)[2]


def _page(area: str) -> Path:
    """Return the file of an area's page."""
    return SITE / f"streams/{area.lower()}.md"


def _areas() -> Iterator[str]:
    """Yield the streams by area, as links."""
    yield _header("Area", "Streams")
    for area, kinds in AREAS.items():
        page = _page(area).relative_to(ROOT)
        names = ", ".join(f"[{STREAMS[kind].name}]({page}#{STREAMS[kind].name})" for kind in kinds)
        yield _row((f"[{area}]({page})", names))


def _scopes() -> Iterator[str]:
    """Yield what each OAuth scope gives."""
    given: dict[str, list[str]] = {}
    for stream in STREAMS.values():
        page = _page(_area_of(stream)).relative_to(SITE)
        link = f"[{stream.name}]({page}#{stream.name})"
        also = [scope.title for scope in _also_needed(stream)]
        for scope in stream.scopes:
            needs = f" (with {' and '.join(also)})" if also else ""
            given.setdefault(scope.title, []).append(link + needs)
    yield _header("Scope, read-only", "Streams")
    yield from (_row((title, ", ".join(names))) for title, names in sorted(given.items()))


def _also_needed(stream: Stream) -> Sequence[Scope]:
    """Return the scopes that a stream needs besides one of its own."""
    if isinstance(stream, ChildStream):
        theirs = stream.parent_stream_type.scopes
        return [] if {*stream.scopes} & {*theirs} else theirs
    owners = stream.owners if isinstance(stream, RootStream) else None
    return [owners.scope] if owners and owners.scope else []


def _area_of(stream: Stream) -> str:
    return next(area for area, kinds in AREAS.items() if type(stream) in kinds)


def _tables() -> Iterator[str]:
    """Yield one line for each stream, by area."""
    for area, kinds in AREAS.items():
        yield f"\n## {area}\n\n" + _header(*COLUMNS)
        page = _page(area).name
        yield from (_row(_summary(STREAMS[kind], page)) for kind in kinds)


def _of_area(area: str) -> Iterator[str]:
    """Yield the page of an area: what its streams are, how they refer to others, and all fields."""
    streams = [STREAMS[kind] for kind in AREAS[area]]
    yield f"# {area}\n\nThis page is written from the code.\n\n"
    yield OF_CHANNELS
    yield f"![What the tables' columns point to](../images/{_picture(area).name})\n\n"
    for stream in streams:
        yield f"## {stream.name}\n\n{stream.about()}\n\n"
        said = (*_summary(stream)[2:], chosen(stream))
        named = zip((*COLUMNS[2:], "Channels"), said, strict=True)
        yield "".join(f"- {name}: {value}\n" for name, value in named if value) + "\n"
        yield _header("Field", "Type", "Meaning")
        yield from (_row(field) for field in _fields(stream.schema))
        yield "\n"


def _summary(stream: Stream, page: str = "") -> tuple[str, ...]:
    key = stream.replication_key
    return (
        f"[`{stream.name}`]({page}#{stream.name})",
        stream.about().partition("\n")[0].rstrip("."),
        ", ".join(f"`{one}`" for one in stream.keys),
        f"incremental, `{key}`" if key else "full table",
        way(stream),
        stream.price,
        " or ".join(scope.title for scope in stream.scopes)
        + "".join(f", and {scope.title}" for scope in _also_needed(stream))
        + (f"; plan {stream.plan}" if stream.plan else ""),
        SELECTED[stream.default_in],
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


def _picture(area: str) -> Path:
    """Return the file of an area's picture."""
    return SITE / f"images/{area.lower()}.svg"


def _relations(area: str) -> dict[str, dict[str, str]]:
    """Return the columns of an area's tables that point to a table, and to which."""
    return {
        name: {
            column: target.partition(".")[0] for column, target in RELATIONS.get(name, {}).items()
        }
        for name in (STREAMS[kind].name for kind in AREAS[area])
    }


def _header(*cells: str) -> str:
    return _row(cells) + _row("---" for _ in cells)


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |\n"
