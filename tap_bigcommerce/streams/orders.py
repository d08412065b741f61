"""Orders, each with its line items, addresses, consignments, fees and coupons.

Facts: https://developer.bigcommerce.com/docs/rest-management/orders. Fields that the reference
leaves out but the API has served for years (`custom_status`, `credit_card_type`, `form_fields`, a
line item's `fulfillment_source`, a discount's `type`) are kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from singer_sdk import typing as th

from tap_bigcommerce.reading.changes import ChangeList
from tap_bigcommerce.reading.dialects import V2_ORDERS
from tap_bigcommerce.reading.parts import Included, Part
from tap_bigcommerce.sdk import BY_NAME
from tap_bigcommerce.streams import types
from tap_bigcommerce.streams.base import ChildStream, RootStream
from tap_bigcommerce.streams.by_channel import ByChannel
from tap_bigcommerce.streams.consignments import (
    addresses,
    certificates_of,
    consignments_of,
    dealt_out,
    is_whole,
    kinds_of,
    line_items_of,
    of_kind,
    units,
)
from tap_bigcommerce.streams.coupon_use import AMOUNTS, may_have_coupon
from tap_bigcommerce.streams.order_part_fields import (
    ADDRESS,
    CONSIGNMENT,
    CONSIGNMENTS,
    COUPON,
    FEE,
    FORM_FIELDS,
    LINE_ITEM,
    SHIPPING_ADDRESS,
)
from tap_bigcommerce.streams.scopes import ORDERS
from tap_bigcommerce.streams.types import INTEGER, closed_object
from tap_bigcommerce.streams.whole_orders import whole_orders
from tap_bigcommerce.values import Record, elements, is_link, known_number, objects

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from tap_bigcommerce.api.client import Params
    from tap_bigcommerce.arrivals import Arrival
    from tap_bigcommerce.reading.completion import Found, Wanted
    from tap_bigcommerce.reading.parts import Lack

WITH_LINE_ITEMS = frozenset({"products", "consignments", "coupons"})
"""Fields that cannot be had without the line items: their discounts tell of coupons."""

ORDER = (
    th.Property("id", INTEGER, required=True, description="Number of the order"),
    th.Property("customer_id", INTEGER, description="Who bought (customers.id); 0 for a guest"),
    th.Property(
        "date_created",
        th.DateTimeType,
        description="When the order was placed; imported orders keep their own date",
    ),
    th.Property(
        "date_modified",
        th.DateTimeType,
        description="When the order last changed; a refund need not move it",
    ),
    th.Property(
        "date_shipped",
        th.DateTimeType,
        description="When the last of the goods were shipped; null until then",
    ),
    th.Property(
        "status_id",
        INTEGER,
        description="Status of today (order_statuses.id); earlier ones are not kept",
    ),
    th.Property("status", th.StringType, description="BigCommerce's name of the status"),
    th.Property("custom_status", th.StringType, description="The shop's name of the status"),
    th.Property("backorder_shipping_expectation_message", th.StringType),
    th.Property(
        "cart_id",
        th.StringType,
        description="Cart that became the order; null for orders without one",
    ),
    th.Property("channel_id", INTEGER, description="Where it was sold (channels.id)"),
    th.Property(
        "order_source",
        th.StringType,
        description="How it was placed, such as www, manual or external (through the API)",
    ),
    th.Property(
        "external_source",
        th.StringType,
        description="System that sent the order through the API, such as a point of sale",
    ),
    th.Property(
        "external_id",
        th.StringType,
        description="Number of the order in another system, such as a marketplace",
    ),
    th.Property(
        "external_merchant_id",
        th.StringType,
        description="Merchant in the system that the order came from",
    ),
    th.Property(
        "external_order_id",
        th.StringType,
        description="Number of the order in another system, which apps can change later",
    ),
    th.Property(
        "ebay_order_id", th.StringType, description="Number of the order at eBay; 0 for all others"
    ),
    th.Property(
        "is_deleted",
        th.BooleanType,
        description=(
            "Whether the order was archived, which is what the control panel does on deletion"
        ),
    ),
    th.Property(
        "order_is_digital", th.BooleanType, description="Whether the order is for digital products"
    ),
    th.Property(
        "is_email_opt_in",
        th.BooleanType,
        description="Whether the shopper agreed to e-mails at the checkout",
    ),
    th.Property(
        "is_tax_inclusive_pricing",
        th.BooleanType,
        description=(
            "Whether base prices of the order contain tax; amounts with tax are then "
            "exact, and those without are derived"
        ),
    ),
    th.Property("items_total", INTEGER, description="Units of all lines, not the number of lines"),
    th.Property("items_shipped", INTEGER, description="Units of them that were shipped so far"),
    th.Property(
        "shipping_address_count",
        INTEGER,
        description="Number of addresses that goods go to; 0 if nothing is shipped",
    ),
    th.Property(
        "subtotal_ex_tax",
        th.NumberType,
        description=(
            "All lines without tax, before discounts of the order, in the currency of the order"
        ),
    ),
    th.Property(
        "subtotal_inc_tax",
        th.NumberType,
        description=(
            "All lines with tax, before discounts of the order, in the currency of the order"
        ),
    ),
    th.Property(
        "subtotal_tax",
        th.NumberType,
        description=(
            "Tax on all lines after discounts, so it may be less than subtotal_inc_tax "
            "less subtotal_ex_tax"
        ),
    ),
    th.Property(
        "base_shipping_cost",
        th.NumberType,
        description=(
            "Shipping cost before reductions; is_tax_inclusive_pricing tells whether tax is in"
        ),
    ),
    th.Property(
        "shipping_cost_ex_tax",
        th.NumberType,
        description="Shipping cost without tax, in the currency of the order",
    ),
    th.Property(
        "shipping_cost_inc_tax",
        th.NumberType,
        description="Shipping cost with tax, in the currency of the order",
    ),
    th.Property(
        "shipping_cost_tax",
        th.NumberType,
        description="Tax on the shipping cost, in the currency of the order",
    ),
    th.Property(
        "shipping_cost_tax_class_id",
        INTEGER,
        description="Tax class of shipping (tax_classes.id); automatic tax ignores it",
    ),
    th.Property(
        "base_handling_cost",
        th.NumberType,
        description="Handling cost as entered; is_tax_inclusive_pricing tells whether tax is in",
    ),
    th.Property(
        "handling_cost_ex_tax",
        th.NumberType,
        description="Handling cost without tax, in the currency of the order",
    ),
    th.Property(
        "handling_cost_inc_tax",
        th.NumberType,
        description="Handling cost with tax, in the currency of the order",
    ),
    th.Property(
        "handling_cost_tax",
        th.NumberType,
        description="Tax on the handling cost, in the currency of the order",
    ),
    th.Property(
        "handling_cost_tax_class_id",
        INTEGER,
        description="Tax class of handling (tax_classes.id); automatic tax ignores it",
    ),
    th.Property(
        "base_wrapping_cost",
        th.NumberType,
        description="Gift wrapping as entered; is_tax_inclusive_pricing tells whether tax is in",
    ),
    th.Property(
        "wrapping_cost_ex_tax",
        th.NumberType,
        description="Gift wrapping without tax, in the currency of the order",
    ),
    th.Property(
        "wrapping_cost_inc_tax",
        th.NumberType,
        description="Gift wrapping with tax, in the currency of the order",
    ),
    th.Property(
        "wrapping_cost_tax",
        th.NumberType,
        description="Tax on gift wrapping, in the currency of the order",
    ),
    th.Property(
        "wrapping_cost_tax_class_id",
        INTEGER,
        description="Tax class of gift wrapping (tax_classes.id); automatic tax ignores it",
    ),
    th.Property(
        "total_ex_tax",
        th.NumberType,
        description=(
            "Total of the order without tax, after discounts and before refunds, in the "
            "currency of the order"
        ),
    ),
    th.Property(
        "total_inc_tax",
        th.NumberType,
        description=(
            "Total of the order with tax, after discounts and before refunds, in the "
            "currency of the order"
        ),
    ),
    th.Property(
        "total_tax",
        th.NumberType,
        description="All taxes of the order, in the currency of the order",
    ),
    th.Property(
        "discount_amount",
        th.NumberType,
        description="Discounts that took no coupon, in the currency of the order",
    ),
    th.Property(
        "coupon_discount",
        th.NumberType,
        description=(
            "Discounts of coupons, in the currency of the order; a coupon for free "
            "shipping leaves it at 0"
        ),
    ),
    th.Property(
        "gift_certificate_amount",
        th.NumberType,
        description="What was paid with gift certificates, in the currency of the order",
    ),
    th.Property(
        "store_credit_amount",
        th.NumberType,
        description="What was paid with store credit, in the currency of the order",
    ),
    th.Property(
        "refunded_amount",
        th.NumberType,
        description="Documented as always 0: order_refunds has what was paid back",
    ),
    th.Property(
        "payment_method", th.StringType, description="Name of the payment method at the time"
    ),
    th.Property(
        "payment_provider_id",
        th.StringType,
        description="Id of the transaction at the payment provider",
    ),
    th.Property(
        "payment_status",
        th.StringType,
        description="State of the payment, such as authorized, captured or refunded",
    ),
    th.Property("credit_card_type", th.StringType),
    th.Property(
        "tax_provider_id",
        th.StringType,
        description=(
            "What computed the tax, such as BasicTaxProvider; empty for orders made through the API"
        ),
    ),
    th.Property(
        "currency_id", INTEGER, description="Currency that the shopper saw (currencies.id)"
    ),
    th.Property(
        "currency_code",
        th.StringType,
        description="Currency that the shopper saw; amounts are in default_currency_code",
    ),
    th.Property(
        "currency_exchange_rate",
        th.NumberType,
        description="Rate from the store's default currency to currency_code at the time",
    ),
    th.Property(
        "default_currency_id",
        INTEGER,
        description="Currency of the order's amounts (currencies.id)",
    ),
    th.Property(
        "default_currency_code",
        th.StringType,
        description="Currency of the order's amounts: the one that the shopper paid in",
    ),
    th.Property(
        "store_default_currency_code", th.StringType, description="Default currency of the store"
    ),
    th.Property(
        "store_default_to_transactional_exchange_rate",
        th.NumberType,
        description="Rate from the store's default currency to default_currency_code at the time",
    ),
    th.Property(
        "customer_locale", th.StringType, description="Language of the shopper, such as en or fr"
    ),
    th.Property(
        "customer_message", th.StringType, description="What the shopper wrote at the checkout"
    ),
    th.Property(
        "staff_notes", th.StringType, description="Notes of the shop, which shoppers do not see"
    ),
    th.Property("ip_address", th.StringType, description="IPv4 address of the shopper"),
    th.Property("ip_address_v6", th.StringType, description="IPv6 address of the shopper"),
    th.Property(
        "geoip_country",
        th.StringType,
        description="Country of the shopper's IP address, not of the delivery",
    ),
    th.Property(
        "geoip_country_iso2", th.StringType, description="Two-letter ISO code of geoip_country"
    ),
    FORM_FIELDS,
    th.Property("billing_address", closed_object(*ADDRESS)),
    th.Property("products", types.objects(*LINE_ITEM)),
    th.Property("shipping_addresses", types.objects(*SHIPPING_ADDRESS)),
    th.Property("consignments", CONSIGNMENTS),
    th.Property("fees", types.objects(*FEE)),
    th.Property("coupons", types.objects(*COUPON)),
)


class Orders(RootStream):
    """An order, with its line items, addresses, consignments, fees and coupons.

    https://developer.bigcommerce.com/docs/rest-management/orders
    """

    name = "orders"
    path = "orders"
    dialect = V2_ORDERS
    channels = ByChannel("channel_id", filter="channel_id", takes_one=True)
    hidden_field = "is_deleted"
    scopes = (ORDERS,)
    replication_key = "date_modified"
    properties = th.PropertiesList(*ORDER)
    # Consignments bring line items and addresses with the page.
    includes: ClassVar[Mapping[str, Sequence[str]]] = {
        "products": ("consignments.line_items",),
        "consignments": ("consignments.line_items",),
        "shipping_addresses": ("consignments",),
        "fees": ("fees",),
        "coupons": ("consignments.line_items",),
        "pickups": ("consignments",),
    }
    completed_fields = frozenset(includes)
    rearranges = True
    undated_fields = frozenset({"pickups"})
    shared_fields: ClassVar[Mapping[str, str]] = {
        "order_id": "id",
        "order_date_modified": "date_modified",
    }
    change_lists = (
        ChangeList(
            "orders/payment_actions/refunds",
            since="created:min",
            date="created",
            parent="order_id",
            fields=frozenset({"refunded_amount", "products"}),
        ),
    )

    def params(self, wanted: Wanted) -> Params:
        """Return the `include` parameter, and the newer of two forms of consignments."""
        include = super().params(wanted)
        return include and {**include, "consignment_structure": "object"}

    def missing(self, record: Record, wanted: Wanted, found: Found) -> Iterable[Lack]:
        """Hold what came against the order's own totals."""
        links = [
            part
            for part in ("consignments", "fees")
            if part in wanted and part not in found and is_link(record.get(part))
        ]
        if links:  # although they were included; what they bring tells what else is missing
            return [Included(part, {"include": "line_items"}) for part in links]
        return list(self._missing(record, wanted, found))

    def _missing(self, order: Record, wanted: Wanted, found: Found) -> Iterator[Lack]:
        kinds = kinds_of(order, found)
        if "shipping_addresses" in wanted:
            count = known_number(order.get("shipping_address_count"))
            if len(of_kind(kinds, "shipping")) != count:
                yield Part("shipping_addresses", count)
        if wanted.isdisjoint(WITH_LINE_ITEMS):
            return
        consignments = consignments_of(kinds)
        items = line_items_of(consignments, found)
        if "products" not in found and not is_whole(order, consignments, items):
            total = known_number(order.get("items_total"))
            yield Part("products", total, units, needed_for=WITH_LINE_ITEMS)
        elif "coupons" in wanted and self._is_asked_for_coupons(order, items):
            yield Part("coupons", may_be_absent=True)

    def _is_asked_for_coupons(self, order: Record, items: list[Record]) -> bool:
        return self.run.settings.order_coupons == "all" or may_have_coupon(
            (known_number(order.get(name)) for name in AMOUNTS),
            (item.get("applied_discounts") for item in items),
        )

    def arrival(self, wanted: Wanted) -> Arrival | None:
        """Line items come in consignments, and addresses are those of consignments."""
        if wanted.isdisjoint(WITH_LINE_ITEMS):
            return None
        if "coupons" in wanted and self.run.settings.order_coupons == "all":
            return None
        return whole_orders(wanted)

    def assemble(self, record: Record, wanted: Wanted, found: Found) -> None:
        """Give consignments their one form, and put line items and addresses beside them."""
        kinds = kinds_of(record, found)
        if not wanted.isdisjoint(WITH_LINE_ITEMS):
            record["products"] = dealt_out(consignments_of(kinds), found)
            record["coupons"] = found.get("coupons", [])
        if "shipping_addresses" in wanted:
            came = addresses(record, of_kind(kinds, "shipping"))
            record["shipping_addresses"] = found.get("shipping_addresses", came)
        given = found.get("consignments", record.get("consignments"))
        if kinds and all(isinstance(one, dict) for one in elements(given)):
            record["consignments"] = kinds[0]
        elif "consignments" in found:
            record["consignments"] = given
        if "fees" in found:
            record["fees"] = found["fees"]


class OrderProducts(ChildStream):
    """A line of an order: a product that was bought."""

    name = "order_products"
    parent_stream_type = Orders
    field = "products"
    keys = ("order_id", "id")
    replication_key = "order_date_modified"
    properties = LINE_ITEM


class OrderShippingAddresses(ChildStream):
    """An address that goods of an order are shipped to."""

    name = "order_shipping_addresses"
    parent_stream_type = Orders
    field = "shipping_addresses"
    keys = ("order_id", "id")
    replication_key = "order_date_modified"
    properties = SHIPPING_ADDRESS


class OrderConsignments(ChildStream):
    """A part of an order that is handed over together: shipped, picked up, or sent by e-mail."""

    name = "order_consignments"
    parent_stream_type = Orders
    field = "consignments"
    keys = ("order_id", "type", "consignment_key")
    replication_key = "order_date_modified"
    properties = CONSIGNMENT

    def elements(self, parent: Record) -> Iterable[Record]:
        """Return the consignments of all four kinds; those without an id are counted."""
        kinds = objects(parent.get("consignments"))
        for kind, some in (
            ("shipping", of_kind(kinds, "shipping")),
            ("pickup", of_kind(kinds, "pickups")),
            ("download", of_kind(kinds, "downloads")),
            ("email", certificates_of(kinds)),
        ):
            for place, one in enumerate(some, 1):
                yield {**one, "type": kind, "consignment_key": one.get("id") or place}


class OrderFees(ChildStream):
    """A fee of an order."""

    name = "order_fees"
    parent_stream_type = Orders
    field = "fees"
    keys = ("order_id", "id")
    replication_key = "order_date_modified"
    properties = FEE


class OrderCoupons(ChildStream):
    """A coupon that was used on an order."""

    name = "order_coupons"
    price = "1 per order that may have a coupon"
    default_in = BY_NAME
    parent_stream_type = Orders
    field = "coupons"
    keys = ("order_id", "id")
    replication_key = "order_date_modified"
    properties = COUPON

    @property
    def reads_all(self) -> bool:
        """Whether every order is asked for its coupons."""
        return self.run.settings.order_coupons == "all"
