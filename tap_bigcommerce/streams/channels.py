"""What channels and their sites have of their own: listings, currencies, routes and e-mails."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from singer_sdk import typing as th

from tap_bigcommerce.reading.dialects import V3_PAGES, V3_WHOLE
from tap_bigcommerce.reading.owned import Place
from tap_bigcommerce.sdk import BY_NAME
from tap_bigcommerce.streams.base import Owners, RootStream
from tap_bigcommerce.streams.by_channel import ByChannel
from tap_bigcommerce.streams.scopes import (
    CHANNEL_LISTINGS,
    CHANNEL_SETTINGS,
    INFORMATION,
    SITES,
)
from tap_bigcommerce.streams.store import ALL_SITES
from tap_bigcommerce.streams.types import FREE_OBJECT, INTEGER, closed_object, objects

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tap_bigcommerce.api.client import Params
    from tap_bigcommerce.values import Record

OF_THE_STORE = 0
"""What stands for the channel in rows of the store itself."""

UNAVAILABLE = frozenset({"disconnected", "archived", "deleted", "terminated"})
"""States of channels that sell nothing, as the filter `available=false` of channels has them."""

CHANNELS = Owners(
    "channels",
    V3_PAGES,
    field="channel_id",
    channels=ByChannel("id"),
    scope=CHANNEL_SETTINGS,
)
"""The list of channels, for streams that read something of each."""

LISTINGS = replace(V3_PAGES, key="listing_id", above="after", has_numbers=False)
"""Listings of a channel, in which `after` takes the last listing's id.

Any parameter that the reference does not name is an error (422), `page` included.
"""

ASSIGNMENTS = replace(V3_WHOLE, key="channel_id")
"""One object of each channel."""


def available(channels: Iterable[Record]) -> list[int]:
    """Return the ids of those channels that sell something."""
    return [one["id"] for one in channels if one.get("status") not in UNAVAILABLE]


class ChannelListings(RootStream):
    """A product as a channel lists it: a marketplace or point of sale, rarely a storefront.

    All of them are read with every run: a listing that never changed has no `date_modified`.

    https://developer.bigcommerce.com/docs/rest-management/channels/listings
    """

    name = "channel_listings"
    path = "channels/{id}/listings"
    dialect = LISTINGS
    owners = CHANNELS
    keys = ("channel_id", "listing_id")
    scopes = (CHANNEL_LISTINGS,)
    price = "1 + 1 per channel and 250 rows"
    default_in = BY_NAME
    properties = th.PropertiesList(
        th.Property("channel_id", INTEGER, required=True, description="The channel (channels.id)"),
        th.Property("listing_id", INTEGER, required=True),
        th.Property(
            "external_id", th.StringType, description="The listing's id on the channel's platform"
        ),
        th.Property("product_id", INTEGER, description="The product (products.id)"),
        th.Property(
            "state",
            th.StringType,
            description="active, disabled, error, pending, pending_disable, pending_delete, "
            "partially_rejected, queued, rejected, submitted or deleted",
        ),
        th.Property(
            "name",
            th.StringType,
            description="Name of the product on this channel; empty for the product's own",
        ),
        th.Property(
            "description",
            th.StringType,
            description="Description on this channel; empty for the product's own",
        ),
        th.Property("date_created", th.DateTimeType, description="When it was first listed"),
        th.Property(
            "date_modified",
            th.DateTimeType,
            description="When the listing was last changed; null if it never was",
        ),
        th.Property(
            "variants",
            objects(
                th.Property("channel_id", INTEGER),
                th.Property("product_id", INTEGER),
                th.Property("variant_id", INTEGER, description="product_variants.id"),
                th.Property(
                    "external_id", th.StringType, description="Its id on the channel's platform"
                ),
                th.Property(
                    "state", th.StringType, description="As of the listing, for the variant alone"
                ),
                th.Property(
                    "name", th.StringType, description="Name of the variant on this channel"
                ),
                th.Property(
                    "description",
                    th.StringType,
                    description="Description of the variant on this channel",
                ),
                th.Property("date_created", th.DateTimeType),
                th.Property("date_modified", th.DateTimeType),
            ),
            description="Those variants of the product that the channel lists",
        ),
    )


class ChannelCurrencyAssignments(RootStream):
    """The currencies that shoppers of a channel can choose; `channels` has them as `currencies`.

    https://developer.bigcommerce.com/docs/rest-management/channels/currency-assignments
    """

    name = "channel_currency_assignments"
    path = "channels/currency-assignments"
    dialect = ASSIGNMENTS
    channels = ByChannel("channel_id")
    keys = ("channel_id",)
    scopes = (CHANNEL_SETTINGS,)
    price = "1"
    default_in = BY_NAME
    properties = th.PropertiesList(
        th.Property("channel_id", INTEGER, required=True, description="The channel (channels.id)"),
        th.Property(
            "enabled_currencies",
            th.ArrayType(th.StringType),
            description="Codes of the currencies that shoppers can choose "
            "(currencies.currency_code)",
        ),
        th.Property(
            "default_currency",
            th.StringType,
            description="Code of the currency that shoppers see first",
        ),
    )


class SiteRoutes(RootStream):
    """How a site forms the addresses of one kind of page.

    Sites of headless storefronts have them: other storefronts form their addresses by themselves.

    https://developer.bigcommerce.com/docs/rest-management/sites/site-routes
    """

    name = "site_routes"
    path = "sites/{id}/routes"
    dialect = V3_PAGES
    owners = ALL_SITES
    keys = ("site_id", "id")
    scopes = (SITES,)
    price = "2 + 1 per site and 250 rows"
    default_in = BY_NAME
    properties = th.PropertiesList(
        th.Property("site_id", INTEGER, required=True, description="The site (sites.id)"),
        th.Property("id", INTEGER, required=True),
        th.Property(
            "type",
            th.StringType,
            description="Kind of page: product, brand, category, page, blog, home, cart, checkout, "
            "search, account, login, returns or static",
        ),
        th.Property(
            "matching",
            th.StringType,
            description="Which pages of the kind: an id, `*` for all, or the name of a static page",
        ),
        th.Property(
            "route",
            th.StringType,
            description="Template of the address, such as /products/{slug} or /item?id={id}",
        ),
    )


class AbandonedCartEmails(RootStream):
    """An e-mail to shoppers who left their cart: one of the store, or of an available channel.

    https://developer.bigcommerce.com/docs/rest-management/abandoned-cart-emails
    """

    name = "abandoned_cart_emails"
    path = "marketing/abandoned-cart-emails"
    dialect = V3_WHOLE
    owners = CHANNELS
    keys = ("channel_id", "id")
    scopes = (INFORMATION,)
    price = "2 + 1 per channel"
    default_in = BY_NAME
    properties = th.PropertiesList(
        th.Property(
            "channel_id",
            INTEGER,
            required=True,
            description="Whose e-mail it is (channels.id); 0 for the store's, which channels "
            "without e-mails of their own send",
        ),
        th.Property("id", INTEGER, required=True),
        th.Property("is_active", th.BooleanType, description="Whether it is sent"),
        th.Property("sent_num", INTEGER, description="How often it has been sent"),
        th.Property(
            "coupon_code",
            th.StringType,
            description="Code of the coupon that it offers (coupons.code); empty for none",
        ),
        th.Property(
            "notify_at_minutes",
            INTEGER,
            description="Minutes between leaving the cart and the e-mail, such as 1440 for a day",
        ),
        th.Property(
            "template",
            closed_object(
                th.Property("subject", th.StringType),
                th.Property("body", th.StringType, description="HTML, as a Handlebars template"),
                th.Property(
                    "translations",
                    objects(
                        th.Property("locale", th.StringType, description="Such as en or fr-ca"),
                        th.Property(
                            "keys", FREE_OBJECT, description="Phrases of the template, by key"
                        ),
                    ),
                ),
            ),
        ),
    )

    def places(self, owners: Iterable[Record]) -> Iterable[Place]:
        """Return where the store's e-mails are, and those of each available channel."""
        yield Place(self.path, {}, {"channel_id": OF_THE_STORE})
        for channel_id in available(owners):
            among: Params = {"channel_id": channel_id}
            yield Place(self.path, among, among, optional=f"the e-mails of channel {channel_id}")
