"""What a catalog chooses: streams, fields, and FULL_TABLE.

Schemas, keys and the rest of the metadata are the tap's own, whatever a catalog says of them. So
catalogs of other taps and of older versions serve as well, and so do those that people wrote.
"""

from __future__ import annotations

from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any

import msgspec
from singer_sdk.singerlib import Catalog
from singer_sdk.singerlib.catalog import REPLICATION_FULL_TABLE

from tap_bigcommerce import names
from tap_bigcommerce.errors import TapError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from singer_sdk.singerlib.catalog import Breadcrumb, MetadataMapping

REMEDY = "Make one with --discover."

OF_LIST = "items"
"""Where a schema describes the elements of a list."""


class Metadata(msgspec.Struct, rename="kebab"):
    """What metadata may choose."""

    selected: bool | None = None
    selected_by_default: bool | None = None
    replication_method: str | None = None
    forced_replication_method: str | None = None

    @property
    def choice(self) -> bool | None:
        """Whether it selects or deselects, if it does either."""
        deselects = self.selected is None and self.selected_by_default is False
        return False if deselects else self.selected


class Item(msgspec.Struct):
    """The metadata of a stream or of a field."""

    breadcrumb: list[str]
    metadata: Metadata


class Entry(msgspec.Struct, dict=True):
    """A stream; catalogs that people wrote have less than the specification wants."""

    tap_stream_id: str | None = None
    stream: str | None = None
    selected: bool | None = None
    replication_method: str | None = None
    metadata: list[Item] | None = None
    schema: Any = None

    def name(self, known: Collection[str]) -> str:
        """Return the name of the stream, by which a known one is found if either name is one."""
        candidates = [one for one in (self.tap_stream_id, self.stream) if one]
        return next((one for one in candidates if one in known), (candidates or [""])[0])

    @cached_property
    def choices(self) -> dict[Breadcrumb, bool]:
        """What it selects and deselects; metadata counts more than what the schema says."""
        choices = dict(_choices_in_schema(self.schema))
        if self.selected is not None:
            choices[()] = self.selected
        for item in self.metadata or ():
            if (choice := item.metadata.choice) is not None:
                choices[tuple(item.breadcrumb)] = choice
        return choices

    @property
    def is_read_whole(self) -> bool:
        """Whether it asks for FULL_TABLE, in whichever place."""
        roots = [item.metadata for item in self.metadata or () if not item.breadcrumb]
        methods = chain.from_iterable(
            (root.replication_method, root.forced_replication_method) for root in roots
        )
        return REPLICATION_FULL_TABLE in {self.replication_method, *methods}


class Given(msgspec.Struct):
    """A catalog, as far as it counts."""

    streams: list[Entry]


def read(catalog: Any) -> Given:
    """Take from a catalog what counts.

    Raises:
        TapError: if it is no catalog.
    """
    try:
        return msgspec.convert(
            catalog.to_dict() if isinstance(catalog, Catalog) else catalog, Given
        )
    except (msgspec.ValidationError, RecursionError) as error:
        message = f"The catalog does not have the form it should: {error}. {REMEDY}"
        raise TapError(message) from error


def wanted(given: Given, streams: Collection[str]) -> set[str]:
    """Return the streams of which a catalog may choose anything."""
    return {entry.name(streams) for entry in given.streams if entry.choices.get((), True)}


def applied(given: Given, discovered: Catalog) -> Catalog:
    """Return the discovered catalog with what another one chooses; what it lacks is deselected.

    Raises:
        TapError: if it lists none of the streams.
    """
    listed = {entry.name(discovered) for entry in given.streams}
    if listed and not listed & discovered.keys():
        others = ", ".join(sorted(listed))
        message = f"The catalog has none of this tap's streams; it has {others}. {REMEDY}"
        raise TapError(message)
    for name, entry in discovered.items():
        entry.replication_method = None  # then the replication key decides
        if name not in listed:
            entry.metadata.root.selected = False
    for choosing in given.streams:
        if chosen := discovered.get_stream(choosing.name(discovered)):
            for breadcrumb, choice in choosing.choices.items():
                if breadcrumb in chosen.metadata:
                    chosen.metadata[breadcrumb].selected = choice
            if choosing.is_read_whole:
                chosen.replication_method = REPLICATION_FULL_TABLE
    return discovered


def unknown(given: Given, discovered: Catalog) -> list[str]:
    """Return the streams and fields that a catalog names and that do not exist.

    A stream that exists under a similar name, and that the catalog does not list, is named as well.

    Raises:
        TapError: if it selects a stream that exists under a similar name, or deselects something
            that does, or what it cannot deselect: a table would be missing, or what should stay in
            the store would be delivered.
    """
    found: list[str] = []
    problems: list[str] = []
    listed = {entry.name(discovered): entry.choices for entry in given.streams}
    unlisted = [name for name in discovered if name not in listed]
    undecided = [name for name in discovered if name in listed and () not in listed[name]]
    for entry in given.streams:
        name, choices = entry.name(discovered), entry.choices
        known = discovered.get_stream(name)
        if known is None:
            found.append(names.with_hint(name, unlisted))
            if choices.get(()) is False and (meant := names.mistyped(name, undecided)):
                problems.append(_mistyped(name, meant))
            if choices.get((), True) and (meant := names.slip(name, unlisted)):
                problems.append(_missing(name, meant))
        elif choices.get((), True):  # of a stream that is deselected, no field is read
            fields = dict.fromkeys(
                field
                for breadcrumb in [*choices, *(tuple(i.breadcrumb) for i in entry.metadata or ())]
                if (field := _first_unknown(breadcrumb, known.metadata))
            )
            found += [_dotted(name, field) for field in fields]
            problems += _field_problems(name, choices, known.metadata)
    if problems:
        raise TapError("\n".join(problems))
    return found


def renamed(given: Given, discovered: Catalog) -> dict[str, str]:
    """Return the streams to which a catalog gives another name, and that name."""
    return {
        name: entry.stream
        for entry in given.streams
        if (name := entry.name(discovered)) in discovered and (entry.stream or name) != name
        if entry.stream
    }


def _field_problems(
    stream: str, choices: dict[Breadcrumb, bool], known: MetadataMapping
) -> Iterator[str]:
    """Say which fields are deselected in vain."""
    for breadcrumb, choice in choices.items():
        field = _first_unknown(breadcrumb, known)
        if choice or not field:
            continue
        whole = field[: field.index(OF_LIST)] if OF_LIST in field[::2] else None
        if whole and whole in known:
            if choices.get(whole, True):
                yield (
                    f"The catalog deselects '{_dotted(stream, breadcrumb)}', but the fields inside "
                    f"a list come with the list. Deselect '{_dotted(stream, whole)}', or map it."
                )
            continue
        undecided = [
            other[-1]
            for other in known
            if other[:-2] == field[:-2] and other not in choices
            if other
        ]
        if meant := names.mistyped(field[-1], undecided):
            yield _mistyped(_dotted(stream, field), _dotted(stream, (*field[:-1], meant)))


def _mistyped(name: str, meant: str) -> str:
    return (
        f"The catalog deselects '{name}', which does not exist; did you mean '{meant}'? "
        f"Fix the name, or select or deselect '{meant}' as well."
    )


def _missing(name: str, meant: str) -> str:
    return (
        f"The catalog selects '{name}', which does not exist; did you mean '{meant}'? "
        "Fix the name, or remove it."
    )


def _first_unknown(breadcrumb: Breadcrumb, known: MetadataMapping) -> Breadcrumb | None:
    """Return the outermost part of a breadcrumb that does not exist, if any."""
    ends = range(2, len(breadcrumb) + 1, 2)
    return next((part for end in ends if (part := breadcrumb[:end]) not in known), None)


def _dotted(stream: str, breadcrumb: Breadcrumb) -> str:
    return ".".join([stream, *(part for part in breadcrumb if part not in {"properties", OF_LIST})])


def _choices_in_schema(schema: Any, path: Breadcrumb = ()) -> Iterator[tuple[Breadcrumb, bool]]:
    """Yield what a schema selects, as catalogs did before there was metadata.

    Raises:
        TapError: if a choice is not true or false, but, for example, "false".
    """
    if not isinstance(schema, dict):
        return
    choice = schema.get("selected")
    if isinstance(choice, bool):
        yield path, choice
    elif choice is not None:
        place = ".".join(path[1::2]) or "a stream"
        message = (
            f"The catalog has {choice!r} as 'selected' in the schema of {place}; expected true, "
            "false or nothing, without quotes."
        )
        raise TapError(message)
    properties = schema.get("properties")
    for name, inner in properties.items() if isinstance(properties, dict) else ():
        yield from _choices_in_schema(inner, (*path, "properties", name))
