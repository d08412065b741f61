"""How records belong to channels, for stores that have several storefronts."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from tap_bigcommerce.streams.base import Owners


class ByChannel(NamedTuple):
    """What shows the channels of a list's records.

    Args:
        field: the field of a record with the id of its channel, or those of several.
        filter: the API's filter for it; None if there is none.
        takes_one: whether the filter takes a single channel.
        empty_is_all: whether a record that names no channel belongs to every channel.
        of: the list whose ids are in `field`, and whose records belong to channels, if these are
            not the ids of channels themselves.
    """

    field: str
    filter: str | None = None
    takes_one: bool = False
    empty_is_all: bool = False
    of: Owners | None = None
