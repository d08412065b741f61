"""Marketing: coupons, banners, promotions with their codes, and gift certificates."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from singer_sdk import typing as th

from tap_bigcommerce.reading.dialects import V2, V3_CURSORS, V3_PAGES
from tap_bigcommerce.sdk import BY_NAME, MODES_WITH_TABLES
from tap_bigcommerce.streams.base import Owners, RootStream
from tap_bigcommerce.streams.by_channel import ByChannel
from tap_bigcommerce.streams.scopes import MARKETING
from tap_bigcommerce.streams.types import FREE_OBJECT, INTEGER, closed_object, objects

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tap_bigcommerce.reading.completion import Found, Wanted
    from tap_bigcommerce.values import Record

V2_GIFT_CERTIFICATES = replace(V2, counts=None)
"""The list of gift certificates, which has no count."""

OF_PROMOTIONS = ByChannel("channels", filter="channels", empty_is_all=True)

CODE = (
    th.Property("code", th.StringType, description="What a shopper types in"),
    th.Property(
        "current_uses",
        INTEGER,
        description="How often the code has been used; no date says when this changes",
    ),
    th.Property(
        "max_uses",
        INTEGER,
        description="How often the code can be used by all shoppers together; 0 is any number",
    ),
    th.Property(
        "max_uses_per_customer",
        INTEGER,
        description="How often one customer can use the code; 0 is any number",
    ),
    th.Property("created", th.DateTimeType, description="When the code was created"),
)


class Coupons(RootStream):
    """A coupon: a code that lowers what an order costs.

    https://developer.bigcommerce.com/docs/rest-management/marketing/coupons
    """

    name = "coupons"
    path = "coupons"
    dialect = V2
    scopes = (MARKETING,)
    properties = th.PropertiesList(
        th.Property(
            "id",
            INTEGER,
            required=True,
            description="Uses of the coupon refer to it as coupon_id (order_coupons)",
        ),
        th.Property("name", th.StringType),
        th.Property("code", th.StringType, description="What shoppers enter; unique"),
        th.Property(
            "type",
            th.StringType,
            description=(
                "What `amount` is: an amount per item or per order, a percentage, or for shipping"
            ),
        ),
        th.Property(
            "amount",
            th.NumberType,
            description="Amount, in the store's default currency, or percentage, as `type` tells",
        ),
        th.Property(
            "min_purchase",
            th.NumberType,
            description=(
                "Subtotal that an order must have, in the store's default currency; 0 for none"
            ),
        ),
        th.Property("enabled", th.BooleanType),
        th.Property("date_created", th.DateTimeType, description="When the coupon was made"),
        th.Property(
            "expires",
            th.DateTimeType,
            description="When the coupon can no longer be used; null for never",
        ),
        th.Property(
            "applies_to",
            closed_object(
                th.Property(
                    "entity", th.StringType, description="What ids are: categories or products"
                ),
                th.Property(
                    "ids",
                    th.ArrayType(INTEGER),
                    description=(
                        "What the coupon is for (categories.category_id or products.id); "
                        "0 for everything"
                    ),
                ),
            ),
        ),
        th.Property("num_uses", INTEGER, description="Uses so far"),
        th.Property("max_uses", INTEGER, description="Most uses by all customers; 0 for no bound"),
        th.Property(
            "max_uses_per_customer", INTEGER, description="Most uses by a customer; 0 for no bound"
        ),
        th.Property(
            "restricted_to",
            th.ObjectType(
                th.Property("countries", th.ArrayType(th.StringType)),
                additional_properties=True,
            ),
            description="Where the coupon can be used; empty for everywhere",
        ),
        th.Property(
            "shipping_methods",
            th.ArrayType(th.StringType),
            description="Shipping methods that the coupon is for; null for all",
        ),
    )

    completed_fields = frozenset({"restricted_to"})
    rearranges = True

    def assemble(self, record: Record, wanted: Wanted, found: Found) -> None:  # noqa: ARG002 - the base class's signature
        """Give `restricted_to` its one shape, where it comes as a bare list of country codes."""
        restriction = record.get("restricted_to")
        if restriction and isinstance(restriction, list):
            record["restricted_to"] = {"countries": restriction}


class Banners(RootStream):
    """A banner that the storefront shows on some of its pages.

    https://developer.bigcommerce.com/docs/rest-management/marketing/banners
    """

    name = "banners"
    path = "banners"
    dialect = V2
    scopes = (MARKETING,)
    price = "1 per 250 rows"
    default_in = BY_NAME
    properties = th.PropertiesList(
        th.Property("id", INTEGER, required=True),
        th.Property("name", th.StringType),
        th.Property("content", th.StringType, description="HTML"),
        th.Property(
            "page",
            th.StringType,
            description="Where it is shown: home_page, category_page, brand_page or search_page",
        ),
        th.Property("location", th.StringType, description="Place on the page: top or bottom"),
        th.Property(
            "date_type",
            th.StringType,
            description="always, or custom if it is shown from date_from to date_to",
        ),
        th.Property(
            "date_from",
            th.DateTimeType,
            description="When it begins to be shown; null for no bound",
        ),
        th.Property(
            "date_to", th.DateTimeType, description="When it ceases to be shown; null for no bound"
        ),
        th.Property("date_created", th.DateTimeType, description="When the banner was made"),
        th.Property("visible", th.BooleanType, description="Whether it is shown at all"),
        th.Property(
            "item_id",
            INTEGER,
            description="The category or brand on whose page it is shown, as `page` tells "
            "(categories.category_id or brands.id); 0 for others",
        ),
    )


class Promotions(RootStream):
    """A discount with its conditions, which applies by itself or with a coupon code.

    https://developer.bigcommerce.com/docs/rest-management/promotions
    """

    name = "promotions"
    path = "promotions"
    dialect = V3_PAGES
    channels = OF_PROMOTIONS
    scopes = (MARKETING,)
    default_in = MODES_WITH_TABLES
    properties = th.PropertiesList(
        th.Property("id", INTEGER, required=True),
        th.Property(
            "redemption_type",
            th.StringType,
            description="AUTOMATIC if it applies by itself, COUPON if a code is needed",
        ),
        th.Property("name", th.StringType, description="What the staff calls it"),
        th.Property("display_name", th.StringType, description="What shoppers see"),
        th.Property(
            "created_from",
            th.StringType,
            description="Where it was created: api, react_ui or legacy_ui",
        ),
        th.Property(
            "channels",
            objects(th.Property("id", INTEGER)),
            description="The channels that it applies to; none named is all of them",
        ),
        th.Property(
            "customer",
            closed_object(
                th.Property(
                    "group_ids",
                    th.ArrayType(INTEGER),
                    description=(
                        "The customer groups that it is for; none named is everybody, and 0 is "
                        "those without a group"
                    ),
                ),
                th.Property(
                    "excluded_group_ids",
                    th.ArrayType(INTEGER),
                    description="The customer groups that it is not for",
                ),
                th.Property(
                    "minimum_order_count",
                    INTEGER,
                    description="How many completed orders a customer must have",
                ),
                th.Property(
                    "segments",
                    FREE_OBJECT,
                    description="The customer segments that it is for, as nested conditions",
                ),
            ),
            description="Who it is for",
        ),
        th.Property(
            "rules",
            th.ArrayType(FREE_OBJECT),
            description="Conditions and what they give, in the order in which they are tried",
        ),
        th.Property(
            "notifications",
            objects(
                th.Property("content", th.StringType, description="The text, which may be HTML"),
                th.Property(
                    "type",
                    th.StringType,
                    description="When it is shown: UPSELL, ELIGIBLE or APPLIED",
                ),
                th.Property(
                    "locations",
                    th.ArrayType(th.StringType),
                    description="The pages that show it",
                ),
            ),
            description="What shoppers are told of it",
        ),
        th.Property(
            "shipping_address",
            FREE_OBJECT,
            description="The countries that the order must, or must not, be shipped to",
        ),
        th.Property(
            "current_uses",
            INTEGER,
            description="How often it has been used; no date says when this changes",
        ),
        th.Property(
            "max_uses",
            INTEGER,
            description="How often it can be used by all shoppers together; null is any number",
        ),
        th.Property("start_date", th.DateTimeType, description="When it begins to apply"),
        th.Property(
            "end_date",
            th.DateTimeType,
            description="When it ends; null is never",
        ),
        th.Property(
            "schedule",
            closed_object(
                th.Property(
                    "week_frequency",
                    INTEGER,
                    description="It applies every so many weeks",
                ),
                th.Property("week_days", th.ArrayType(th.StringType)),
                th.Property("daily_start_time", th.StringType),
                th.Property("daily_end_time", th.StringType),
            ),
            description="The days and hours at which it applies; null is always",
        ),
        th.Property("status", th.StringType, description="ENABLED, DISABLED or INVALID"),
        th.Property(
            "stop",
            th.BooleanType,
            description="Whether promotions of lower priority are skipped once this one applied",
        ),
        th.Property(
            "can_be_used_with_other_promotions",
            th.BooleanType,
            description="Whether it applies to a cart that another promotion has discounted",
        ),
        th.Property(
            "currency_code",
            th.StringType,
            description="The currency that a cart must be in; * is any",
        ),
        th.Property(
            "coupon_type",
            th.StringType,
            description="SINGLE for one code, BULK for many; null if it needs none",
        ),
        th.Property(
            "coupon_overrides_other_promotions",
            th.BooleanType,
            description="Whether the coupon takes the place of promotions that have applied",
        ),
        th.Property(
            "coupon_overrides_automatic_when_offering_higher_discounts",
            th.BooleanType,
            description="Deprecated in favour of coupon_overrides_other_promotions",
        ),
        th.Property(
            "multiple_codes",
            closed_object(th.Property("has_multiple_codes", th.BooleanType)),
        ),
        th.Property(
            "codes",
            objects(th.Property("id", INTEGER), *CODE),
            description="The code, where it has a single one; all codes are in promotion_codes",
        ),
    )

    def rows(self, record: Record) -> Iterable[Record]:
        """Return the promotion; a single code comes bare, though the field's name is a plural."""
        codes = record.get("codes")
        return ({**record, "codes": [codes]} if isinstance(codes, dict) else record,)


class PromotionCodes(RootStream):
    """A code with which shoppers get a coupon promotion.

    https://developer.bigcommerce.com/docs/rest-management/promotions
    """

    name = "promotion_codes"
    path = "promotions/{id}/codes"
    dialect = V3_CURSORS
    owners = Owners(
        "promotions",
        V3_PAGES,
        field="promotion_id",
        has_any=lambda promotion: bool(promotion.get("redemption_type") == "COUPON"),
        channels=OF_PROMOTIONS,
    )
    scopes = (MARKETING,)
    price = "1 per coupon promotion and per 250 codes"
    default_in = BY_NAME
    properties = th.PropertiesList(
        th.Property("id", INTEGER, required=True),
        *CODE,
        th.Property("promotion_id", INTEGER, description="The promotion that the code gives"),
    )


class GiftCertificates(RootStream):
    """A gift certificate, sold with an order or given away by the store, and what is left of it.

    https://developer.bigcommerce.com/docs/rest-management/marketing/gift-certificates
    """

    name = "gift_certificates"
    path = "gift_certificates"
    dialect = V2_GIFT_CERTIFICATES
    scopes = (MARKETING,)
    default_in = MODES_WITH_TABLES
    properties = th.PropertiesList(
        th.Property("id", INTEGER, required=True),
        th.Property(
            "code",
            th.StringType,
            description="Secret: whoever has the code can spend the balance",
        ),
        th.Property(
            "amount",
            th.NumberType,
            description="What the certificate was worth at first, in its currency",
        ),
        th.Property(
            "balance",
            th.NumberType,
            description="What is left to spend, in its currency; no date says when this changes",
        ),
        th.Property("currency_code", th.StringType),
        th.Property("status", th.StringType, description="active, pending, disabled or expired"),
        th.Property(
            "order_id",
            INTEGER,
            description="The order that sold it; 0 if the store gave it away",
        ),
        th.Property(
            "customer_id",
            INTEGER,
            description="The customer who bought it; 0 for a guest, or if the store gave it away",
        ),
        th.Property("from_name", th.StringType, description="Who gives it"),
        th.Property("from_email", th.StringType),
        th.Property("to_name", th.StringType, description="Who gets it"),
        th.Property("to_email", th.StringType),
        th.Property(
            "message",
            th.StringType,
            description="Personal: what the giver writes to the recipient",
        ),
        th.Property(
            "template",
            th.StringType,
            description="The theme of the e-mail that brings it",
        ),
        th.Property("purchase_date", th.DateTimeType, description="When it was bought or issued"),
        th.Property(
            "expiry_date",
            th.DateTimeType,
            description="When it can be spent no more; null is never",
        ),
    )
