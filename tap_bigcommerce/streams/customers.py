"""Customers."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from singer_sdk import typing as th

from tap_bigcommerce.changes import ChangeList
from tap_bigcommerce.collection import Collection
from tap_bigcommerce.dialects import V3, V3_CURSOR
from tap_bigcommerce.errors import StreamError
from tap_bigcommerce.settings import LARGEST_PAGE
from tap_bigcommerce.streams.base import BigCommerceStream, Scope
from tap_bigcommerce.streams.patience import patiently, pauses
from tap_bigcommerce.streams.types import INTEGER, closed_object, objects
from tap_bigcommerce.values import Record, elements, known_number

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from tap_bigcommerce.client import Params

MOST_INCLUDED = 10
"""Addresses, and attributes, that come along with a customer."""

INCLUDED = {
    "addresses": ("addresses", "formfields"),
    "store_credit_amounts": ("storecredit",),
    "attributes": ("attributes",),
    "form_fields": ("formfields",),
    "shopper_profile_id": ("shopper_profile_id",),
    "segment_ids": ("segment_ids",),
}
"""What `include` takes for each field."""

EXPECTED = frozenset({"addresses", "attributes", "form_fields", "store_credit_amounts"})
"""Fields that come with every customer if they are included."""

MOST_READINGS = 5
"""Readings of a list of several pages before the tap gives up finding it unchanged."""

FORM_FIELD = (
    th.Property("name", th.StringType),
    # Text, a number, or a list of texts, which is delivered as its JSON.
    th.Property("value", th.StringType),
)


class Customers(BigCommerceStream):
    """https://developer.bigcommerce.com/docs/rest-management/customers."""

    name = "customers"
    path = "customers"
    dialect = V3_CURSOR
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
    # The reference calls them beta: a store that does not have them may refuse the request.
    costly_fields = frozenset({"shopper_profile_id", "segment_ids"})
    properties = th.PropertiesList(
        th.Property("id", INTEGER, required=True),
        th.Property("email", th.StringType),
        th.Property("first_name", th.StringType),
        th.Property("last_name", th.StringType),
        th.Property("company", th.StringType),
        th.Property("phone", th.StringType),
        th.Property("notes", th.StringType),
        th.Property("registration_ip_address", th.StringType),
        th.Property("tax_exempt_category", th.StringType),
        th.Property("customer_group_id", INTEGER),
        th.Property("date_created", th.DateTimeType),
        th.Property("date_modified", th.DateTimeType),
        th.Property("address_count", INTEGER),
        th.Property("attribute_count", INTEGER),
        th.Property(
            "authentication",
            closed_object(th.Property("force_password_reset", th.BooleanType)),
        ),
        th.Property("accepts_product_review_abandoned_cart_emails", th.BooleanType),
        th.Property("origin_channel_id", INTEGER),
        th.Property("channel_ids", th.ArrayType(INTEGER)),
        th.Property("shopper_profile_id", th.StringType),
        th.Property("segment_ids", th.ArrayType(th.StringType)),
        th.Property(
            "store_credit_amounts",
            objects(th.Property("amount", th.NumberType)),
        ),
        th.Property(
            "addresses",
            objects(
                th.Property("id", INTEGER),
                th.Property("customer_id", INTEGER),
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
                    objects(*FORM_FIELD, th.Property("address_id", INTEGER)),
                ),
            ),
        ),
        th.Property(
            "attributes",
            objects(
                th.Property("id", INTEGER),
                th.Property("attribute_id", INTEGER),
                th.Property("attribute_value", th.StringType),
                th.Property("customer_id", INTEGER),
                th.Property("date_created", th.DateTimeType),
                th.Property("date_modified", th.DateTimeType),
            ),
        ),
        th.Property(
            "form_fields",
            objects(*FORM_FIELD, th.Property("customer_id", INTEGER)),
        ),
    )

    def params(self) -> Params:
        """Nested parts come with the page."""
        return self.included(INCLUDED)

    @property
    def needs_completion(self) -> bool:
        """Whether parts are selected that may not come along, or not all of them."""
        return bool(self._wanted)

    @cached_property
    def _wanted(self) -> frozenset[str]:
        return frozenset(filter(self.selects, EXPECTED))

    def complete(self, records: dict[int, Record]) -> Iterator[Iterator[None]]:
        """Fetch what did not come along: a part that was included, or more of it than ten."""
        customers = list(records.values())
        if self._includes_come:
            without = [one for one in customers if not self._wanted <= one.keys()]
            customers = [one for one in customers if self._wanted <= one.keys()]
            if without:
                yield self._with_included_parts(without)
        yield from self._longer_parts(customers)

    def _with_included_parts(self, customers: list[Record]) -> Iterator[None]:
        """Ask again, by id, for parts that the API left out of a page."""
        yield
        by_id = {int(one["id"]): one for one in customers}
        found = self.collection().rows_of(by_id)
        came = False
        for row in found:
            customer, record = by_id[row.id], row.record()
            came = came or bool(record.keys() - customer.keys())
            customer |= {name: record[name] for name in record.keys() - customer.keys()}
        self._includes_come = came  # else the API leaves them out where there is nothing
        for task in self._longer_parts(customers):
            yield from task

    def _longer_parts(self, customers: list[Record]) -> Iterator[Iterator[None]]:
        for part, count, path, include in (
            ("addresses", "address_count", "customers/addresses", "formfields"),
            ("attributes", "attribute_count", "customers/attribute-values", ""),
        ):
            if self.selects(part):
                short = [one for one in customers if _lacks(one, part, count)]
                for batch in _batches(short, count):
                    yield self._fetched(part, batch, path, include)

    _includes_come = True
    """Whether parts that a page lacks come when the customer is asked for by id."""

    def _fetched(
        self, part: str, customers: list[Record], path: str, include: str
    ) -> Iterator[None]:
        yield
        owned: dict[int, list[Record]] = {int(one["id"]): [] for one in customers}
        among: Params = {"customer_id:in": ",".join(map(str, owned))}
        with_parts: Params = {"include": include} if include else {}
        parts = Collection(self.client, path, V3, among=among, parts=with_parts)
        for one in patiently(lambda: self._settled(parts), pauses(self.settings.retry_time)):
            with self.as_documented(one):
                owned[int(one["customer_id"])].append(one)
        for customer in customers:
            customer[part] = owned[int(customer["id"])]

    def _settled(self, parts: Collection) -> list[Record]:
        """Read a list until nothing moved from one page to another while it was read.

        Raises:
            StreamError: if it never stands still.
        """
        before: dict[int, Record] | None = None
        for _ in range(MOST_READINGS):
            pages = [rows for page in parts.pages() if (rows := page.rows())]
            found = {row.id: row.record() for rows in pages for row in rows}
            if len(pages) <= 1 or (before is not None and before.keys() == found.keys()):
                return list(found.values())
            before = found
        message = (
            f"GET {parts.path} changed {MOST_READINGS} times while it was read, so that elements "
            "may be missing. Run the tap again when fewer of them change."
        )
        raise StreamError(message)


def _lacks(customer: Record, part: str, count: str) -> bool:
    """Return whether a customer has more of a part than came along; in doubt, it has."""
    came, total = len(elements(customer.get(part))), known_number(customer.get(count))
    return came >= MOST_INCLUDED if total is None else came < total


def _batches(customers: list[Record], count: str) -> Iterator[list[Record]]:
    """Yield customers whose parts fit on one page together, so nothing can shift between pages."""
    batch: list[Record] = []
    room: int | Decimal = LARGEST_PAGE
    for customer in customers:
        size = known_number(customer.get(count)) or LARGEST_PAGE
        if batch and size > room:
            yield batch
            batch, room = [], LARGEST_PAGE
        batch.append(customer)
        room -= size
    if batch:
        yield batch
