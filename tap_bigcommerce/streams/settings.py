"""Settings of the store: one table for all of them, since each is a single object."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from singer_sdk import typing as th

from tap_bigcommerce.reading.dialects import V3_OBJECT, V3_PAGES
from tap_bigcommerce.reading.owned import Place
from tap_bigcommerce.sdk import BY_NAME
from tap_bigcommerce.streams.base import Owners, RootStream
from tap_bigcommerce.streams.by_channel import ByChannel
from tap_bigcommerce.streams.scopes import INFORMATION
from tap_bigcommerce.streams.secrets import without_secrets
from tap_bigcommerce.streams.types import FREE_OBJECT, INTEGER

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tap_bigcommerce.values import Record

ONE = replace(V3_OBJECT, key=())
"""An object that has no id, and needs none."""

OF_THE_STORE = 0
"""What stands for the channel in settings of the store."""

UNAVAILABLE = frozenset({"disconnected", "archived", "deleted", "terminated"})
"""States of channels that sell nothing, as the filter `available=false` of channels has them."""


class Group(NamedTuple):
    """Settings that are read together.

    Args:
        name: as the table calls them.
        path: without the version.
        varies: whether a channel can have others than the store.
    """

    name: str
    path: str
    varies: bool = True


GROUPS = (
    Group("locale", "settings/store/locale", varies=False),
    Group("profile", "settings/store/profile"),
    Group("units-of-measurement", "settings/store/units-of-measurement"),
    Group("inventory", "settings/inventory"),
)


class Settings(RootStream):
    """A group of settings of the store, or what one of its available channels has instead of them.

    The list of channels needs the scope Channel Settings as well.

    https://developer.bigcommerce.com/docs/rest-management/settings
    """

    name = "settings"
    path = "settings"
    dialect = ONE
    owners = Owners("channels", V3_PAGES, field="channel_id", channels=ByChannel("id"))
    keys = ("name", "channel_id")
    scopes = (INFORMATION,)
    price = "5 + 3 per channel"
    default_in = BY_NAME
    properties = th.PropertiesList(
        th.Property(
            "name",
            th.StringType,
            required=True,
            description="The group: " + ", ".join(group.name for group in GROUPS),
        ),
        th.Property(
            "channel_id",
            INTEGER,
            required=True,
            description="Whose settings they are (channels.id); 0 for the store's own",
        ),
        th.Property(
            "settings",
            FREE_OBJECT,
            description="The settings by their names; null in a channel is inherited from the "
            "store",
        ),
    )

    def places(self, owners: Iterable[Record]) -> Iterable[Place]:
        """Return where each group is: once for the store, and for each channel if it can vary."""
        channels = [one["id"] for one in owners if one.get("status") not in UNAVAILABLE]
        for name, path, varies in GROUPS:
            yield Place(path, {}, {"name": name, "channel_id": OF_THE_STORE})
            for channel_id in channels if varies else ():
                fields = {"name": name, "channel_id": channel_id}
                yield Place(path, {"channel_id": channel_id}, fields)

    def rows(self, record: Record) -> Iterable[Record]:
        """Return the settings as one field, beside what tells them from others."""
        key = {name: record[name] for name in self.keys}
        settings = {name: value for name, value in record.items() if name not in key}
        return ({**key, "settings": without_secrets(settings)},)
