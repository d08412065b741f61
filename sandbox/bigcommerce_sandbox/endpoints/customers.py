"""Customers with their addresses and attributes, their groups, subscribers and wishlists."""

from contextlib import suppress

from bigcommerce_sandbox import views
from bigcommerce_sandbox.collection import Rows
from bigcommerce_sandbox.endpoints.call import Call
from bigcommerce_sandbox.endpoints.filters import (
    BOOLEAN,
    MOMENT,
    TEXT,
    WHOLE,
    Filter,
    after_and_before,
    by,
    equal,
)
from bigcommerce_sandbox.endpoints.listed import parts
from bigcommerce_sandbox.endpoints.metafields import metafields
from bigcommerce_sandbox.endpoints.paging import by_cursor, unlinked
from bigcommerce_sandbox.endpoints.resource import Resource, counted
from bigcommerce_sandbox.generator.customers import FORM_FIELDS
from bigcommerce_sandbox.generator.values import Row
from bigcommerce_sandbox.tables import (
    CUSTOMER_ATTRIBUTES,
    CUSTOMER_GROUPS,
    CUSTOMER_METAFIELDS,
    CUSTOMERS,
    SEGMENTS,
    SHOPPER_PROFILES,
    SUBSCRIBERS,
    WISHLISTS,
)

_OWNERS_PER_CUSTOMER = 100
_VALUES_PER_OWNER = 10
"""How the hidden ids of form field values, which their cursors hold, are made."""


def _full_name(_: Call, customers: Rows, customer_id: int) -> str:
    customer = customers.row(customer_id)
    return f"{customer['first_name']} {customer['last_name']}"


def _attribute_name(call: Call, values: Rows, place: int) -> str | None:
    attributes = call.rows(CUSTOMER_ATTRIBUTES)
    with suppress(KeyError):
        name: str = attributes.row(values.row(place)["attribute_id"])["name"]
        return name
    return None


def _form_field_values(call: Call) -> dict[int, Row]:
    """The values of all customers, and of their addresses."""
    customers = call.rows(CUSTOMERS)
    found: dict[int, Row] = {}
    for customer_id in customers.index.ids:
        customer = customers.row(customer_id)
        for place, owner in enumerate((customer, *customer["addresses"])):
            first = (customer_id * _OWNERS_PER_CUSTOMER + place) * _VALUES_PER_OWNER
            found |= dict(enumerate(owner["form_fields"], first))
    return found


def _form_field_type(_: Call, values: Rows, place: int) -> str:
    return FORM_FIELDS[values.row(place)["name"]]


def _view(call: Call, fields: views.Fields) -> views.CustomerView:
    return views.CustomerView(fields, "formfields" in call.include())


RESOURCES = (
    Resource(
        "v3",
        "/customers",
        "customers",
        CUSTOMERS,
        filters=(
            *by("id", WHOLE, "in"),
            *by("email", TEXT, "in"),
            *by("company", TEXT, "in"),
            *by("phone", TEXT, "in"),
            *by("registration_ip_address", TEXT, "in"),
            *by("customer_group_id", WHOLE, "in"),
            Filter("name:in", TEXT, _full_name, "in"),
            Filter("name:like", TEXT, _full_name, "like"),
            *after_and_before("date_created"),
            *after_and_before("date_modified"),
        ),
        sorts={"date_created", "date_modified", "last_name"},
        order=("id", True),
        includes={
            "addresses": ("addresses", "address_count"),
            "attributes": ("attributes", "attribute_count"),
            "formfields": ("form_fields",),
            "storecredit": ("store_credit_amounts",),
            "shopper_profile_id": ("shopper_profile_id",),
            "segment_ids": ("segment_ids",),
        },
        paging=by_cursor,
        view=_view,
        is_strict=True,
    ),
    Resource(
        "v3",
        "/customers/addresses",
        "customers",
        parts(CUSTOMERS, "addresses", "customer_id"),
        filters=by("id", WHOLE, "in"),
        includes={"formfields": ("form_fields",)},
        paging=unlinked,
    ),
    Resource(
        "v3",
        "/customers/attribute-values",
        "customers",
        parts(CUSTOMERS, "attributes", "customer_id"),
        filters=(
            *by("attribute_id", WHOLE, "in"),
            Filter("name", TEXT, _attribute_name),
            *after_and_before("date_created"),
            *after_and_before("date_modified"),
        ),
        paging=unlinked,
    ),
    Resource(
        "v3",
        "/customers/attributes",
        "customers",
        CUSTOMER_ATTRIBUTES,
        filters=(
            *by("name", TEXT, "", "like"),
            *equal(TEXT, "type"),
            *after_and_before("date_created"),
            *after_and_before("date_modified"),
        ),
        paging=unlinked,
    ),
    Resource(
        "v3",
        "/customers/form-field-values",
        "customers",
        _form_field_values,
        key=("customer_id", "address_id", "name"),
        filters=(
            *equal(WHOLE, "customer_id", "address_id"),
            Filter("field_name", TEXT, "name"),
            Filter("field_type", TEXT, _form_field_type),
        ),
        paging=by_cursor,
    ),
    metafields("/customers/metafields", "customers", CUSTOMER_METAFIELDS),
    Resource(
        "v3",
        "/customers/subscribers",
        "customers",
        SUBSCRIBERS,
        filters=(
            *by("id", WHOLE, "", "in"),
            *equal(TEXT, "email", "first_name", "last_name", "source"),
            *equal(WHOLE, "order_id"),
            *after_and_before("date_created"),
            *after_and_before("date_modified"),
        ),
        has_rows=True,
    ),
    Resource(
        "v3",
        "/wishlists",
        "customers",
        WISHLISTS,
        filters=equal(WHOLE, "customer_id"),
        paging=unlinked,
        has_rows=True,
    ),
    Resource(
        "v3",
        "/segments",
        "customers",
        SEGMENTS,
        filters=by("id", TEXT, "in"),
        paging=unlinked,
    ),
    Resource("v3", "/shopper-profiles", "customers", SHOPPER_PROFILES, paging=unlinked),
    Resource(
        "v2",
        "/customer_groups",
        "customers",
        CUSTOMER_GROUPS,
        filters=(
            *by("name", TEXT, "", "like"),
            *equal(BOOLEAN, "is_default", "is_group_for_guests"),
            *by("date_created", MOMENT, "", "min", "max"),
            *by("date_modified", MOMENT, "", "min", "max"),
        ),
        count=counted,
        has_rows=True,
    ),
)
