"""Properties that tax providers ask for, and what products and customers have for them."""

from __future__ import annotations

from dataclasses import replace

from singer_sdk import typing as th

from tap_bigcommerce.reading.dialects import V3_WHOLE
from tap_bigcommerce.reading.parts import Bulk
from tap_bigcommerce.sdk import BY_NAME
from tap_bigcommerce.streams.base import ChildStream, RootStream
from tap_bigcommerce.streams.customers import Customers
from tap_bigcommerce.streams.products import Products
from tap_bigcommerce.streams.scopes import INFORMATION
from tap_bigcommerce.streams.types import FREE_OBJECT, INTEGER

VALUES = th.Property(
    "tax_properties",
    FREE_OBJECT,
    description="The values, each by the code of its property (tax_properties.code)",
)


class TaxProperties(RootStream):
    """A property that products or customers can have for the shop's tax provider.

    https://developer.bigcommerce.com/docs/rest-management/tax-properties
    """

    name = "tax_properties"
    path = "tax/properties"
    dialect = V3_WHOLE
    scopes = (INFORMATION,)
    price = "1"
    default_in = BY_NAME
    properties = th.PropertiesList(
        th.Property("id", INTEGER, required=True),
        th.Property("code", th.StringType, description="What the tax provider calls it"),
        th.Property("display_name", th.StringType, description="What staff see"),
        th.Property("description", th.StringType),
        th.Property("type", th.StringType, description="What can have it: PRODUCT or CUSTOMER"),
        th.Property("created_at", th.DateTimeType),
        th.Property("updated_at", th.DateTimeType, description="When it was last changed"),
    )


class ProductTaxProperties(ChildStream):
    """The tax properties of a product that has any.

    No date tells of changes, so each run asks for those of all products. The list of products
    needs the scope Products as well.

    https://developer.bigcommerce.com/docs/rest-management/tax-properties
    """

    name = "product_tax_properties"
    parent_stream_type = Products
    field = "tax_properties"
    own_list = Bulk(
        field,
        "tax/products/properties",
        "product_id:in",
        "product_id",
        dialect=replace(V3_WHOLE, key="product_id"),
    )
    keys = ("product_id",)
    scopes = (INFORMATION,)
    price = "1 per 50 products"
    default_in = BY_NAME
    properties = (VALUES,)


class TaxCustomers(ChildStream):
    """The tax properties of a customer who has any.

    No date tells of changes, so each run asks for those of all customers. The list of customers
    needs the scope Customers as well.

    https://developer.bigcommerce.com/docs/rest-management/tax-customers
    """

    name = "tax_customers"
    parent_stream_type = Customers
    field = "tax_properties"
    # Named customers only: of the whole list, nothing would tell whether it came whole.
    own_list = Bulk(
        field,
        "tax/customers",
        "customer_id:in",
        "customer_id",
        dialect=replace(V3_WHOLE, key="customer_id"),
    )
    keys = ("customer_id",)
    scopes = (INFORMATION,)
    price = "1 per 50 customers"
    default_in = BY_NAME
    properties = (VALUES,)
