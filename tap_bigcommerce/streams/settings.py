"""Settings of the store: one table for all of them, since each is a single object."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal, NamedTuple

from singer_sdk import typing as th

from tap_bigcommerce.reading.dialects import V3_OBJECT
from tap_bigcommerce.reading.owned import Place
from tap_bigcommerce.sdk import BY_NAME
from tap_bigcommerce.streams.base import RootStream
from tap_bigcommerce.streams.channels import CHANNELS, OF_THE_STORE, available
from tap_bigcommerce.streams.scopes import CUSTOMERS, INFORMATION, MARKETING, ORDERS, PRODUCTS
from tap_bigcommerce.streams.secrets import without_secrets
from tap_bigcommerce.streams.types import FREE_OBJECT, INTEGER

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tap_bigcommerce.reading.dialects import Dialect
    from tap_bigcommerce.streams.scopes import Scope
    from tap_bigcommerce.values import Record

ONE = replace(V3_OBJECT, key=())
"""An object that has no id, and needs none."""

BARE = replace(ONE, is_wrapped=False)
"""The same without `data` around it; `meta` may stand among its own fields."""


class Group(NamedTuple):
    """Settings that are read together.

    Args:
        name: as the table calls them.
        path: without the version.
        channel: what names a channel that has others than the store; none if no channel can.
        scope: what the API account must be allowed.
        dialect: how to ask for them.
    """

    name: str
    path: str
    channel: Literal["parameter", "path", "none"] = "parameter"
    scope: Scope = INFORMATION
    dialect: Dialect = ONE

    def of(self, channel_id: int) -> Place:
        """Return where the settings of a channel are, or those of the store."""
        way = "none" if channel_id == OF_THE_STORE else self.channel
        return Place(
            f"{self.path}/channels/{channel_id}" if way == "path" else self.path,
            {"channel_id": channel_id} if way == "parameter" else {},
            {"name": self.name, "channel_id": channel_id},
            self.dialect,
            "" if self is LOCALE else self.in_words,
        )

    @property
    def in_words(self) -> str:
        """The group and what it needs, as a warning calls them."""
        return (
            f"the group '{self.name}', which needs the scope '{self.scope.title}' "
            f"({self.scope.name})"
        )


LOCALE = Group("locale", "settings/store/locale", "none")
"""What every store has: an account that may not read it may not read settings."""

GROUPS = (
    LOCALE,
    Group("profile", "settings/store/profile"),
    Group("units-of-measurement", "settings/store/units-of-measurement"),
    Group("inventory", "settings/inventory"),
    Group("inventory-notifications", "settings/inventory/notifications"),
    Group("catalog", "settings/catalog"),
    Group("category", "settings/storefront/category"),
    Group("product", "settings/storefront/product"),
    Group("search", "settings/storefront/search"),
    Group("seo", "settings/storefront/seo"),
    Group("security", "settings/storefront/security"),
    Group("status", "settings/storefront/status"),
    Group("robotstxt", "settings/storefront/robotstxt"),
    Group("logo", "settings/logo"),
    Group("email-statuses", "settings/email-statuses"),
    Group("tax", "tax/settings", "none"),
    Group("abandoned-carts", "abandoned-carts/settings", "path"),
    Group("carts", "carts/settings", "path"),
    Group("customers", "customers/settings", "path", CUSTOMERS),
    Group("orders", "orders/settings", "path", ORDERS, BARE),
    Group("promotions", "promotions/settings", "none", MARKETING, BARE),
    Group("shipping", "shipping/settings", "path", PRODUCTS),
)


class Settings(RootStream):
    """A group of settings of the store, or what one of its available channels has instead of them.

    A group that the API account may not read, or that the store does not have, is left out with a
    warning, whatever `missing_access` says. Most need the scope of the stream; customers, orders,
    promotions and shipping need Customers, Orders, Marketing and Products.

    https://developer.bigcommerce.com/docs/rest-management/settings
    """

    name = "settings"
    path = "settings"
    dialect = ONE
    owners = CHANNELS
    keys = ("name", "channel_id")
    scopes = (INFORMATION,)
    price = f"{1 + len(GROUPS)} + {sum(group.channel != 'none' for group in GROUPS)} per channel"
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
            description="The settings by their names, without passwords; null in a channel is "
            "inherited from the store",
        ),
    )

    def places(self, owners: Iterable[Record]) -> Iterable[Place]:
        """Return where each group is: once for the store, and for each channel if it can vary."""
        yield from (group.of(OF_THE_STORE) for group in GROUPS)
        for channel_id in available(owners):
            yield from (group.of(channel_id) for group in GROUPS if group.channel != "none")

    def rows(self, record: Record) -> Iterable[Record]:
        """Return the settings as one field, beside what tells them from others."""
        key = {name: record[name] for name in self.keys}
        beside = {*key, "meta"}
        settings = {name: value for name, value in record.items() if name not in beside}
        return ({**key, "settings": without_secrets(settings)},)
