"""Ways to pay and to pick up."""

from bigcommerce_sandbox.endpoints.filters import WHOLE, after_and_before, by
from bigcommerce_sandbox.endpoints.resource import Resource
from bigcommerce_sandbox.tables import PAYMENT_METHODS, PICKUP_METHODS

RESOURCES = (
    Resource(
        "v2",
        "/payments/methods",
        "payments_methods_read",
        PAYMENT_METHODS,
        key=("code",),
        order=("name", False),
    ),
    Resource(
        "v3",
        "/pickup/methods",
        "fulfillment_methods",
        PICKUP_METHODS,
        filters=(
            *by("id", WHOLE, "in"),
            *after_and_before("date_created"),
            *after_and_before("date_modified"),
        ),
        sorts={"date_modified", "name"},
    ),
)
