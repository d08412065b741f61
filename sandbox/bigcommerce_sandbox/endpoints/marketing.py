"""Coupons."""

from bigcommerce_sandbox.endpoints.filters import TEXT, WHOLE, Filter, between, equal
from bigcommerce_sandbox.endpoints.resource import Resource, counted
from bigcommerce_sandbox.tables import COUPONS

RESOURCES = (
    Resource(
        "v2",
        "/coupons",
        "marketing",
        COUPONS,
        filters=(
            *between("id", WHOLE),
            *equal(TEXT, "code", "name", "type"),
            Filter("id", WHOLE, "id", "in"),
            Filter("exclude_type", TEXT, "type", "not"),
        ),
        count=counted,
        has_rows=True,
    ),
)
