"""The fields of what belongs to an order: its line items, addresses, consignments, fees, coupons.

Facts: https://developer.bigcommerce.com/docs/rest-management/orders.
"""

from __future__ import annotations

from singer_sdk import typing as th

from tap_bigcommerce.streams import types
from tap_bigcommerce.streams.types import INTEGER, closed_object

FORM_FIELDS = th.Property(
    "form_fields",
    types.objects(
        th.Property("name", th.StringType),
        th.Property(
            "value", th.StringType, description="Text, a number, or a list of texts as JSON"
        ),
    ),
    description="Fields that the shop added to the form, with what was entered",
)

ADDRESS = (
    th.Property("first_name", th.StringType),
    th.Property("last_name", th.StringType),
    th.Property("company", th.StringType),
    th.Property("street_1", th.StringType),
    th.Property("street_2", th.StringType),
    th.Property("city", th.StringType),
    th.Property("state", th.StringType),
    th.Property("zip", th.StringType, description="Postal code"),
    th.Property("country", th.StringType),
    th.Property("country_iso2", th.StringType, description="Two-letter ISO code of the country"),
    th.Property("phone", th.StringType),
    th.Property("email", th.StringType),
    FORM_FIELDS,
)

SHIPPING_COST = (
    th.Property("items_total", INTEGER, description="Units of the order that go there"),
    th.Property("items_shipped", INTEGER, description="Units of them that were shipped so far"),
    th.Property(
        "shipping_method", th.StringType, description="Name of the shipping method at the time"
    ),
    th.Property(
        "base_cost",
        th.NumberType,
        description=(
            "Shipping cost before reductions; orders.is_tax_inclusive_pricing tells "
            "whether tax is in"
        ),
    ),
    th.Property(
        "cost_ex_tax",
        th.NumberType,
        description="Shipping cost without tax, in the currency of the order",
    ),
    th.Property(
        "cost_inc_tax",
        th.NumberType,
        description="Shipping cost with tax, in the currency of the order",
    ),
    th.Property(
        "cost_tax",
        th.NumberType,
        description="Tax on the shipping cost, in the currency of the order",
    ),
    th.Property(
        "cost_tax_class_id",
        INTEGER,
        description="Tax class of shipping (tax_classes.id); automatic tax ignores it",
    ),
    th.Property(
        "base_handling_cost",
        th.NumberType,
        description=(
            "Handling cost as entered; orders.is_tax_inclusive_pricing tells whether tax is in"
        ),
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
        "shipping_zone_id", INTEGER, description="Zone that it goes to (shipping_zones.id)"
    ),
    th.Property("shipping_zone_name", th.StringType, description="Name of the zone at the time"),
)

LINE_ITEM = (
    th.Property(
        "id",
        INTEGER,
        description="Id of the line, which refunds and shipments refer to; unique within the order",
    ),
    th.Property("order_id", INTEGER, description="The order (orders.id)"),
    th.Property(
        "product_id",
        INTEGER,
        description="What was bought (products.id); 0 or null for a product made up for the order",
    ),
    th.Property(
        "variant_id",
        INTEGER,
        description=(
            "Variant that was bought (product_variants.id); null for a product made up "
            "for the order"
        ),
    ),
    th.Property(
        "order_pickup_method_id", INTEGER, description="How it is picked up; 0 if it is not"
    ),
    th.Property(
        "order_address_id",
        INTEGER,
        description="Where it is shipped to (order_shipping_addresses.id); 0 if it is not shipped",
    ),
    th.Property(
        "option_set_id", INTEGER, description="Set of options in the older form of the catalog"
    ),
    th.Property(
        "parent_order_product_id",
        INTEGER,
        description="Line that this one belongs to, such as its bundle (order_products.id)",
    ),
    th.Property("wrapping_id", INTEGER, description="Gift wrapping that was chosen"),
    th.Property(
        "return_id", INTEGER, description="Id of a refund of the line; order_refunds says more"
    ),
    th.Property(
        "gift_certificate_id",
        INTEGER,
        description="Gift certificate that was bought (gift_certificates.id)",
    ),
    th.Property("name", th.StringType, description="Name of the product at the time"),
    th.Property("name_customer", th.StringType, description="Name that shoppers saw"),
    th.Property("name_merchant", th.StringType, description="Name in the control panel"),
    th.Property(
        "sku", th.StringType, description="SKU at the time; the catalog may have another one today"
    ),
    th.Property("upc", th.StringType),
    th.Property("type", th.StringType, description="physical, digital or giftcertificate"),
    th.Property("brand", th.StringType, description="Name of the brand at the time"),
    th.Property(
        "base_price",
        th.NumberType,
        description=(
            "Price of a unit as the store enters it; orders.is_tax_inclusive_pricing "
            "tells whether tax is in"
        ),
    ),
    th.Property(
        "price_ex_tax",
        th.NumberType,
        description="Price of a unit without tax, before discounts, in the currency of the order",
    ),
    th.Property(
        "price_inc_tax",
        th.NumberType,
        description="Price of a unit with tax, before discounts, in the currency of the order",
    ),
    th.Property(
        "price_tax",
        th.NumberType,
        description="Tax on a unit before discounts, in the currency of the order",
    ),
    th.Property(
        "base_total",
        th.NumberType,
        description=(
            "base_price for all units; orders.is_tax_inclusive_pricing tells whether tax is in"
        ),
    ),
    th.Property(
        "total_ex_tax",
        th.NumberType,
        description=(
            "Price of all units without tax, before discounts, in the currency of the order"
        ),
    ),
    th.Property(
        "total_inc_tax",
        th.NumberType,
        description="Price of all units with tax, before discounts, in the currency of the order",
    ),
    th.Property(
        "total_tax",
        th.NumberType,
        description="Tax on all units, after manual discounts, in the currency of the order",
    ),
    th.Property(
        "discounted_total_inc_tax",
        th.NumberType,
        description=(
            "What the shopper pays for all units, with tax and after all discounts, in "
            "the currency of the order"
        ),
    ),
    th.Property("quantity", INTEGER, description="Units ordered"),
    th.Property("quantity_shipped", INTEGER, description="Units of them that were shipped so far"),
    th.Property(
        "quantity_refunded", INTEGER, description="Units of them that were refunded so far"
    ),
    th.Property("is_refunded", th.BooleanType, description="Whether the line was refunded"),
    th.Property(
        "refund_amount",
        th.NumberType,
        description="Documented as always 0: order_refunds has what was paid back",
    ),
    th.Property(
        "base_cost_price",
        th.NumberType,
        description=(
            "What a unit cost the shop; orders.is_tax_inclusive_pricing tells whether tax is in"
        ),
    ),
    th.Property(
        "cost_price_inc_tax",
        th.NumberType,
        description="What a unit cost the shop, with tax; shoppers never see it",
    ),
    th.Property(
        "cost_price_ex_tax",
        th.NumberType,
        description="What a unit cost the shop, without tax; shoppers never see it",
    ),
    th.Property("cost_price_tax", th.NumberType, description="Tax in what a unit cost the shop"),
    th.Property(
        "weight",
        th.NumberType,
        description="Weight of a unit, in the unit of the store (store.weight_units)",
    ),
    th.Property(
        "width",
        th.NumberType,
        description="Width of a unit, in the unit of the store (store.dimension_units)",
    ),
    th.Property(
        "height",
        th.NumberType,
        description="Height of a unit, in the unit of the store (store.dimension_units)",
    ),
    th.Property(
        "depth",
        th.NumberType,
        description="Depth of a unit, in the unit of the store (store.dimension_units)",
    ),
    th.Property(
        "fixed_shipping_cost",
        th.NumberType,
        description=(
            "Shipping cost of the product in place of any rates, in the currency of the order"
        ),
    ),
    th.Property(
        "base_wrapping_cost",
        th.NumberType,
        description=(
            "Gift wrapping as the store enters its price; "
            "orders.is_tax_inclusive_pricing tells whether tax is in"
        ),
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
    th.Property("wrapping_name", th.StringType),
    th.Property("wrapping_message", th.StringType),
    th.Property(
        "event_name", th.StringType, description="What event_date is, such as the delivery"
    ),
    th.Property(
        "event_date",
        th.DateTimeType,
        description="Date that the shopper chose, such as that of delivery",
    ),
    th.Property("ebay_item_id", th.StringType),
    th.Property("ebay_transaction_id", th.StringType),
    th.Property(
        "is_bundled_product",
        th.BooleanType,
        description="Whether the product is sold together with others",
    ),
    th.Property("bin_picking_number", th.StringType),
    th.Property("fulfillment_source", th.StringType),
    th.Property(
        "external_id", th.StringType, description="Number in another system, such as a marketplace"
    ),
    th.Property(
        "applied_discounts",
        types.objects(
            th.Property(
                "id", th.StringType, description="What the discount is, such as manual-discount"
            ),
            th.Property("type", th.StringType),
            th.Property(
                "amount",
                th.NumberType,
                description="Discount on all units of the line, in the currency of the order",
            ),
            th.Property("name", th.StringType),
            th.Property(
                "code", th.StringType, description="Coupon code; null for a discount without one"
            ),
            th.Property(
                "target",
                th.StringType,
                description="Whether the discount is on the order or on the product",
            ),
        ),
        description="Discounts that lower the line, with its share of those on the whole order",
    ),
    th.Property(
        "product_options",
        types.objects(
            th.Property("id", INTEGER),
            th.Property("option_id", INTEGER),
            th.Property("order_product_id", INTEGER),
            th.Property(
                "product_option_id", INTEGER, description="Option of the product in the catalog"
            ),
            th.Property("type", th.StringType),
            th.Property("name", th.StringType),
            th.Property("display_name", th.StringType),
            th.Property("display_name_customer", th.StringType),
            th.Property("display_name_merchant", th.StringType),
            th.Property("display_value", th.StringType),
            th.Property("display_value_customer", th.StringType),
            th.Property("display_value_merchant", th.StringType),
            th.Property(
                "value",
                th.StringType,
                description="A number, free text, or the JSON that describes an uploaded file",
            ),
            th.Property("display_style", th.StringType),
        ),
        description="Options and modifiers that the shopper chose",
    ),
    th.Property(
        "configurable_fields",
        types.objects(th.Property("name", th.StringType), th.Property("value", th.StringType)),
        description="Fields of the older form of the catalog",
    ),
)

LINE_ITEM_IDS = th.Property(
    "line_items",
    types.objects(th.Property("id", INTEGER, description="The line (order_products.id)")),
    description="Lines that are in it",
)

PICKUP = (
    th.Property("pickup_method_id", INTEGER, description="How it is picked up"),
    th.Property("pickup_method_display_name", th.StringType),
    th.Property("collection_instructions", th.StringType),
    th.Property("collection_time_description", th.StringType),
    th.Property(
        "location",
        closed_object(
            th.Property(
                "id", INTEGER, description="Where it is picked up (inventory_locations.id)"
            ),
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

SENT = (
    th.Property(
        "recipient_email",
        th.StringType,
        description="Who gets the download or the gift certificate",
    ),
    LINE_ITEM_IDS,
)

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
    th.Property("type", th.StringType, description="shipping, pickup, download or email"),
    th.Property(
        "consignment_key",
        INTEGER,
        description="The id, or the place among those of its type where it has none",
    ),
    th.Property(
        "id", INTEGER, description="Id of a shipment or pickup; null for downloads and e-mails"
    ),
    *ADDRESS,
    *SHIPPING_COST,
    *PICKUP,
    *SENT,
)

SHIPPING_ADDRESS = (
    th.Property("id", INTEGER, description="Lines refer to it as order_address_id"),
    th.Property("order_id", INTEGER, description="The order (orders.id)"),
    *ADDRESS,
    *SHIPPING_COST,
)

FEE = (
    th.Property("id", INTEGER, description="Id of the fee; unique within the order"),
    th.Property("type", th.StringType),
    th.Property("display_name_customer", th.StringType, description="Name that shoppers see"),
    th.Property("display_name_merchant", th.StringType, description="Name in the control panel"),
    th.Property("source", th.StringType, description="What added the fee, such as an app"),
    th.Property(
        "base_cost",
        th.NumberType,
        description="The fee as entered; orders.is_tax_inclusive_pricing tells whether tax is in",
    ),
    th.Property(
        "cost_ex_tax",
        th.NumberType,
        description="The fee without tax, in the currency of the order",
    ),
    th.Property(
        "cost_inc_tax", th.NumberType, description="The fee with tax, in the currency of the order"
    ),
    th.Property(
        "cost_tax", th.NumberType, description="Tax on the fee, in the currency of the order"
    ),
    th.Property(
        "tax_class_id",
        INTEGER,
        description="Tax class of the fee (tax_classes.id); null for the default one of fees",
    ),
)

COUPON = (
    th.Property("id", INTEGER, description="Id of this use of the coupon; unique within the order"),
    th.Property("coupon_id", INTEGER, description="The coupon (coupons.id)"),
    th.Property("order_id", INTEGER, description="The order (orders.id)"),
    th.Property("code", th.StringType, description="Coupon code that the shopper entered"),
    th.Property(
        "amount",
        th.NumberType,
        description=(
            "Amount or percentage of the coupon, as `type` tells; `discount` is what it gave"
        ),
    ),
    th.Property(
        "type",
        INTEGER,
        description=(
            "0 per item, 1 percentage, 2 per order, 3 shipping, 4 free shipping, 5 promotion"
        ),
    ),
    th.Property(
        "discount",
        th.NumberType,
        description=(
            "What the coupon took off the order, in the currency of the order; 0 for free shipping"
        ),
    ),
)
