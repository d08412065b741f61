"""Which records of a list belong to the channels that `channel_ids` names.

Where the API can filter a list by channel, every request of the list has the filter, so that pages,
counts and the highest id are about the same records. What comes is checked all the same: an API
that ignores the filter, rejects it or has none leaves the choice to the tap.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING, Any, TypeVar

from tap_bigcommerce.api.client import Request
from tap_bigcommerce.errors import RejectedError, StreamError, TapError
from tap_bigcommerce.reading.collection import Collection
from tap_bigcommerce.reading.dialects import V3_PAGES
from tap_bigcommerce.reading.unsorted import kind_of
from tap_bigcommerce.settings import LARGEST_PAGE
from tap_bigcommerce.values import elements, known_number

if TYPE_CHECKING:
    from collections.abc import Callable

    from tap_bigcommerce.api.client import Params
    from tap_bigcommerce.run import Run
    from tap_bigcommerce.streams.base import Owners, RootStream
    from tap_bigcommerce.streams.by_channel import ByChannel
    from tap_bigcommerce.values import Record

T = TypeVar("T")

_logger = logging.getLogger("tap-bigcommerce")


@dataclass(frozen=True)
class Choice:
    """The records of one list that are wanted.

    Args:
        by: how they show their channels; None if all are wanted.
        ids: the ids that they may show.
        may_filter: whether the API takes the filter, as far as is known.
    """

    by: ByChannel | None = None
    ids: frozenset[int] = frozenset()
    may_filter: bool = True

    @property
    def among(self) -> Params:
        """The filter that every request of the list gets; empty if there is none."""
        if self.by is None or self.by.filter is None or not (self.ids and self.may_filter):
            return {}
        if self.by.takes_one and len(self.ids) > 1:
            return {}
        return {self.by.filter: ",".join(map(str, sorted(self.ids)))}

    @property
    def fields(self) -> frozenset[str]:
        """The field that records must have, so that the tap sees where they belong."""
        return frozenset({self.by.field} if self.by else ())

    def has(self, record: Record) -> bool:
        """Return whether a record is wanted.

        Raises:
            StreamError: if neither the record nor a filter tells.
        """
        if self.by is None:
            return True
        found = _ids(record.get(self.by.field))
        if found:
            return not self.ids.isdisjoint(found)
        if self.by.field in record or self.by.empty_is_all:
            return self.by.empty_is_all
        if self.among:
            return True
        message = (
            f"record {record.get('id')} came without '{self.by.field}', so the tap cannot tell "
            "whether it belongs to channel_ids. Remove the setting channel_ids, or deselect the "
            "stream, and please report this."
        )
        raise StreamError(message)


EVERY_RECORD = Choice()


def choice_of(root: RootStream) -> Choice:
    """Return which records of a stream's list are wanted.

    Raises:
        TapError: if that depends on another list, which cannot be read.
    """
    by, ids = root.channels, root.run.settings.channel_ids
    if by is None or ids is None:
        return EVERY_RECORD
    shown = [int(one["id"]) for one in owners_of(root.run, by.of)] if by.of else ids
    return Choice(by, frozenset(shown))


def owners_of(run: Run, owners: Owners) -> list[Record]:
    """Return the wanted records of a list on which another one depends.

    Raises:
        TapError: if they cannot be read.
    """

    def read(choice: Choice) -> list[Record]:
        listed = Collection(run.client, owners.path, owners.dialect, among=choice.among)
        rows = chain.from_iterable(kind_of(owners.dialect)(run.client, listed).everything())
        return [record for row in rows if choice.has(record := row.record())]

    ids = run.settings.channel_ids
    if owners.channels is None or ids is None:
        return read(EVERY_RECORD)
    return filtered_or_not(owners.path, Choice(owners.channels, frozenset(ids)), read)


def filtered_or_not(name: str, choice: Choice, read: Callable[[Choice], T]) -> T:
    """Read something with the API's filter, and without if the API rejects the filter.

    Args:
        name: what is read, for the log.
        choice: which records are wanted.
        read: reads them.

    Raises:
        TapError: if they cannot be read.
    """
    try:
        return read(choice)
    except RejectedError as error:
        if not choice.among:
            raise
        return read(without_filter(name, choice, error))


def without_filter(name: str, choice: Choice, error: RejectedError) -> Choice:
    """Return a choice that the tap alone sees to, and log why."""
    _logger.warning(
        "%s: continuing without the filter for channel_ids (%s). The tap reads all channels and "
        "drops records of others. %s",
        name,
        ", ".join(choice.among),
        error,
    )
    return replace(choice, may_filter=False)


def warn_of_unknown_channels(run: Run) -> None:
    """Warn of channels that the store does not have, if the token may read the list of channels."""
    if run.settings.channel_ids is None:
        return
    request = Request("v3/channels", {}, V3_PAGES.read, LARGEST_PAGE, optional=True)
    try:
        known = {one for _, one in run.client.get(request).content.keys}
    except TapError as error:
        _logger.debug("Continuing without a look at the list of channels: %s", error)
        return
    unknown = sorted({*run.settings.channel_ids} - known)
    if unknown and len(known) < LARGEST_PAGE:
        _logger.warning(
            "Setting 'channel_ids' names channels that the store does not have: %s. It has %s.",
            ", ".join(map(str, unknown)),
            ", ".join(map(str, sorted(known))) or "none",
        )


def _ids(value: Any) -> set[int]:
    """Return the ids in a field: one, a list of them, or a list of objects that have one."""
    named = (one.get("id") if isinstance(one, dict) else one for one in elements(value))
    return {int(one) for one in map(known_number, named) if one is not None}
