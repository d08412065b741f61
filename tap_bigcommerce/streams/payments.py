"""What was paid for orders, paid back, and taxed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from singer_sdk import typing as th

from tap_bigcommerce.reading.dialects import V2_PAGES, V3_PAGES, V3_WHOLE
from tap_bigcommerce.reading.parts import Part
from tap_bigcommerce.sdk import BY_NAME, MODES_WITH_TABLES
from tap_bigcommerce.settings import LARGEST_PAGE
from tap_bigcommerce.streams.base import ChildStream, RootStream
from tap_bigcommerce.streams.orders import Orders
from tap_bigcommerce.streams.scopes import ORDER_TRANSACTIONS, ORDERS
from tap_bigcommerce.streams.types import INTEGER, closed_object, objects
from tap_bigcommerce.values import known_number

if TYPE_CHECKING:
    from tap_bigcommerce.values import Record

REFUND_ITEM = (
    th.Property(
        "item_type",
        th.StringType,
        description="What was refunded: PRODUCT, GIFT_WRAPPING, SHIPPING, HANDLING, FEE or ORDER",
    ),
    th.Property(
        "item_id",
        INTEGER,
        description=(
            "Depends on item_type: an id of order_products for PRODUCT and GIFT_WRAPPING, of "
            "order_shipping_addresses for SHIPPING and HANDLING, of order_fees for FEE, and of "
            "orders for ORDER"
        ),
    ),
    th.Property("reason", th.StringType),
    th.Property("quantity", INTEGER, description="Units refunded; only a PRODUCT has them"),
    th.Property(
        "requested_amount",
        th.NumberType,
        description="What was to be refunded for the item, in the order's currency",
    ),
    th.Property(
        "adjustments",
        objects(
            th.Property("amount", th.NumberType, description="A deduction, as a negative amount"),
            th.Property("description", th.StringType),
        ),
        description="What was deducted from the item's refund; only a PRODUCT has any",
    ),
)

REFUND_PAYMENT = (
    th.Property("id", INTEGER),
    th.Property(
        "provider_id", th.StringType, description="The gateway, or storecredit, that paid it back"
    ),
    th.Property(
        "amount",
        th.NumberType,
        description="What this payment gives back, tax included, in the order's currency",
    ),
    th.Property(
        "offline", th.BooleanType, description="Whether the shop pays it outside of BigCommerce"
    ),
    th.Property(
        "is_declined",
        th.BooleanType,
        description=(
            "Whether the gateway had refused the payment when the refund was read; a refusal that "
            "came later does not show"
        ),
    ),
    th.Property("declined_message", th.StringType),
    th.Property(
        "transaction_id",
        INTEGER,
        description="The payment's id in order_transactions; offline payments have none",
    ),
)

REFUND = (
    th.Property("id", INTEGER, required=True),
    th.Property("order_id", INTEGER, description="The refunded order"),
    th.Property("user_id", INTEGER, description="Who of the staff made the refund"),
    th.Property("created", th.DateTimeType, description="When the refund was made"),
    th.Property("reason", th.StringType),
    th.Property(
        "total_amount",
        th.NumberType,
        description="What the shopper gets back, tax included, in the order's currency",
    ),
    th.Property(
        "total_tax",
        th.NumberType,
        description=(
            "The tax in total_amount, in the order's currency; negative if the refund collects "
            "tax. Amounts of item_type ORDER do not change the tax"
        ),
    ),
    th.Property(
        "uses_merchant_override_values",
        th.BooleanType,
        description="Whether staff typed amount and tax in place of the computed ones",
    ),
    th.Property("items", objects(*REFUND_ITEM), description="What was refunded"),
    th.Property("payments", objects(*REFUND_PAYMENT), description="How it was paid back"),
)


class OrderRefunds(RootStream):
    """A refund of an order, with its items and payments; refunds are never changed.

    https://developer.bigcommerce.com/docs/rest-management/orders/order-refunds
    """

    name = "order_refunds"
    path = "orders/payment_actions/refunds"
    dialect = replace(
        V3_PAGES, since="created:min", until="created:max", date="created", only_grows=True
    )
    scopes = (ORDERS, ORDER_TRANSACTIONS)
    replication_key = "created"
    default_in = MODES_WITH_TABLES
    properties = th.PropertiesList(*REFUND)


RESULT_OF_ADDRESS = closed_object(
    th.Property("code", th.StringType, description="The gateway's code for the whole address"),
    th.Property("message", th.StringType),
    th.Property("street_match", th.StringType, description="The code for the street"),
    th.Property("postal_match", th.StringType, description="The code for the postal code"),
)

TRANSACTION = (
    th.Property("id", INTEGER),
    th.Property("order_id", INTEGER, description="The order that was paid, or paid back"),
    th.Property(
        "event",
        th.StringType,
        description=(
            "What happened: purchase, authorization, capture, refund, void, pending or settled. "
            "Money came in with purchase and capture, and went out with refund"
        ),
    ),
    th.Property("method", th.StringType, description="How it was paid, such as credit_card"),
    th.Property(
        "amount",
        th.NumberType,
        description="The amount, tax included, in currency; never negative, refunds included",
    ),
    th.Property("currency", th.StringType, description="The currency of amount, as ISO 4217 code"),
    th.Property("gateway", th.StringType, description="The payment gateway"),
    th.Property(
        "gateway_transaction_id",
        th.StringType,
        description="The gateway's own id of the transaction",
    ),
    th.Property(
        "status", th.StringType, description="ok, or error if the transaction did not succeed"
    ),
    th.Property(
        "test", th.BooleanType, description="Whether it was a test, in which no money moved"
    ),
    th.Property(
        "fraud_review", th.BooleanType, description="Whether the gateway holds it for a review"
    ),
    th.Property(
        "reference_transaction_id",
        INTEGER,
        description="The transaction that this one captures, voids or refunds",
    ),
    th.Property("date_created", th.DateTimeType, description="When the transaction happened"),
    th.Property("payment_method_id", th.StringType),
    th.Property(
        "payment_instrument_token",
        th.StringType,
        description="BigCommerce's token of a stored card; it is of no use outside of the store",
    ),
    th.Property(
        "provider_instrument_token",
        th.StringType,
        description="The gateway's token of a stored card; only stores with a beta feature have it",
    ),
    th.Property(
        "provider_customer_id",
        th.StringType,
        description="The gateway's id of the shopper; only stores with a beta feature have it",
    ),
    th.Property(
        "avs_result", RESULT_OF_ADDRESS, description="The gateway's check of the billing address"
    ),
    th.Property(
        "cvv_result",
        closed_object(th.Property("code", th.StringType), th.Property("message", th.StringType)),
        description="The gateway's check of the card's security code",
    ),
    th.Property(
        "credit_card",
        closed_object(
            th.Property("card_type", th.StringType),
            th.Property("card_iin", th.StringType, description="The card's first digits"),
            th.Property("card_last4", th.StringType, description="The card's last four digits"),
            th.Property("card_expiry_month", INTEGER),
            th.Property("card_expiry_year", INTEGER),
        ),
        description="The card, if one was used; personal data",
    ),
    th.Property(
        "gift_certificate",
        closed_object(
            th.Property(
                "code", th.StringType, description="Whoever knows the code can spend the balance"
            ),
            th.Property(
                "original_balance", th.NumberType, description="The balance when it was bought"
            ),
            th.Property(
                "starting_balance", th.NumberType, description="The balance before this payment"
            ),
            th.Property(
                "remaining_balance", th.NumberType, description="The balance after this payment"
            ),
            th.Property("status", th.StringType),
        ),
        description="The gift certificate, if one was used",
    ),
    th.Property(
        "store_credit",
        closed_object(
            th.Property(
                "remaining_balance",
                th.NumberType,
                description="The shopper's store credit after this payment",
            ),
        ),
        description="The store credit, if it was used",
    ),
    th.Property(
        "offline",
        closed_object(th.Property("display_name", th.StringType)),
        description="The name of an offline payment method, such as a cheque",
    ),
    th.Property(
        "custom",
        closed_object(th.Property("payment_method", th.StringType)),
        description="The payment method that staff typed into a manual order",
    ),
    th.Property(
        "custom_provider_field_result",
        closed_object(
            th.Property("receipt_number", th.StringType),
            th.Property("authorization_code", th.StringType),
            th.Property("fraud_response", th.StringType),
            th.Property("amount_received", th.NumberType),
        ),
        description="What some gateways add",
    ),
)


class OrderTransactions(ChildStream):
    """A payment of an order as its gateway reports it, or what was authorized, voided or paid back.

    https://developer.bigcommerce.com/docs/rest-management/orders/order-transactions
    """

    name = "order_transactions"
    parent_stream_type = Orders
    field = "transactions"
    # The list has no pages. More than the limit cannot be had, and is noticed by the total.
    own_list = Part(
        field, may_be_absent=True, dialect=V3_WHOLE, params={"limit": str(LARGEST_PAGE)}
    )
    scopes = (ORDER_TRANSACTIONS,)
    price = "1 per order"
    replication_key = "order_date_modified"
    default_in = BY_NAME
    properties = TRANSACTION


TAX = (
    th.Property("id", INTEGER),
    th.Property("order_id", INTEGER),
    th.Property(
        "order_address_id",
        INTEGER,
        description=(
            "The shipping address whose place set the tax; null with automatic tax, 0 if nothing "
            "is shipped"
        ),
    ),
    th.Property(
        "order_product_id",
        INTEGER,
        description="The taxed line in order_products; null for the tax on shipping",
    ),
    th.Property("order_pickup_method_id", INTEGER, description="The pickup, if there is one"),
    th.Property(
        "line_item_type",
        th.StringType,
        description="What was taxed: item, shipping, handling or gift-wrapping",
    ),
    th.Property(
        "sales_tax_id",
        th.StringType,
        description="The applied tax rate's id; that of the tax provider if there is one",
    ),
    th.Property("tax_rate_id", INTEGER, description="Deprecated by BigCommerce; use sales_tax_id"),
    th.Property("tax_class_id", INTEGER, description="The tax class of what was taxed"),
    th.Property("name", th.StringType, description="The name of the tax rate"),
    th.Property(
        "class",
        th.StringType,
        description="The name of the tax class; Automatic Tax if a provider computed the tax",
    ),
    th.Property("rate", th.NumberType, description="The rate in percent: 8.25 is 8.25 %"),
    th.Property("priority", INTEGER, description="Taxes of a higher number are applied later"),
    th.Property(
        "priority_amount",
        th.NumberType,
        description="The tax of all rates of this priority, in the order's currency",
    ),
    th.Property(
        "line_amount",
        th.NumberType,
        description="The tax of this row, in the order's currency",
    ),
)


class OrderTaxes(ChildStream):
    """A tax on one thing in an order: a line, its wrapping, shipping or handling.

    https://developer.bigcommerce.com/docs/rest-management/orders/order-taxes
    """

    name = "order_taxes"
    parent_stream_type = Orders
    field = "taxes"
    own_list = Part(field, may_be_absent=True, dialect=V2_PAGES, params={"details": "true"})
    keys = ("order_id", "id")
    price = "1 per taxed order"
    replication_key = "order_date_modified"
    default_in = BY_NAME
    properties = TAX

    @property
    def reads_all(self) -> bool:
        """No: an order without tax may have rows of zero."""
        return False

    @classmethod
    def has_any(cls, parent: Record) -> bool:
        """Return whether the order has tax, or does not say."""
        return known_number(parent.get("total_tax")) != 0
