"""The lists of a stream, as the tap's settings and a selection want them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from singer_sdk.singerlib.catalog import REPLICATION_FULL_TABLE

from tap_bigcommerce.errors import TapError
from tap_bigcommerce.feeds.access import explained
from tap_bigcommerce.feeds.choice import Choice, choice_of, filtered_or_not, owners_of
from tap_bigcommerce.reading.collection import Collection
from tap_bigcommerce.reading.owned import OwnedReader, Place
from tap_bigcommerce.reading.page import EVERYTHING
from tap_bigcommerce.reading.parts import Bulk, PartReader
from tap_bigcommerce.reading.reader import check_start
from tap_bigcommerce.reading.unsorted import kind_of
from tap_bigcommerce.streams.base import ChildStream, RootStream

if TYPE_CHECKING:
    from tap_bigcommerce.progress import StreamProgress
    from tap_bigcommerce.reading.completion import Wanted
    from tap_bigcommerce.reading.reader import Reader
    from tap_bigcommerce.state import Position


def collection(
    root: RootStream,
    wanted: Wanted,
    choice: Choice,
    *,
    page_size: int | None = None,
    place: Place | None = None,
) -> Collection:
    """Return a stream's list of records.

    Args:
        root: the stream.
        wanted: the fields that must come along, as far as they do.
        choice: which records are wanted.
        page_size: records to request at once, unless it is the usual number.
        place: which of its lists, if it has several.
    """
    return Collection(
        root.run.client,
        place.path if place else root.path,
        (place and place.dialect) or root.dialect,
        among=(place.among if place else {}) | choice.among,
        page_size=page_size or root.page_size(wanted),
        parts=root.params(wanted),
        fewer_parts=root.fewer_params(wanted),
        names_owner=bool(place and place.fields and place.among),
    )


def check(stream: RootStream | ChildStream, root: RootStream) -> None:
    """Request one record, to see whether the token may read what a stream needs.

    Raises:
        TapError: if it may not, if the store cannot be read, or if start_date is in its future.
    """
    try:
        place = next(iter(_places(root)), None)
        if root.owners and place is None:
            return

        def look(choice: Choice) -> None:
            listed = collection(root, stream.wanted, choice, page_size=1, place=place)
            rows = listed.seek(EVERYTHING).rows()
            if isinstance(stream, ChildStream) and stream.own_list and rows:
                record, parts = rows[0].record(), PartReader(root.run, listed)
                part = next(iter(stream.lists_of(record, {})), stream.own_list)
                parts.bulk([record], part) if isinstance(part, Bulk) else parts.part(record, part)

        filtered_or_not(root.name, choice_of(root), look)
        if stream.replication_method != REPLICATION_FULL_TABLE and not root.reads_whole_first:
            check_start(root.run.settings.start_date, root.run.client.now())
    except TapError as error:
        raise explained(error, stream, root) from error


def reader_of(
    root: RootStream,
    wanted: Wanted,
    choice: Choice,
    progress: StreamProgress,
    position: Position | None = None,
) -> Reader | OwnedReader:
    """Return what reads a stream's list, or lists.

    Args:
        root: the stream.
        wanted: the fields that must come along, as far as they do.
        choice: which records are wanted.
        progress: where to say what was proven.
        position: where the stream stands.
    """
    client = root.run.client
    if root.owners:
        return OwnedReader(
            client,
            partial(_places, root),
            lambda place: collection(root, wanted, choice, place=place),
            progress,
            position,
        )
    kind = kind_of(root.dialect)
    return kind(client, collection(root, wanted, choice), progress, position)


def _places(root: RootStream) -> list[Place]:
    """Return the lists of a stream whose owners have one each, as there are now."""
    return list(root.places(owners_of(root.run, root.owners))) if root.owners else []
