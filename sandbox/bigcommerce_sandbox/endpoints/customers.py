"""Customers with their addresses and attributes."""

from bigcommerce_sandbox import views
from bigcommerce_sandbox.collection import Rows
from bigcommerce_sandbox.endpoints.call import Call
from bigcommerce_sandbox.endpoints.filters import (
    TEXT,
    WHOLE,
    Filter,
    after_and_before,
    by,
)
from bigcommerce_sandbox.endpoints.listed import parts
from bigcommerce_sandbox.endpoints.paging import by_cursor, unlinked
from bigcommerce_sandbox.endpoints.resource import Resource
from bigcommerce_sandbox.tables import CUSTOMERS


def _full_name(_: Call, customers: Rows, customer_id: int) -> str:
    customer = customers.row(customer_id)
    return f"{customer['first_name']} {customer['last_name']}"


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
        filters=(*by("attribute_id", WHOLE, "in"), *after_and_before("date_modified")),
        paging=unlinked,
    ),
)
