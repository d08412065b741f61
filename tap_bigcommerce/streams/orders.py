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
from tap_bigcommerce.streams import types
from tap_bigcommerce.streams.base import ChildStream, RootStream
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
from tap_bigcommerce.streams.scopes import ORDERS
from tap_bigcommerce.streams.types import INTEGER, closed_object
from tap_bigcommerce.values import Record, elements, is_link, known_number, objects

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from decimal import Decimal

    from tap_bigcommerce.api.client import Params
    from tap_bigcommerce.reading.completion import Found, Wanted
    from tap_bigcommerce.reading.parts import Lack

AMOUNTS_OF_COUPONS = (
    "coupon_discount",
    "discount_amount",
    "base_shipping_cost",
    "shipping_cost_ex_tax",
    "shipping_address_count",
)
"""Numbers of an order that tell whether a coupon may have been used."""

WITH_LINE_ITEMS = frozenset({"products", "consignments", "coupons"})
"""Fields that cannot be had without the line items: their discounts tell of coupons."""

# Fields

FORM_FIELDS = th.Property(
    "form_fields",
    types.objects(
        th.Property("name", th.StringType),
        # Text, a number, or a list of texts, which is delivered as its JSON.
        th.Property("value", th.StringType),
    ),
)

ADDRESS = (
    th.Property("first_name", th.StringType),
    th.Property("last_name", th.StringType),
    th.Property("company", th.StringType),
    th.Property("street_1", th.StringType),
    th.Property("street_2", th.StringType),
    th.Property("city", th.StringType),
    th.Property("state", th.StringType),
    th.Property("zip", th.StringType),
    th.Property("country", th.StringType),
    th.Property("country_iso2", th.StringType),
    th.Property("phone", th.StringType),
    th.Property("email", th.StringType),
    FORM_FIELDS,
)

SHIPPING_COST = (
    th.Property("items_total", INTEGER),
    th.Property("items_shipped", INTEGER),
    th.Property("shipping_method", th.StringType),
    th.Property("base_cost", th.NumberType),
    th.Property("cost_ex_tax", th.NumberType),
    th.Property("cost_inc_tax", th.NumberType),
    th.Property("cost_tax", th.NumberType),
    th.Property("cost_tax_class_id", INTEGER),
    th.Property("base_handling_cost", th.NumberType),
    th.Property("handling_cost_ex_tax", th.NumberType),
    th.Property("handling_cost_inc_tax", th.NumberType),
    th.Property("handling_cost_tax", th.NumberType),
    th.Property("handling_cost_tax_class_id", INTEGER),
    th.Property("shipping_zone_id", INTEGER),
    th.Property("shipping_zone_name", th.StringType),
)

LINE_ITEM = (
    th.Property("id", INTEGER),
    th.Property("order_id", INTEGER),
    th.Property("product_id", INTEGER),
    th.Property("variant_id", INTEGER),
    th.Property("order_pickup_method_id", INTEGER),
    th.Property("order_address_id", INTEGER),
    th.Property("option_set_id", INTEGER),
    th.Property("parent_order_product_id", INTEGER),
    th.Property("wrapping_id", INTEGER),
    th.Property("return_id", INTEGER),
    th.Property("gift_certificate_id", INTEGER),
    th.Property("name", th.StringType),
    th.Property("name_customer", th.StringType),
    th.Property("name_merchant", th.StringType),
    th.Property("sku", th.StringType),
    th.Property("upc", th.StringType),
    th.Property("type", th.StringType),
    th.Property("brand", th.StringType),
    th.Property("base_price", th.NumberType),
    th.Property("price_ex_tax", th.NumberType),
    th.Property("price_inc_tax", th.NumberType),
    th.Property("price_tax", th.NumberType),
    th.Property("base_total", th.NumberType),
    th.Property("total_ex_tax", th.NumberType),
    th.Property("total_inc_tax", th.NumberType),
    th.Property("total_tax", th.NumberType),
    th.Property("discounted_total_inc_tax", th.NumberType),
    th.Property("quantity", INTEGER),
    th.Property("quantity_shipped", INTEGER),
    th.Property("quantity_refunded", INTEGER),
    th.Property("is_refunded", th.BooleanType),
    th.Property("refund_amount", th.NumberType),
    th.Property("base_cost_price", th.NumberType),
    th.Property("cost_price_inc_tax", th.NumberType),
    th.Property("cost_price_ex_tax", th.NumberType),
    th.Property("cost_price_tax", th.NumberType),
    th.Property("weight", th.NumberType),
    th.Property("width", th.NumberType),
    th.Property("height", th.NumberType),
    th.Property("depth", th.NumberType),
    th.Property("fixed_shipping_cost", th.NumberType),
    th.Property("base_wrapping_cost", th.NumberType),
    th.Property("wrapping_cost_ex_tax", th.NumberType),
    th.Property("wrapping_cost_inc_tax", th.NumberType),
    th.Property("wrapping_cost_tax", th.NumberType),
    th.Property("wrapping_name", th.StringType),
    th.Property("wrapping_message", th.StringType),
    th.Property("event_name", th.StringType),
    th.Property("event_date", th.DateTimeType),
    th.Property("ebay_item_id", th.StringType),
    th.Property("ebay_transaction_id", th.StringType),
    th.Property("is_bundled_product", th.BooleanType),
    th.Property("bin_picking_number", th.StringType),
    th.Property("fulfillment_source", th.StringType),
    th.Property("external_id", th.StringType),
    th.Property(
        "applied_discounts",
        types.objects(
            th.Property("id", th.StringType),
            th.Property("type", th.StringType),
            th.Property("amount", th.NumberType),
            th.Property("name", th.StringType),
            th.Property("code", th.StringType),
            th.Property("target", th.StringType),
        ),
    ),
    th.Property(
        "product_options",
        types.objects(
            th.Property("id", INTEGER),
            th.Property("option_id", INTEGER),
            th.Property("order_product_id", INTEGER),
            th.Property("product_option_id", INTEGER),
            th.Property("type", th.StringType),
            th.Property("name", th.StringType),
            th.Property("display_name", th.StringType),
            th.Property("display_name_customer", th.StringType),
            th.Property("display_name_merchant", th.StringType),
            th.Property("display_value", th.StringType),
            th.Property("display_value_customer", th.StringType),
            th.Property("display_value_merchant", th.StringType),
            # A number, free text, or the JSON that describes an uploaded file.
            th.Property("value", th.StringType),
            th.Property("display_style", th.StringType),
        ),
    ),
    th.Property(
        "configurable_fields",
        types.objects(th.Property("name", th.StringType), th.Property("value", th.StringType)),
    ),
)

LINE_ITEM_IDS = th.Property("line_items", types.objects(th.Property("id", INTEGER)))

PICKUP = (
    th.Property("pickup_method_id", INTEGER),
    th.Property("pickup_method_display_name", th.StringType),
    th.Property("collection_instructions", th.StringType),
    th.Property("collection_time_description", th.StringType),
    th.Property(
        "location",
        closed_object(
            th.Property("id", INTEGER),
            th.Property("name", th.StringType),
            th.Property("code", th.StringType),
            th.Property("address_line_1", th.StringType),
            th.Property("address_line_2", th.StringType),
            th.Property("city", th.StringType),
            th.Property("state", th.StringType),
            th.Property("postal_code", th.StringType),
            th.Property("country_alpha2", th.StringType),
            th.Property("email", th.StringType),
            th.Property("phone", th.StringType),
        ),
    ),
)

SENT = (th.Property("recipient_email", th.StringType), LINE_ITEM_IDS)

CONSIGNMENTS = closed_object(
    th.Property(
        "shipping",
        types.objects(th.Property("id", INTEGER), *ADDRESS, *SHIPPING_COST, LINE_ITEM_IDS),
    ),
    th.Property("pickups", types.objects(th.Property("id", INTEGER), *PICKUP, LINE_ITEM_IDS)),
    th.Property("downloads", types.objects(*SENT)),
    th.Property("email", closed_object(th.Property("gift_certificates", types.objects(*SENT)))),
)

CONSIGNMENT = (
    # shipping, pickup, download or email
    th.Property("type", th.StringType),
    # The id, or its place among those of its type where it has none.
    th.Property("consignment_key", INTEGER),
    th.Property("id", INTEGER),
    *ADDRESS,
    *SHIPPING_COST,
    *PICKUP,
    *SENT,
)

SHIPPING_ADDRESS = (
    th.Property("id", INTEGER),
    th.Property("order_id", INTEGER),
    *ADDRESS,
    *SHIPPING_COST,
)

FEE = (
    th.Property("id", INTEGER),
    th.Property("type", th.StringType),
    th.Property("display_name_customer", th.StringType),
    th.Property("display_name_merchant", th.StringType),
    th.Property("source", th.StringType),
    th.Property("base_cost", th.NumberType),
    th.Property("cost_ex_tax", th.NumberType),
    th.Property("cost_inc_tax", th.NumberType),
    th.Property("cost_tax", th.NumberType),
    th.Property("tax_class_id", INTEGER),
)

COUPON = (
    th.Property("id", INTEGER),
    th.Property("coupon_id", INTEGER),
    th.Property("order_id", INTEGER),
    th.Property("code", th.StringType),
    th.Property("amount", th.NumberType),
    th.Property("type", INTEGER),
    th.Property("discount", th.NumberType),
)

ORDER = (
    th.Property("id", INTEGER, required=True),
    th.Property("customer_id", INTEGER),
    th.Property("date_created", th.DateTimeType),
    th.Property("date_modified", th.DateTimeType),
    th.Property("date_shipped", th.DateTimeType),
    th.Property("status_id", INTEGER),
    th.Property("status", th.StringType),
    th.Property("custom_status", th.StringType),
    th.Property("backorder_shipping_expectation_message", th.StringType),
    th.Property("cart_id", th.StringType),
    th.Property("channel_id", INTEGER),
    th.Property("order_source", th.StringType),
    th.Property("external_source", th.StringType),
    th.Property("external_id", th.StringType),
    th.Property("external_merchant_id", th.StringType),
    th.Property("external_order_id", th.StringType),
    th.Property("ebay_order_id", th.StringType),
    th.Property("is_deleted", th.BooleanType),
    th.Property("order_is_digital", th.BooleanType),
    th.Property("is_email_opt_in", th.BooleanType),
    th.Property("is_tax_inclusive_pricing", th.BooleanType),
    th.Property("items_total", INTEGER),
    th.Property("items_shipped", INTEGER),
    th.Property("shipping_address_count", INTEGER),
    th.Property("subtotal_ex_tax", th.NumberType),
    th.Property("subtotal_inc_tax", th.NumberType),
    th.Property("subtotal_tax", th.NumberType),
    th.Property("base_shipping_cost", th.NumberType),
    th.Property("shipping_cost_ex_tax", th.NumberType),
    th.Property("shipping_cost_inc_tax", th.NumberType),
    th.Property("shipping_cost_tax", th.NumberType),
    th.Property("shipping_cost_tax_class_id", INTEGER),
    th.Property("base_handling_cost", th.NumberType),
    th.Property("handling_cost_ex_tax", th.NumberType),
    th.Property("handling_cost_inc_tax", th.NumberType),
    th.Property("handling_cost_tax", th.NumberType),
    th.Property("handling_cost_tax_class_id", INTEGER),
    th.Property("base_wrapping_cost", th.NumberType),
    th.Property("wrapping_cost_ex_tax", th.NumberType),
    th.Property("wrapping_cost_inc_tax", th.NumberType),
    th.Property("wrapping_cost_tax", th.NumberType),
    th.Property("wrapping_cost_tax_class_id", INTEGER),
    th.Property("total_ex_tax", th.NumberType),
    th.Property("total_inc_tax", th.NumberType),
    th.Property("total_tax", th.NumberType),
    th.Property("discount_amount", th.NumberType),
    th.Property("coupon_discount", th.NumberType),
    th.Property("gift_certificate_amount", th.NumberType),
    th.Property("store_credit_amount", th.NumberType),
    th.Property("refunded_amount", th.NumberType),
    th.Property("payment_method", th.StringType),
    th.Property("payment_provider_id", th.StringType),
    th.Property("payment_status", th.StringType),
    th.Property("credit_card_type", th.StringType),
    th.Property("tax_provider_id", th.StringType),
    th.Property("currency_id", INTEGER),
    th.Property("currency_code", th.StringType),
    th.Property("currency_exchange_rate", th.NumberType),
    th.Property("default_currency_id", INTEGER),
    th.Property("default_currency_code", th.StringType),
    th.Property("store_default_currency_code", th.StringType),
    th.Property("store_default_to_transactional_exchange_rate", th.NumberType),
    th.Property("customer_locale", th.StringType),
    th.Property("customer_message", th.StringType),
    th.Property("staff_notes", th.StringType),
    th.Property("ip_address", th.StringType),
    th.Property("ip_address_v6", th.StringType),
    th.Property("geoip_country", th.StringType),
    th.Property("geoip_country_iso2", th.StringType),
    FORM_FIELDS,
    th.Property("billing_address", closed_object(*ADDRESS)),
    th.Property("products", types.objects(*LINE_ITEM)),
    th.Property("shipping_addresses", types.objects(*SHIPPING_ADDRESS)),
    th.Property("consignments", CONSIGNMENTS),
    th.Property("fees", types.objects(*FEE)),
    th.Property("coupons", types.objects(*COUPON)),
)


class Orders(RootStream):
    """https://developer.bigcommerce.com/docs/rest-management/orders."""

    name = "orders"
    path = "orders"
    dialect = V2_ORDERS
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
    }
    completed_fields = frozenset(includes)
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
        return self.run.settings.order_coupons == "all" or _may_have_coupon(order, items)

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
    parent_stream_type = Orders
    field = "coupons"
    keys = ("order_id", "id")
    replication_key = "order_date_modified"
    properties = COUPON


def _may_have_coupon(order: Record, items: list[Record]) -> bool:
    """Return whether a coupon may have been used: it lowers what was paid for goods or shipping.

    Amounts that are not there, or are no numbers, leave that open.
    """
    amounts = _known_numbers(order, *AMOUNTS_OF_COUPONS)
    if amounts is None or any(item.get("applied_discounts") for item in items):
        return True
    coupon, discount, base, shipping, addresses = amounts
    return coupon != 0 or discount != 0 or shipping < base or (shipping == 0 and addresses > 0)


def _known_numbers(order: Record, *names: str) -> list[int | Decimal] | None:
    """Return some numbers of an order, or None if any of them is not known."""
    found = [known_number(order.get(name)) for name in names]
    known = [one for one in found if one is not None]
    return known if len(known) == len(found) else None
