"""Customers."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from singer_sdk import typing as th

from tap_bigcommerce.arrivals import Arrival
from tap_bigcommerce.reading.changes import ChangeList
from tap_bigcommerce.reading.dialects import V3_CURSOR
from tap_bigcommerce.reading.parts import Again, Bulk
from tap_bigcommerce.settings import LARGEST_PAGE
from tap_bigcommerce.streams.base import ChildStream, RootStream
from tap_bigcommerce.streams.by_channel import ByChannel
from tap_bigcommerce.streams.scopes import CUSTOMERS
from tap_bigcommerce.streams.types import INTEGER, closed_object, objects
from tap_bigcommerce.values import Record, elements, known_number

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tap_bigcommerce.reading.completion import Found, Wanted
    from tap_bigcommerce.reading.parts import Lack
    from tap_bigcommerce.structs import Kinds

MOST_INCLUDED = 10
"""Addresses, and attributes, that come along with a customer."""

EXPECTED = frozenset({"addresses", "attributes", "form_fields", "store_credit_amounts"})
"""Fields that come with every customer if they are included."""

COUNTS = {"addresses": "address_count", "attributes": "attribute_count"}
"""Where a customer says how many elements a part has."""

ADDRESSES = Bulk(
    "addresses", "customers/addresses", "customer_id:in", "customer_id", include="formfields"
)

ATTRIBUTES = Bulk("attributes", "customers/attribute-values", "customer_id:in", "customer_id")

FORM_FIELD = (
    th.Property("name", th.StringType),
    th.Property("value", th.StringType, description="Text, a number, or a list of texts as JSON"),
)


ADDRESS = (
    th.Property("id", INTEGER, description="Id of the address, unique among all customers"),
    th.Property("customer_id", INTEGER, description="Whose address it is (customers.id)"),
    th.Property("first_name", th.StringType),
    th.Property("last_name", th.StringType),
    th.Property("company", th.StringType),
    th.Property("address1", th.StringType),
    th.Property("address2", th.StringType),
    th.Property("city", th.StringType),
    th.Property(
        "state_or_province", th.StringType, description="Full name of the state or province"
    ),
    th.Property("postal_code", th.StringType),
    th.Property("country", th.StringType),
    th.Property("country_code", th.StringType, description="Two-letter ISO code of the country"),
    th.Property("phone", th.StringType),
    th.Property("address_type", th.StringType, description="residential or commercial"),
    th.Property(
        "form_fields",
        objects(
            *FORM_FIELD,
            th.Property("address_id", INTEGER, description="The address that the field belongs to"),
        ),
        description="Fields that the shop added to addresses",
    ),
)


class Customers(RootStream):
    """A customer, with addresses, attributes and answers to form fields.

    https://developer.bigcommerce.com/docs/rest-management/customers
    """

    name = "customers"
    path = "customers"
    dialect = V3_CURSOR
    channels = ByChannel("channel_ids", empty_is_all=True)
    scopes = (CUSTOMERS,)
    replication_key = "date_modified"
    includes: ClassVar[Mapping[str, Sequence[str]]] = {
        "addresses": ("addresses", "formfields"),
        "store_credit_amounts": ("storecredit",),
        "attributes": ("attributes",),
        "form_fields": ("formfields",),
        "shopper_profile_id": ("shopper_profile_id",),
        "segment_ids": ("segment_ids",),
    }
    completed_fields = EXPECTED
    shared_fields: ClassVar[Mapping[str, str]] = {
        "customer_id": "id",
        "customer_date_modified": "date_modified",
    }
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
        th.Property("id", INTEGER, required=True, description="Number of the customer"),
        th.Property("email", th.StringType, description="E-mail address, unique among customers"),
        th.Property("first_name", th.StringType),
        th.Property("last_name", th.StringType),
        th.Property("company", th.StringType),
        th.Property("phone", th.StringType),
        th.Property(
            "notes", th.StringType, description="Notes of the shop, which the customer does not see"
        ),
        th.Property(
            "registration_ip_address",
            th.StringType,
            description="IP address at registration; empty for customers whom the shop made",
        ),
        th.Property(
            "tax_exempt_category",
            th.StringType,
            description="Code of the customer's tax exemption; empty for none",
        ),
        th.Property(
            "customer_group_id",
            INTEGER,
            description="The customer's group (customer_groups.id); 0 for none",
        ),
        th.Property(
            "date_created",
            th.DateTimeType,
            description="When the customer was made; not the first order",
        ),
        th.Property(
            "date_modified",
            th.DateTimeType,
            description="When the customer last changed; a change of an address need not move it",
        ),
        th.Property("address_count", INTEGER, description="Number of addresses"),
        th.Property("attribute_count", INTEGER, description="Number of attributes with a value"),
        th.Property(
            "authentication",
            closed_object(
                th.Property(
                    "force_password_reset",
                    th.BooleanType,
                    description="Whether the customer must choose a new password at the next login",
                )
            ),
        ),
        th.Property(
            "accepts_product_review_abandoned_cart_emails",
            th.BooleanType,
            description=(
                "Whether the customer agreed to e-mails about reviews or abandoned "
                "carts; newsletters are in subscribers"
            ),
        ),
        th.Property(
            "origin_channel_id",
            INTEGER,
            description="Channel where the customer registered (channels.id)",
        ),
        th.Property(
            "channel_ids",
            th.ArrayType(INTEGER),
            description="Channels that the customer can use (channels.id); null in most stores",
        ),
        th.Property(
            "shopper_profile_id",
            th.StringType,
            description="The customer's shopper profile, of Enterprise plans",
        ),
        th.Property(
            "segment_ids",
            th.ArrayType(th.StringType),
            description="Segments that the customer is in, of Enterprise plans",
        ),
        th.Property(
            "store_credit_amounts",
            objects(
                th.Property(
                    "amount",
                    th.NumberType,
                    description="Store credit that is left; the API names no currency",
                )
            ),
        ),
        th.Property(
            "addresses",
            objects(*ADDRESS),
        ),
        th.Property(
            "attributes",
            objects(
                th.Property("id", INTEGER),
                th.Property(
                    "attribute_id", INTEGER, description="The attribute (customer_attributes.id)"
                ),
                th.Property(
                    "attribute_value", th.StringType, description="The value, always as text"
                ),
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

    def missing(self, record: Record, wanted: Wanted, found: Found) -> Iterator[Lack]:
        """Find what was included and did not come, and longer lists than come along."""
        again = Again(needed_for=wanted - record.keys())
        customer = record | found.get(again.name, {})
        if not wanted <= customer.keys() and again.name not in found:
            yield again
            return
        for part in (ADDRESSES, ATTRIBUTES):
            count = COUNTS[part.name]
            if part.name in wanted and _lacks(customer, part.name, count):
                yield part._replace(size=_size(customer, count))

    def arrival(self, wanted: Wanted) -> Arrival | None:
        """Customers come whole if nothing that was included is missing or longer."""
        return Arrival(partial(_is_whole, wanted & EXPECTED), {*EXPECTED, *COUNTS.values()}, (), {})

    def assemble(self, record: Record, wanted: Wanted, found: Found) -> None:  # noqa: ARG002 - the base class's signature
        """Put in what was fetched."""
        record |= found.pop(Again().name, {})
        record |= found


class CustomerAddresses(ChildStream):
    """An address in a customer's address book."""

    name = "customer_addresses"
    parent_stream_type = Customers
    field = "addresses"
    replication_key = "customer_date_modified"
    properties = ADDRESS


def _is_whole(wanted: Wanted, customer: Any, _: Kinds) -> bool:
    """Return whether a customer, decoded as a struct, came with all that was included."""
    for part in wanted:
        came, total = getattr(customer, part), getattr(customer, COUNTS.get(part, ""), 0)
        if not (isinstance(came, list) and isinstance(total, int) and len(came) >= total):
            return False
    return True


def _lacks(customer: Record, part: str, count: str) -> bool:
    """Return whether a customer has more of a part than came along; in doubt, it has."""
    came, total = len(elements(customer.get(part))), known_number(customer.get(count))
    return came >= MOST_INCLUDED if total is None else came < total


def _size(customer: Record, count: str) -> int | None:
    """Return how many elements of a part a customer has; None if that is not known."""
    total = known_number(customer.get(count))
    return None if total is None else int(total)
