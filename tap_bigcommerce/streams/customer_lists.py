"""Lists about customers: groups, attributes, form fields, subscribers and wishlists."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from singer_sdk import typing as th

from tap_bigcommerce.reading.dialects import V2_PAGES, V3_CURSORS, V3_PAGES
from tap_bigcommerce.sdk import MODES_WITH_TABLES
from tap_bigcommerce.streams.base import RootStream
from tap_bigcommerce.streams.by_channel import ByChannel
from tap_bigcommerce.streams.scopes import CUSTOMERS
from tap_bigcommerce.streams.types import INTEGER, closed_object, objects

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tap_bigcommerce.values import Record

V2_GROUPS = replace(V2_PAGES, counts="count")
"""The list of customer groups, which has a count beside it."""

V3_FORM_FIELD_VALUES = replace(V3_CURSORS, key=("customer_id", "address_id", "name"))
"""The list of form field values, which have no id: each is of a customer or of an address."""


class CustomerGroups(RootStream):
    """A group of customers with its discounts and the categories that it may see.

    https://developer.bigcommerce.com/docs/rest-management/customers-v2/customer-groups
    """

    name = "customer_groups"
    path = "customer_groups"
    dialect = V2_GROUPS
    scopes = (CUSTOMERS,)
    plan = "Plus or higher"
    default_in = MODES_WITH_TABLES
    properties = th.PropertiesList(
        th.Property("id", INTEGER, required=True),
        th.Property("name", th.StringType),
        th.Property(
            "is_default",
            th.BooleanType,
            description="Whether shoppers who sign up become members of this group",
        ),
        th.Property(
            "is_group_for_guests",
            th.BooleanType,
            description="Whether the group is for shoppers who are not signed in; one at most is",
        ),
        th.Property(
            "category_access",
            closed_object(
                th.Property(
                    "type",
                    th.StringType,
                    description="Whether members see all categories, none, or specific ones",
                ),
                th.Property(
                    "categories",
                    th.ArrayType(INTEGER),
                    description="Ids of the categories that members see if the type is specific",
                ),
            ),
        ),
        th.Property(
            "discount_rules",
            objects(
                th.Property(
                    "type",
                    th.StringType,
                    description="What is discounted: all, a category, a product, or by price_list",
                ),
                th.Property(
                    "method",
                    th.StringType,
                    description=(
                        "What the amount is: percent off, a fixed amount off, or the new price"
                    ),
                ),
                th.Property(
                    "amount",
                    th.NumberType,
                    description=(
                        "A percentage or an amount in the store's default currency, as the method "
                        "says"
                    ),
                ),
                th.Property(
                    "price_list_id",
                    INTEGER,
                    description="The price list whose prices members get",
                ),
                th.Property("category_id", INTEGER, description="The category that is discounted"),
                th.Property("product_id", INTEGER, description="The product that is discounted"),
            ),
            description="Discounts that members get without a coupon",
        ),
        th.Property("date_created", th.DateTimeType, description="When the group was created"),
        th.Property(
            "date_modified",
            th.DateTimeType,
            description="When the group itself was last changed, not its members",
        ),
    )


class CustomerAttributes(RootStream):
    """An attribute that a store has defined for its customers.

    https://developer.bigcommerce.com/docs/rest-management/customers/customer-attributes
    """

    name = "customer_attributes"
    path = "customers/attributes"
    dialect = V3_PAGES
    scopes = (CUSTOMERS,)
    default_in = MODES_WITH_TABLES
    properties = th.PropertiesList(
        th.Property("id", INTEGER, required=True),
        th.Property("name", th.StringType),
        th.Property(
            "type",
            th.StringType,
            description="What its values are meant to be: string, number or date",
        ),
        th.Property("date_created", th.DateTimeType, description="When it was defined"),
        th.Property(
            "date_modified",
            th.DateTimeType,
            description="When the definition was last changed, not any value",
        ),
    )


class CustomerAttributeValues(RootStream):
    """A customer's value of an attribute.

    https://developer.bigcommerce.com/docs/rest-management/customers/customer-attribute-values
    """

    name = "customer_attribute_values"
    path = "customers/attribute-values"
    dialect = V3_PAGES
    scopes = (CUSTOMERS,)
    replication_key = "date_modified"
    default_in = MODES_WITH_TABLES
    properties = th.PropertiesList(
        th.Property("id", INTEGER, required=True),
        th.Property("customer_id", INTEGER, description="The customer who has the value"),
        th.Property(
            "attribute_id",
            INTEGER,
            description="The attribute, whose name and type are in customer_attributes",
        ),
        th.Property(
            "attribute_value",
            th.StringType,
            description="The value as text, also if the attribute is a number or a date",
        ),
        th.Property("date_created", th.DateTimeType, description="When the value was first set"),
        th.Property("date_modified", th.DateTimeType, description="When it was last changed"),
    )


class CustomerFormFieldValues(RootStream):
    """What a customer filled into a form field of the store's own, at signup or in an address.

    https://developer.bigcommerce.com/docs/rest-management/customers/customer-form-field-values
    """

    name = "customer_form_field_values"
    path = "customers/form-field-values"
    dialect = V3_FORM_FIELD_VALUES
    keys = ("resource_type", "resource_id", "name")
    scopes = (CUSTOMERS,)
    default_in = MODES_WITH_TABLES
    properties = th.PropertiesList(
        th.Property(
            "resource_type",
            th.StringType,
            required=True,
            description="Where the field was filled in: customer or address",
        ),
        th.Property(
            "resource_id",
            INTEGER,
            required=True,
            description="The id of the customer or of the address, as resource_type says",
        ),
        th.Property("name", th.StringType, required=True, description="The field's name"),
        th.Property(
            "value",
            th.StringType,
            description="The value as text; a choice of several is a JSON list",
        ),
        th.Property(
            "customer_id",
            INTEGER,
            description="The customer; null where the value belongs to an address",
        ),
        th.Property(
            "address_id",
            INTEGER,
            description="The address; null where the value belongs to a customer",
        ),
    )

    def rows(self, record: Record) -> Iterable[Record]:
        """Return the value with what it belongs to, which the API says in one of two fields."""
        kind = "customer" if record.get("address_id") is None else "address"
        return ({**record, "resource_type": kind, "resource_id": record.get(f"{kind}_id")},)


class Subscribers(RootStream):
    """Somebody who signed up for the newsletter, or for e-mails about abandoned carts.

    https://developer.bigcommerce.com/docs/rest-management/subscribers
    """

    name = "subscribers"
    path = "customers/subscribers"
    dialect = V3_PAGES
    channels = ByChannel("channel_id", empty_is_all=True)
    scopes = (CUSTOMERS,)
    replication_key = "date_modified"
    default_in = MODES_WITH_TABLES
    properties = th.PropertiesList(
        th.Property("id", INTEGER, required=True),
        th.Property(
            "email",
            th.StringType,
            description="The address, once a store; customers have no other link to subscribers",
        ),
        th.Property("first_name", th.StringType),
        th.Property("last_name", th.StringType),
        th.Property(
            "source",
            th.StringType,
            description="Where the subscriber signed up: storefront, order or custom",
        ),
        th.Property(
            "order_id",
            INTEGER,
            description="The order with which the subscriber signed up, if it was one",
        ),
        th.Property(
            "channel_id",
            INTEGER,
            description="The channel in which the subscriber signed up",
        ),
        th.Property(
            "consents",
            th.ArrayType(th.StringType),
            description=(
                "What may be sent: marketing_newsletter, abandoned_cart; empty after unsubscribing"
            ),
        ),
        th.Property("date_created", th.DateTimeType, description="When the subscriber signed up"),
        th.Property(
            "date_modified",
            th.DateTimeType,
            description="When the subscription, or a consent, was last changed",
        ),
    )


class Wishlists(RootStream):
    """A list of products that a customer keeps for later.

    https://developer.bigcommerce.com/docs/rest-management/wishlists
    """

    name = "wishlists"
    path = "wishlists"
    dialect = V3_PAGES
    scopes = (CUSTOMERS,)
    default_in = MODES_WITH_TABLES
    properties = th.PropertiesList(
        th.Property("id", INTEGER, required=True),
        th.Property("customer_id", INTEGER, description="The customer whose list it is"),
        th.Property("name", th.StringType),
        th.Property(
            "is_public",
            th.BooleanType,
            description="Whether anybody with the list's link can see it",
        ),
        th.Property(
            "token",
            th.StringType,
            description="The part of the link that makes the list visible",
        ),
        th.Property(
            "items",
            objects(
                th.Property("id", INTEGER),
                th.Property("product_id", INTEGER, description="The product"),
                th.Property(
                    "variant_id",
                    INTEGER,
                    description="The variant; null in items of earlier years",
                ),
            ),
        ),
    )
