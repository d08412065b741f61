"""Customers as v2 still has them, deprecated."""

from bigcommerce_sandbox import views
from bigcommerce_sandbox.endpoints.filters import TEXT, WHOLE, between, equal
from bigcommerce_sandbox.endpoints.listed import part
from bigcommerce_sandbox.endpoints.resource import Resource, counted
from bigcommerce_sandbox.tables import CUSTOMERS

RESOURCES = (
    Resource(
        "v2",
        "/customers",
        "customers",
        CUSTOMERS,
        filters=(
            *between("id", WHOLE),
            *between("date_created"),
            *between("date_modified"),
            *equal(TEXT, "email", "first_name", "last_name", "company", "phone"),
        ),
        view=lambda call, _: views.OldCustomerView(call.base, call.rows(CUSTOMERS)),
        count=counted,
        has_rows=True,
    ),
    Resource(
        "v2",
        "/customers/{id:int}/addresses",
        "customers",
        part(CUSTOMERS, "addresses"),
        view=lambda _, __: views.old_address,
    ),
)
