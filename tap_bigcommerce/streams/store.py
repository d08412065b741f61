"""The store itself: its profile, its currencies, its channels and their sites."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from singer_sdk import typing as th

from tap_bigcommerce.reading.dialects import V2_OBJECT, V2_PAGES, V3_PAGES
from tap_bigcommerce.sdk import BY_NAME
from tap_bigcommerce.streams.base import Owners, RootStream
from tap_bigcommerce.streams.by_channel import ByChannel
from tap_bigcommerce.streams.scopes import CHANNEL_SETTINGS, INFORMATION, SITES
from tap_bigcommerce.streams.types import INTEGER, closed_object, objects

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

STORE = replace(V2_OBJECT, key=("id",))
"""The store's profile, whose id is text."""


class Store(RootStream):
    """The store: its name, plan, units, time zone and defaults; always one row.

    https://developer.bigcommerce.com/docs/rest-management/store-information
    """

    name = "store"
    path = "store"
    dialect = STORE
    scopes = (INFORMATION,)
    price = "1"
    default_in = BY_NAME
    properties = th.PropertiesList(
        th.Property(
            "id",
            th.StringType,
            required=True,
            description="The store hash, which also stands in every address of the API",
        ),
        th.Property(
            "account_uuid",
            th.StringType,
            description="The BigCommerce account that owns the store; several stores can share it",
        ),
        th.Property("domain", th.StringType, description="Main domain, without a scheme"),
        th.Property("secure_url", th.StringType),
        th.Property("control_panel_base_url", th.StringType),
        th.Property(
            "status",
            th.StringType,
            description="Whether it is open, such as live or prelaunch",
        ),
        th.Property("name", th.StringType),
        th.Property(
            "first_name", th.StringType, description="First name of the store's main contact"
        ),
        th.Property(
            "last_name", th.StringType, description="Last name of the store's main contact"
        ),
        th.Property("address", th.StringType, description="Address as shoppers see it"),
        th.Property("country", th.StringType, description="Country named when it was opened"),
        th.Property("country_code", th.StringType, description="Its two-letter ISO 3166-1 code"),
        th.Property(
            "infrastructure_region",
            th.StringType,
            description="Google Cloud region that hosts the store",
        ),
        th.Property("phone", th.StringType, description="Telephone number as shoppers see it"),
        th.Property("admin_email", th.StringType, description="E-mail address of the owner"),
        th.Property(
            "order_email", th.StringType, description="E-mail address for orders and fulfilment"
        ),
        th.Property("favicon_url", th.StringType),
        th.Property(
            "timezone",
            closed_object(
                th.Property(
                    "name", th.StringType, description="IANA name, such as America/Chicago"
                ),
                th.Property(
                    "raw_offset",
                    INTEGER,
                    description="Seconds from UTC in winter, negative to the west",
                ),
                th.Property(
                    "dst_offset",
                    INTEGER,
                    description="Seconds from UTC in summer, negative to the west",
                ),
                th.Property(
                    "dst_correction",
                    th.BooleanType,
                    description="Whether the time zone has daylight saving time",
                ),
                th.Property(
                    "date_format",
                    closed_object(
                        th.Property("display", th.StringType),
                        th.Property("export", th.StringType),
                        th.Property("extended_display", th.StringType),
                    ),
                    description="How the store writes dates, as PHP formats",
                ),
            ),
            description="Time zone of the control panel's reports; dates in the tables are UTC",
        ),
        th.Property("language", th.StringType, description="Code of the default language"),
        th.Property(
            "currency",
            th.StringType,
            description="Code of the default currency (currencies.currency_code): amounts of the "
            "catalog are in it",
        ),
        th.Property("currency_symbol", th.StringType),
        th.Property("decimal_separator", th.StringType),
        th.Property("thousands_separator", th.StringType),
        th.Property(
            "decimal_places",
            INTEGER,
            description="Decimals of amounts that shoppers see; tables have more",
        ),
        th.Property("currency_symbol_location", th.StringType),
        th.Property(
            "weight_units",
            th.StringType,
            description="Unit of all weights, such as LBS, Ounces, KGS",
        ),
        th.Property(
            "dimension_units",
            th.StringType,
            description="Unit of all widths, heights and depths",
        ),
        th.Property("dimension_decimal_places", INTEGER),
        th.Property("dimension_decimal_token", th.StringType),
        th.Property("dimension_thousands_token", th.StringType),
        th.Property("plan_name", th.StringType),
        th.Property(
            "plan_level",
            th.StringType,
            description="Plan of the store, which decides on some streams and on the rate limit",
        ),
        th.Property("plan_is_trial", th.BooleanType),
        th.Property("industry", th.StringType, description="Chosen when the store was opened"),
        th.Property(
            "logo",
            closed_object(th.Property("url", th.StringType)),
            description="Empty if the store has no logo",
        ),
        th.Property(
            "is_price_entered_with_tax",
            th.BooleanType,
            description="Whether prices of the catalog contain tax",
        ),
        th.Property(
            "store_id", INTEGER, description="Another number of the store; addresses use `id`"
        ),
        th.Property("default_channel_id", INTEGER, description="Main storefront (channels.id)"),
        th.Property("default_site_id", INTEGER, description="Its website (sites.id)"),
        th.Property("active_comparison_modules", th.ArrayType(th.StringType)),
        th.Property(
            "features",
            closed_object(
                th.Property("stencil_enabled", th.BooleanType),
                th.Property("sitewidehttps_enabled", th.BooleanType),
                th.Property("facebook_catalog_id", th.StringType),
                th.Property("checkout_type", th.StringType),
                th.Property("wishlists_enabled", th.BooleanType),
                th.Property("graphql_storefront_api_enabled", th.BooleanType),
                th.Property(
                    "shopper_consent_tracking_enabled",
                    th.BooleanType,
                    description="Whether shoppers are asked for consent to be tracked",
                ),
                th.Property(
                    "multi_storefront_enabled",
                    th.BooleanType,
                    description="Whether the plan allows more than one storefront",
                ),
                th.Property(
                    "storefront_limits",
                    closed_object(
                        th.Property("active", INTEGER, description="Active storefronts"),
                        th.Property(
                            "total_including_inactive",
                            INTEGER,
                            description="All storefronts, active or not",
                        ),
                    ),
                ),
            ),
        ),
    )


class Currencies(RootStream):
    """A currency of the store: one to pay in, or one that prices are only shown in.

    https://developer.bigcommerce.com/docs/rest-management/currencies
    """

    name = "currencies"
    path = "currencies"
    dialect = V2_PAGES
    scopes = (INFORMATION,)
    price = "2"
    default_in = BY_NAME
    properties = th.PropertiesList(
        th.Property("id", INTEGER, required=True),
        th.Property(
            "is_default",
            th.BooleanType,
            description="Whether it is the store's default currency; one row is",
        ),
        th.Property("last_updated", th.DateTimeType, description="When it was last changed"),
        th.Property(
            "country_iso2", th.StringType, description="Two-letter code of the currency's country"
        ),
        th.Property(
            "default_for_country_codes",
            th.ArrayType(th.StringType),
            description="Codes of the countries whose shoppers see this currency first",
        ),
        th.Property(
            "currency_code",
            th.StringType,
            description="Three-letter ISO 4217 code, which other tables refer to",
        ),
        th.Property(
            "currency_exchange_rate",
            th.NumberType,
            description="How much of this currency one US dollar is now; orders keep the rate of "
            "their own time",
        ),
        th.Property(
            "auto_update",
            th.BooleanType,
            description="Whether BigCommerce keeps the rate up to date, for currencies that are "
            "only shown",
        ),
        th.Property("token_location", th.StringType),
        th.Property("token", th.StringType, description="Symbol, such as $"),
        th.Property("decimal_token", th.StringType),
        th.Property("thousands_token", th.StringType),
        th.Property("decimal_places", INTEGER, description="Decimals of amounts that are shown"),
        th.Property("name", th.StringType),
        th.Property("enabled", th.BooleanType),
        th.Property(
            "is_transactional",
            th.BooleanType,
            description="Whether shoppers pay in it; otherwise prices are only shown in it",
        ),
        th.Property(
            "use_default_name",
            th.BooleanType,
            description="Whether `name` is BigCommerce's name for the currency",
        ),
    )


class Channels(RootStream):
    """A channel that the store sells on: a storefront, marketplace, point of sale or campaign.

    Channels of every state come, deleted ones too, since orders keep referring to them.

    https://developer.bigcommerce.com/docs/rest-management/channels
    """

    name = "channels"
    path = "channels"
    dialect = V3_PAGES
    scopes = (CHANNEL_SETTINGS,)
    price = "1"
    default_in = BY_NAME
    includes: ClassVar[Mapping[str, Sequence[str]]] = {"currencies": ("currencies",)}
    properties = th.PropertiesList(
        th.Property(
            "id",
            INTEGER,
            required=True,
            description="Other tables refer to it as channel_id; 1 is the first storefront",
        ),
        th.Property("name", th.StringType, description="Name in the control panel"),
        th.Property("platform", th.StringType, description="What it runs on, such as bigcommerce"),
        th.Property("type", th.StringType, description="storefront, marketplace, pos or marketing"),
        th.Property("date_created", th.DateTimeType),
        th.Property("date_modified", th.DateTimeType),
        th.Property(
            "external_id", th.StringType, description="The channel's id on its own platform"
        ),
        th.Property("icon_url", th.StringType),
        th.Property(
            "is_listable_from_ui",
            th.BooleanType,
            description="Whether products can be listed on it from the control panel",
        ),
        th.Property(
            "is_enabled",
            th.BooleanType,
            description="Deprecated: follows from `status`, which says more",
        ),
        th.Property(
            "is_visible",
            th.BooleanType,
            description="Whether the control panel shows it; says nothing of shoppers",
        ),
        th.Property(
            "status",
            th.StringType,
            description="prelaunch, active, inactive, connected, disconnected, archived, deleted "
            "or terminated",
        ),
        th.Property(
            "currencies",
            closed_object(
                th.Property("channel_id", INTEGER, description="The same as `id`"),
                th.Property(
                    "enabled_currencies",
                    th.ArrayType(th.StringType),
                    description="Codes of the currencies that shoppers can choose",
                ),
                th.Property(
                    "default_currency",
                    th.StringType,
                    description="Code of the currency that shoppers see first",
                ),
            ),
            description="Currencies of the channel (currencies.currency_code)",
        ),
    )


ALL_SITES = Owners(
    "sites",
    V3_PAGES,
    field="site_id",
    channels=ByChannel("channel_id", filter="channel_id:in"),
)
"""The list of sites, for streams that read something of each."""


class Sites(RootStream):
    """A website of a storefront, with its addresses.

    https://developer.bigcommerce.com/docs/rest-management/sites
    """

    name = "sites"
    path = "sites"
    dialect = V3_PAGES
    channels = ALL_SITES.channels
    scopes = (SITES,)
    price = "2"
    default_in = BY_NAME
    properties = th.PropertiesList(
        th.Property("id", INTEGER, required=True),
        th.Property("url", th.StringType, description="Main address, with its scheme"),
        th.Property("channel_id", INTEGER, description="The storefront (channels.id)"),
        th.Property("created_at", th.DateTimeType),
        th.Property("updated_at", th.DateTimeType),
        th.Property(
            "ssl_status",
            th.StringType,
            description="Whether its certificate is its own (dedicated) or shared",
        ),
        th.Property(
            "urls",
            objects(
                th.Property("url", th.StringType),
                th.Property("type", th.StringType, description="primary, canonical or checkout"),
                th.Property("created_at", th.DateTimeType),
                th.Property("updated_at", th.DateTimeType),
            ),
            description="Every address of the site",
        ),
        th.Property(
            "is_checkout_url_customized",
            th.BooleanType,
            description="Whether it has a checkout domain of its own; else the default channel's",
        ),
    )
