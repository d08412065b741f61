"""Where the store ships to, and how."""

from __future__ import annotations

from typing import TYPE_CHECKING

from singer_sdk import typing as th

from tap_bigcommerce.reading.dialects import V2_WHOLE
from tap_bigcommerce.sdk import BY_NAME
from tap_bigcommerce.streams.base import Owners, RootStream
from tap_bigcommerce.streams.by_channel import ByChannel
from tap_bigcommerce.streams.scopes import INFORMATION
from tap_bigcommerce.streams.secrets import without_secrets
from tap_bigcommerce.streams.types import FREE_OBJECT, INTEGER, closed_object, objects

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tap_bigcommerce.values import Record

FIXED_SURCHARGE = th.Property(
    "fixed_surcharge",
    th.NumberType,
    description="Amount added to the shipping cost, in the default currency, unless it is a share",
)
PERCENTAGE_SURCHARGE = th.Property(
    "percentage_surcharge",
    th.NumberType,
    description="Percent of the shipping cost that are added, unless it is an amount",
)


class ShippingZones(RootStream):
    """An area that the store ships to: the world, countries, states or postal codes.

    https://developer.bigcommerce.com/docs/rest-management/shipping-v2/shipping-zones
    """

    name = "shipping_zones"
    path = "shipping/zones"
    dialect = V2_WHOLE
    scopes = (INFORMATION,)
    price = "1"
    default_in = BY_NAME
    properties = th.PropertiesList(
        th.Property(
            "id",
            INTEGER,
            required=True,
            description="Addresses of orders refer to it as shipping_zone_id",
        ),
        th.Property(
            "name",
            th.StringType,
            description="Name of today; orders keep the one of their own time",
        ),
        th.Property(
            "type", th.StringType, description="What locations are: zip, country, state or global"
        ),
        th.Property(
            "locations",
            objects(
                th.Property("id", INTEGER),
                th.Property("zip", th.StringType, description="Postal code or a pattern of them"),
                th.Property("country_iso2", th.StringType),
                th.Property("state_iso2", th.StringType),
            ),
            description="What is in the area",
        ),
        th.Property(
            "free_shipping",
            closed_object(
                th.Property("enabled", th.BooleanType),
                th.Property(
                    "minimum_sub_total",
                    th.NumberType,
                    description="Subtotal from which shipping is free, in the default currency",
                ),
                th.Property(
                    "exclude_fixed_shipping_products",
                    th.BooleanType,
                    description="Whether products with a fixed shipping cost do not count",
                ),
            ),
        ),
        th.Property(
            "handling_fees",
            closed_object(
                FIXED_SURCHARGE,
                PERCENTAGE_SURCHARGE,
                th.Property(
                    "display_separately",
                    th.BooleanType,
                    description="Whether shoppers see the fee beside the shipping cost",
                ),
            ),
            description="What is added to the shipping cost",
        ),
        th.Property("enabled", th.BooleanType),
    )


class ShippingMethods(RootStream):
    """A way of shipping to a zone, and what it costs.

    Fields of `settings` that are named like credentials or accounts of carriers are left out.

    https://developer.bigcommerce.com/docs/rest-management/shipping-v2/shipping-method
    """

    name = "shipping_methods"
    path = "shipping/zones/{id}/methods"
    dialect = V2_WHOLE
    owners = Owners("shipping/zones", V2_WHOLE, field="zone_id")
    channels = ByChannel("channel_ids", empty_is_all=True)
    keys = ("zone_id", "id")
    scopes = (INFORMATION,)
    price = "1 + 1 per shipping zone"
    default_in = BY_NAME
    properties = th.PropertiesList(
        th.Property(
            "zone_id", INTEGER, required=True, description="Where it ships to (shipping_zones.id)"
        ),
        th.Property("id", INTEGER, required=True, description="Unique within the zone"),
        th.Property("name", th.StringType, description="Name that shoppers see"),
        th.Property(
            "type",
            th.StringType,
            description="How it is priced: perorder, peritem, weight, total, freeshipping, or the "
            "name of a carrier whose rates count",
        ),
        th.Property(
            "settings",
            FREE_OBJECT,
            description="Rates or options, in a form of each type; without credentials of carriers",
        ),
        th.Property("enabled", th.BooleanType),
        th.Property(
            "handling_fees",
            closed_object(FIXED_SURCHARGE, PERCENTAGE_SURCHARGE),
            description="What is added to the shipping cost",
        ),
        th.Property(
            "is_fallback",
            th.BooleanType,
            description="Whether it only serves while advanced shipping rules cannot",
        ),
        th.Property(
            "channel_ids",
            th.ArrayType(INTEGER),
            description="Where shoppers can choose it (channels.id)",
        ),
    )

    def rows(self, record: Record) -> Iterable[Record]:
        """Return the method without the accounts that its settings may name."""
        return (record | {"settings": without_secrets(record.get("settings"))},)
