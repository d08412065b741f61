"""What happened in the store, as it logs it itself."""

from __future__ import annotations

from dataclasses import replace

from singer_sdk import typing as th

from tap_bigcommerce.reading.dialects import V3_PAGES
from tap_bigcommerce.sdk import BY_NAME
from tap_bigcommerce.streams.base import RootStream
from tap_bigcommerce.streams.scopes import STORE_LOGS
from tap_bigcommerce.streams.types import INTEGER

V3_LOGS = replace(
    V3_PAGES,
    by_id={"direction": "desc"},
    date="date_created",
    since="",
    until="",
    newest_first=True,
)
"""The list of log entries, which has no filter for dates.

The reference names no direction, but `direction=desc` is what BigCommerce's support recommends
(https://github.com/bigcommerce/docs/issues/1053). A date filter was documented once, and withdrawn
since it never worked (https://github.com/bigcommerce/docs/issues/170).
"""


class SystemLogs(RootStream):
    """An entry of the store's log, such as a payment, a shipping quote or an e-mail sent.

    BigCommerce deletes entries after 365 days. A run reads from the newest entry back to where the
    last run ended.

    https://developer.bigcommerce.com/docs/rest-management/store-logs
    """

    name = "system_logs"
    path = "store/systemlogs"
    dialect = V3_LOGS
    scopes = (STORE_LOGS,)
    replication_key = "date_created"
    price = "1 per 250 rows"
    default_in = BY_NAME
    properties = th.PropertiesList(
        th.Property("id", INTEGER, required=True),
        th.Property(
            "type",
            th.StringType,
            description="general, payment, shipping, tax, notification, emailintegration, "
            "ordersettings or design",
        ),
        th.Property(
            "module", th.StringType, description="What logged it, such as a carrier or a gateway"
        ),
        th.Property("severity", th.StringType, description="success, notices, warnings or errors"),
        th.Property("summary", th.StringType, description="What happened, in a line"),
        th.Property(
            "message",
            th.StringType,
            description="Details as text, HTML or JSON; may hold names and addresses of shoppers",
        ),
        th.Property("date_created", th.DateTimeType, description="When it happened"),
    )
