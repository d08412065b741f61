"""Customers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from singer_sdk import typing as th

from tap_bigcommerce.changes import ChangeList
from tap_bigcommerce.collection import V3, V3ByCursor
from tap_bigcommerce.settings import LARGEST_PAGE
from tap_bigcommerce.streams.base import BigCommerceStream, Scope
from tap_bigcommerce.streams.types import closed_object, objects

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tap_bigcommerce.client import Params
    from tap_bigcommerce.page import Record

MOST_INCLUDED = 10
"""Addresses, and attributes, that come along with a customer."""

FORM_FIELD = (
    th.Property("name", th.StringType),
    # Text, a number, or a list of texts, which is delivered as its JSON.
    th.Property("value", th.StringType),
)


class Customers(BigCommerceStream):
    """https://developer.bigcommerce.com/docs/rest-management/customers."""

    name = "customers"
    path = "customers"
    collection_type = V3ByCursor
    scope = Scope("Customers", "store_v2_customers_read_only")
    replication_key = "date_modified"
    undated_fields = frozenset({"addresses", "attributes", "form_fields", "store_credit_amounts"})
    change_lists = (
        ChangeList(
            "customers/attribute-values",
            since="date_modified:min",
            date="date_modified",
            parent="customer_id",
            fields=frozenset({"attributes"}),
        ),
    )
    completed_at_once = 16 * LARGEST_PAGE  # few have more, and those are asked for together
    properties = th.PropertiesList(
        th.Property("id", th.IntegerType, required=True),
        th.Property("email", th.StringType),
        th.Property("first_name", th.StringType),
        th.Property("last_name", th.StringType),
        th.Property("company", th.StringType),
        th.Property("phone", th.StringType),
        th.Property("notes", th.StringType),
        th.Property("registration_ip_address", th.StringType),
        th.Property("tax_exempt_category", th.StringType),
        th.Property("customer_group_id", th.IntegerType),
        th.Property("date_created", th.DateTimeType),
        th.Property("date_modified", th.DateTimeType),
        th.Property("address_count", th.IntegerType),
        th.Property("attribute_count", th.IntegerType),
        th.Property(
            "authentication",
            closed_object(th.Property("force_password_reset", th.BooleanType)),
        ),
        th.Property("accepts_product_review_abandoned_cart_emails", th.BooleanType),
        th.Property("origin_channel_id", th.IntegerType),
        th.Property("channel_ids", th.ArrayType(th.IntegerType)),
        th.Property(
            "store_credit_amounts",
            objects(th.Property("amount", th.NumberType)),
        ),
        th.Property(
            "addresses",
            objects(
                th.Property("id", th.IntegerType),
                th.Property("customer_id", th.IntegerType),
                th.Property("first_name", th.StringType),
                th.Property("last_name", th.StringType),
                th.Property("company", th.StringType),
                th.Property("address1", th.StringType),
                th.Property("address2", th.StringType),
                th.Property("city", th.StringType),
                th.Property("state_or_province", th.StringType),
                th.Property("postal_code", th.StringType),
                th.Property("country", th.StringType),
                th.Property("country_code", th.StringType),
                th.Property("phone", th.StringType),
                th.Property("address_type", th.StringType),
                th.Property(
                    "form_fields",
                    objects(*FORM_FIELD, th.Property("address_id", th.IntegerType)),
                ),
            ),
        ),
        th.Property(
            "attributes",
            objects(
                th.Property("id", th.IntegerType),
                th.Property("attribute_id", th.IntegerType),
                th.Property("attribute_value", th.StringType),
                th.Property("customer_id", th.IntegerType),
                th.Property("date_created", th.DateTimeType),
                th.Property("date_modified", th.DateTimeType),
            ),
        ),
        th.Property(
            "form_fields",
            objects(*FORM_FIELD, th.Property("customer_id", th.IntegerType)),
        ),
    )

    def params(self) -> Params:
        """Nested parts come with the page."""
        return self.included(
            {
                "addresses": ("addresses", "formfields"),
                "store_credit_amounts": ("storecredit",),
                "attributes": ("attributes",),
                "form_fields": ("formfields",),
            }
        )

    @property
    def needs_completion(self) -> bool:
        """Whether parts are selected that do not all come along."""
        return self.selects("addresses") or self.selects("attributes")

    def complete(self, records: dict[int, Record]) -> Iterator[Iterator[None]]:
        """Fetch all addresses and attributes of the customers that have more than come along."""
        for part, count, path, include in (
            ("addresses", "address_count", "customers/addresses", "formfields"),
            ("attributes", "attribute_count", "customers/attribute-values", ""),
        ):
            if self.selects(part):
                short = {
                    customer: record
                    for customer, record in records.items()
                    if self._lacks(record, part, count)
                }
                for batch in _batches(short, count):
                    yield self._fetched(part, {one: records[one] for one in batch}, path, include)

    def _lacks(self, customer: Record, part: str, count: str) -> bool:
        """Whether a customer has more of a part than came along; in doubt, yes."""
        with self.as_documented(customer):
            came, total = len(customer.get(part) or ()), customer.get(count)
            return came >= MOST_INCLUDED if total is None else came < int(total)

    def _fetched(
        self, part: str, customers: dict[int, Record], path: str, include: str
    ) -> Iterator[None]:
        yield
        found = self._parts(list(customers), path, {"include": include} if include else {})
        for one, customer in customers.items():
            customer[part] = found[one]

    def _parts(self, customers: list[int], path: str, include: Params) -> dict[int, list[Record]]:
        """All parts of one kind that some customers have, by customer."""
        among: Params = {"customer_id:in": ",".join(map(str, customers))}
        parts = V3(self.client, path, among=among, parts=include)
        found: dict[int, dict[int, Record]] = {customer: {} for customer in customers}
        for page in parts.pages():
            for row in page.rows():
                record = row.record()
                with self.as_documented(record):
                    found[int(record["customer_id"])][row.id] = record
        return {customer: list(records.values()) for customer, records in found.items()}


def _batches(customers: dict[int, Record], count: str) -> Iterator[list[int]]:
    """Customers whose parts fit on one page together, so that nothing can shift between pages."""
    batch: list[int] = []
    room = LARGEST_PAGE
    for customer, record in customers.items():
        size = int(record.get(count) or LARGEST_PAGE)
        if batch and size > room:
            yield batch
            batch, room = [], LARGEST_PAGE
        batch.append(customer)
        room -= size
    if batch:
        yield batch
