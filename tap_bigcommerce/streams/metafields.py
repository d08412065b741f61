"""Metafields: what apps and staff keep with orders, customers, products and other resources."""

from __future__ import annotations

from singer_sdk import typing as th

from tap_bigcommerce.reading.dialects import V3_CURSORS
from tap_bigcommerce.sdk import BY_NAME, MODES_WITH_TABLES
from tap_bigcommerce.streams.base import RootStream
from tap_bigcommerce.streams.scopes import (
    CHANNEL_SETTINGS,
    CUSTOMERS,
    INFORMATION,
    ORDERS,
    PRODUCTS,
    STORE_LOCATIONS,
)
from tap_bigcommerce.streams.types import INTEGER


class Metafields(RootStream):
    """The metafields of one kind of resource; a stream names its list, scope and default."""

    dialect = V3_CURSORS
    replication_key = "date_modified"
    properties = th.PropertiesList(
        th.Property("id", INTEGER, required=True),
        th.Property(
            "resource_type",
            th.StringType,
            description="What the metafield belongs to, such as order or variant",
        ),
        th.Property(
            "resource_id",
            INTEGER,
            description="The id of the record that the metafield belongs to",
        ),
        th.Property(
            "namespace",
            th.StringType,
            description="The group of the key; apps use it to tell their metafields from others",
        ),
        th.Property(
            "key",
            th.StringType,
            description="The name of the value, once in each namespace of a record",
        ),
        th.Property(
            "value",
            th.StringType,
            description="The value, always as text; numbers and JSON are not parsed",
        ),
        th.Property("description", th.StringType),
        th.Property(
            "permission_set",
            th.StringType,
            description=(
                "Who else may read or write it: read, write, read_and_sf_access or "
                "write_and_sf_access; sf is the storefront"
            ),
        ),
        th.Property(
            "owner_client_id",
            th.StringType,
            description="The client id of the API account that created the metafield",
        ),
        th.Property("date_created", th.DateTimeType, description="When it was created"),
        th.Property("date_modified", th.DateTimeType, description="When it was last changed"),
    )


class OrderMetafields(Metafields):
    """A metafield of an order; those that are private to other apps are never shown.

    https://developer.bigcommerce.com/docs/rest-management/orders/metafields
    """

    name = "order_metafields"
    path = "orders/metafields"
    scopes = (ORDERS,)
    default_in = MODES_WITH_TABLES


class CustomerMetafields(Metafields):
    """A metafield of a customer; those that are private to other apps are never shown.

    https://developer.bigcommerce.com/docs/rest-management/customers/metafields
    """

    name = "customer_metafields"
    path = "customers/metafields"
    scopes = (CUSTOMERS,)
    default_in = MODES_WITH_TABLES


class ProductMetafields(Metafields):
    """A metafield of a product; those that are private to other apps are never shown.

    https://developer.bigcommerce.com/docs/rest-catalog/products/metafields
    """

    name = "product_metafields"
    path = "catalog/products/metafields"
    scopes = (PRODUCTS,)
    default_in = MODES_WITH_TABLES


class VariantMetafields(Metafields):
    """A metafield of a product variant; those that are private to other apps are never shown.

    https://developer.bigcommerce.com/docs/rest-catalog/product-variants/metafields
    """

    name = "variant_metafields"
    path = "catalog/variants/metafields"
    scopes = (PRODUCTS,)
    default_in = MODES_WITH_TABLES


class BrandMetafields(Metafields):
    """A metafield of a brand; those that are private to other apps are never shown.

    https://developer.bigcommerce.com/docs/rest-catalog/brands/metafields
    """

    name = "brand_metafields"
    path = "catalog/brands/metafields"
    scopes = (PRODUCTS,)
    default_in = BY_NAME


class CategoryMetafields(Metafields):
    """A metafield of a category; those that are private to other apps are never shown.

    https://developer.bigcommerce.com/docs/rest-catalog/category-trees/categories/metafields
    """

    name = "category_metafields"
    path = "catalog/categories/metafields"
    scopes = (PRODUCTS,)
    default_in = BY_NAME


class LocationMetafields(Metafields):
    """A metafield of an inventory location; those that are private to other apps are never shown.

    https://developer.bigcommerce.com/docs/rest-management/inventory/locations/metafields
    """

    name = "location_metafields"
    path = "inventory/locations/metafields"
    scopes = (STORE_LOCATIONS,)
    default_in = BY_NAME


class ChannelMetafields(Metafields):
    """A metafield of a channel; those that are private to other apps are never shown.

    https://developer.bigcommerce.com/docs/rest-management/channels/metafields
    """

    name = "channel_metafields"
    path = "channels/metafields"
    scopes = (CHANNEL_SETTINGS,)
    default_in = BY_NAME


class StoreMetafields(Metafields):
    """A metafield of the store itself; resource_id is its store_id, not its hash.

    BigCommerce sends both ids as text here. They are numbers all the same: paths and the bodies
    of its requests take integers.

    https://developer.bigcommerce.com/docs/rest-management/store-information/metafields
    """

    name = "store_metafields"
    path = "store/metafields"
    scopes = (INFORMATION,)
    default_in = BY_NAME
