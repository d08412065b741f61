"""Stock: where it lies, and how much of each item."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from singer_sdk import typing as th

from tap_bigcommerce.reading.dialects import V3_PAGES
from tap_bigcommerce.sdk import BY_NAME
from tap_bigcommerce.streams.base import RootStream
from tap_bigcommerce.streams.scopes import STORE_INVENTORY, STORE_LOCATIONS
from tap_bigcommerce.streams.types import INTEGER, closed_object, objects
from tap_bigcommerce.values import objects as objects_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tap_bigcommerce.values import Record

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

HOURS = (
    th.Property("open", th.BooleanType, description="Whether it opens at all"),
    th.Property("opening", th.StringType, description="Local time, as 09:00"),
    th.Property("closing", th.StringType, description="Local time, as 18:00"),
)


class InventoryItems(RootStream):
    """The stock of a variant at a location.

    https://developer.bigcommerce.com/docs/rest-management/inventory/items
    """

    name = "inventory_items"
    path = "inventory/items"
    dialect = replace(V3_PAGES, key=("identity",))
    has_row_per_record = False
    keys = ("location_id", "product_id", "variant_id")
    scopes = (STORE_INVENTORY,)
    price = "1 per 250 variants"
    default_in = BY_NAME
    properties = th.PropertiesList(
        th.Property("location_id", INTEGER, required=True, description="The location's id"),
        th.Property("product_id", INTEGER, required=True, description="The product's id"),
        th.Property(
            "variant_id",
            INTEGER,
            required=True,
            description="The product variant's id; 0 if BigCommerce names none",
        ),
        th.Property("sku", th.StringType, description="The SKU of the variant"),
        th.Property("sku_id", INTEGER, description="An id of older APIs; null for base variants"),
        th.Property("location_code", th.StringType, description="The code that staff gave it"),
        th.Property("location_name", th.StringType),
        th.Property("location_enabled", th.BooleanType, description="Whether it is in use"),
        th.Property(
            "available_to_sell",
            INTEGER,
            description="Units that can be sold: those on hand less the safety stock",
        ),
        th.Property(
            "total_inventory_onhand", INTEGER, description="Units that lie at the location"
        ),
        th.Property(
            "settings",
            closed_object(
                th.Property(
                    "safety_stock", INTEGER, description="Units on hand that are not for sale"
                ),
                th.Property(
                    "is_in_stock",
                    th.BooleanType,
                    description="Whether it can be bought, whatever the quantity",
                ),
                th.Property(
                    "warning_level", INTEGER, description="Units below which staff are warned"
                ),
                th.Property("bin_picking_number", th.StringType, description="Where it lies"),
            ),
        ),
    )

    def rows(self, record: Record) -> Iterable[Record]:
        """Return a row for each location of an item."""
        identity = next(iter(objects_of(record.get("identity"))), {})
        variant_id = identity.get("variant_id") or 0
        return [
            {**identity, "variant_id": variant_id, **location}
            for location in objects_of(record.get("locations"))
        ]


class InventoryLocations(RootStream):
    """A place where stock lies: a shop, a warehouse, or one that exists in name only.

    https://developer.bigcommerce.com/docs/rest-management/inventory/locations
    """

    name = "inventory_locations"
    path = "inventory/locations"
    dialect = V3_PAGES
    scopes = (STORE_LOCATIONS,)
    price = "1"
    default_in = BY_NAME
    properties = th.PropertiesList(
        th.Property("id", INTEGER, required=True),
        th.Property("code", th.StringType, description="An id that staff chose, unique as well"),
        th.Property("label", th.StringType, description="The name"),
        th.Property("description", th.StringType),
        th.Property(
            "managed_by_external_source",
            th.BooleanType,
            description="Whether another system decides what is in stock",
        ),
        th.Property("type_id", th.StringType, description="PHYSICAL or VIRTUAL"),
        th.Property("enabled", th.BooleanType, description="Whether it is in use"),
        th.Property(
            "operating_hours",
            closed_object(*(th.Property(day, closed_object(*HOURS)) for day in DAYS)),
        ),
        th.Property("time_zone", th.StringType, description="The zone of its operating hours"),
        th.Property("created_at", th.DateTimeType, description="When it was created"),
        th.Property(
            "updated_at",
            th.DateTimeType,
            description="When the location was last changed; changes of stock do not count",
        ),
        th.Property(
            "address",
            closed_object(
                *(
                    th.Property(name, th.StringType)
                    for name in ("address1", "address2", "city", "state", "zip", "email", "phone")
                ),
                th.Property(
                    "geo_coordinates",
                    closed_object(
                        th.Property("latitude", th.NumberType),
                        th.Property("longitude", th.NumberType),
                    ),
                ),
                th.Property(
                    "country_code", th.StringType, description="ISO 3166-1, three letters: USA"
                ),
            ),
        ),
        th.Property("storefront_visibility", th.BooleanType, description="Whether shoppers see it"),
        th.Property(
            "special_hours",
            objects(
                th.Property("label", th.StringType),
                th.Property("date", th.StringType, description="A day without a time"),
                *HOURS,
                th.Property("all_day", th.BooleanType),
                th.Property("annual", th.BooleanType, description="Whether it recurs every year"),
            ),
            description="Days on which operating_hours do not hold",
        ),
    )
