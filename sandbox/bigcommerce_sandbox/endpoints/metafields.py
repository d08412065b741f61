"""The list of all metafields of one kind of resource."""

from bigcommerce_sandbox.endpoints.filters import TEXT, after_and_before, by
from bigcommerce_sandbox.endpoints.paging import by_cursor
from bigcommerce_sandbox.endpoints.resource import Resource
from bigcommerce_sandbox.table import Table


def metafields(path: str, scope: str, table: Table) -> Resource:
    """The list at an address, such as ``/orders/metafields``.

    Args:
        path: The address, without the version.
        scope: The area that OAuth scopes name.
        table: What ``bigcommerce_sandbox.tables.metafields`` made.
    """
    return Resource(
        "v3",
        path,
        scope,
        table,
        filters=(
            *by("key", TEXT, "", "in"),
            *by("namespace", TEXT, "", "in"),
            *after_and_before("date_created"),
            *after_and_before("date_modified"),
        ),
        paging=by_cursor,
        has_direction=True,
        has_fields=True,
    )
