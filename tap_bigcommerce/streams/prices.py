"""Price lists: other prices for customer groups and channels than those of the catalog."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from singer_sdk import typing as th

from tap_bigcommerce.reading.dialects import V3_CURSORS
from tap_bigcommerce.sdk import BY_NAME
from tap_bigcommerce.streams.base import Owners, RootStream
from tap_bigcommerce.streams.by_channel import ByChannel
from tap_bigcommerce.streams.scopes import PRODUCTS
from tap_bigcommerce.streams.types import INTEGER, objects

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

KEY = ("price_list_id", "variant_id", "currency")
"""Fields that tell price records apart, which have no id."""

PLAN = "Enterprise"

INHERITED = "in the currency of the row; null if the price list does not change it"


class PriceLists(RootStream):
    """A price list; its prices are in price_list_records.

    https://developer.bigcommerce.com/docs/rest-management/price-lists
    """

    name = "price_lists"
    path = "pricelists"
    dialect = V3_CURSORS
    scopes = (PRODUCTS,)
    plan = PLAN
    price = "1"
    default_in = BY_NAME
    properties = th.PropertiesList(
        th.Property("id", INTEGER, required=True),
        th.Property("name", th.StringType, description="The name that staff see"),
        th.Property("active", th.BooleanType, description="Whether its prices are in force"),
        th.Property("date_created", th.DateTimeType, description="When it was created"),
        th.Property(
            "date_modified",
            th.DateTimeType,
            description="When the list itself was last changed; its prices have their own dates",
        ),
    )


class PriceListRecords(RootStream):
    """The price of a variant by a price list in one currency.

    https://developer.bigcommerce.com/docs/rest-management/price-lists/price-lists-records
    """

    name = "price_list_records"
    path = "pricelists/{id}/records"
    owners = Owners("pricelists", V3_CURSORS, field="price_list_id")
    dialect = replace(V3_CURSORS, key=KEY)
    keys = KEY
    replication_key = "date_modified"
    scopes = (PRODUCTS,)
    plan = PLAN
    price = "1 per price list and 250 rows"
    default_in = BY_NAME
    includes: ClassVar[Mapping[str, Sequence[str]]] = {
        name: (name,) for name in ("bulk_pricing_tiers", "sku")
    }
    properties = th.PropertiesList(
        th.Property("price_list_id", INTEGER, required=True, description="The price list's id"),
        th.Property("variant_id", INTEGER, required=True, description="The product variant's id"),
        th.Property(
            "currency",
            th.StringType,
            required=True,
            description="Three letters in lower case, unlike in other tables",
        ),
        th.Property("product_id", INTEGER, description="The id of the variant's product"),
        th.Property("sku", th.StringType, description="The SKU of the variant"),
        th.Property("price", th.NumberType, description=f"The regular price, {INHERITED}"),
        th.Property("sale_price", th.NumberType, description=f"The price on sale, {INHERITED}"),
        th.Property(
            "retail_price",
            th.NumberType,
            description=f"The manufacturer's suggested price, {INHERITED}",
        ),
        th.Property(
            "map_price", th.NumberType, description=f"The minimum advertised price, {INHERITED}"
        ),
        th.Property(
            "calculated_price",
            th.NumberType,
            description=(
                "What shoppers pay for one, before taxes that are added and bulk prices: the sale "
                "price if there is one, else the price"
            ),
        ),
        th.Property("date_created", th.DateTimeType, description="When the price was created"),
        th.Property(
            "date_modified", th.DateTimeType, description="When the price was last changed"
        ),
        th.Property(
            "bulk_pricing_tiers",
            objects(
                th.Property("quantity_min", INTEGER),
                th.Property("quantity_max", INTEGER, description="Null if there is no end"),
                th.Property(
                    "type", th.StringType, description="What amount means: price, percent or fixed"
                ),
                th.Property(
                    "amount",
                    th.NumberType,
                    description=(
                        "By type: money off each unit, a percentage off, or the fixed price of a "
                        "unit, in the currency of the row"
                    ),
                ),
            ),
            description="Discounts by quantity, in place of the product's bulk pricing rules",
        ),
    )


class PriceListAssignments(RootStream):
    """Whom a price list is for: a customer group, a channel, or a group in a channel.

    https://developer.bigcommerce.com/docs/rest-management/price-lists/assignments
    """

    name = "price_list_assignments"
    path = "pricelists/assignments"
    dialect = V3_CURSORS
    # The API's filter leaves out what is for all channels.
    channels = ByChannel("channel_id", empty_is_all=True)
    scopes = (PRODUCTS,)
    plan = PLAN
    price = "1"
    default_in = BY_NAME
    properties = th.PropertiesList(
        th.Property("id", INTEGER, required=True),
        th.Property("price_list_id", INTEGER, description="The price list's id"),
        th.Property(
            "customer_group_id", INTEGER, description="The customer group's id; null for any"
        ),
        th.Property("channel_id", INTEGER, description="The channel's id; null for all"),
    )
