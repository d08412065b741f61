"""Fields of an order and of its parts.

Facts: https://developer.bigcommerce.com/docs/rest-management/orders. Fields that the reference
leaves out but the API has served for years (`custom_status`, `credit_card_type`, `form_fields`, a
line item's `fulfillment_source`, a discount's `type`) are kept.
"""

from __future__ import annotations

from singer_sdk import typing as th

from tap_bigcommerce.streams.types import INTEGER, closed_object, objects

FORM_FIELDS = th.Property(
    "form_fields",
    objects(
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
        objects(
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
        objects(
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
        objects(th.Property("name", th.StringType), th.Property("value", th.StringType)),
    ),
)

LINE_ITEM_IDS = th.Property("line_items", objects(th.Property("id", INTEGER)))

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
        objects(th.Property("id", INTEGER), *ADDRESS, *SHIPPING_COST, LINE_ITEM_IDS),
    ),
    th.Property("pickups", objects(th.Property("id", INTEGER), *PICKUP, LINE_ITEM_IDS)),
    th.Property("downloads", objects(*SENT)),
    th.Property("email", closed_object(th.Property("gift_certificates", objects(*SENT)))),
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
    th.Property("products", objects(*LINE_ITEM)),
    th.Property("shipping_addresses", objects(*SHIPPING_ADDRESS)),
    th.Property("consignments", CONSIGNMENTS),
    th.Property("fees", objects(*FEE)),
    th.Property("coupons", objects(*COUPON)),
)
