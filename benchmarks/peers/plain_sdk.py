"""A tap as one writes it on a first afternoon with the Singer SDK.

Pages by number, records by date, the SDK's own types, writers and state. It asks for as few
requests as can be, but trusts that a page brings all that it should.
"""

from __future__ import annotations

from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

from singer_sdk import RESTStream, Tap
from singer_sdk import typing as th
from singer_sdk.pagination import BasePageNumberPaginator

from tap_bigcommerce.streams import STREAMS

if TYPE_CHECKING:
    import requests
    from singer_sdk.helpers.types import Context

PAGE = 250

FIELDS = {
    str(vars(stream)["name"]): stream.property_list().to_dict()["properties"] for stream in STREAMS
}
"""Our tap's fields: everybody shall deliver the same."""

ANYTHING = {"type": ["object", "array", "null"]}
"""The type of a nested part. Its fields stay unnamed, which spares the SDK most of its work."""

NESTED = {
    "orders": ("consignments", "fees"),
    "products": ("variants",),
    "customers": ("addresses", "attributes", "form_fields", "store_credit_amounts"),
}


class PageNumbers(BasePageNumberPaginator):
    """Goes on until a page is not full."""

    def has_more(self, response: requests.Response) -> bool:
        """Whether the page is full; v2 answers without a body behind the last one."""
        if not response.content:
            return False
        body = response.json()
        return len(body if isinstance(body, list) else body["data"]) == PAGE


class PageStream(RESTStream[int]):
    """A list of the API."""

    primary_keys = ("id",)
    replication_key = "date_modified"
    include: str | None = None
    since = "date_modified:min"

    def __init__(self, tap: Tap) -> None:
        fields = {
            name: schema
            for name, schema in FIELDS[self.name].items()
            if not {"object", "array"} & set(schema["type"]) or name == "billing_address"
        }
        parts = NESTED[self.name] if tap.config["nested"] else ()
        super().__init__(
            tap,
            schema={"type": "object", "properties": fields | dict.fromkeys(parts, ANYTHING)},
        )

    @property
    def url_base(self) -> str:
        """The store's address."""
        return f"{self.config['api_url']}/stores/{self.config['store_hash']}"

    @property
    def http_headers(self) -> dict[str, str]:
        """The token."""
        return {"X-Auth-Token": self.config["access_token"], "Accept": "application/json"}

    def get_new_paginator(self) -> PageNumbers:
        """Page numbers from 1."""
        return PageNumbers(1)

    def get_url_params(
        self, context: Context | None, next_page_token: int | None
    ) -> dict[str, str | int]:
        """One page of what was modified since the last run."""
        params: dict[str, str | int] = {"limit": PAGE, "page": next_page_token or 1, **self.order}
        if start := self.get_starting_timestamp(context):
            params[self.since] = start.isoformat()
        if self.config["nested"]:
            params |= self.parts
        return params

    order: dict[str, str]
    parts: dict[str, str]


class V3Stream(PageStream):
    """A list with an envelope."""

    records_jsonpath = "$.data[*]"


class Orders(PageStream):
    """Orders, whose dates are not those of the SDK."""

    name = "orders"
    path = "/v2/orders"
    since = "min_date_modified"
    order = {"sort": "date_modified:asc"}  # noqa: RUF012 - as one writes it
    parts = {  # noqa: RUF012 - as one writes it
        "include": "consignments.line_items,consignments,fees",
        "consignment_structure": "object",
    }

    def parse_response(self, response: requests.Response) -> Any:
        """Nothing where there is no body."""
        return super().parse_response(response) if response.content else ()

    def post_process(
        self,
        row: dict[str, Any],
        context: Context | None = None,  # noqa: ARG002 - the SDK's signature
    ) -> dict[str, Any]:
        """Bring the dates into the form that they can be compared in."""
        for name in ("date_created", "date_modified", "date_shipped"):
            row[name] = parsedate_to_datetime(row[name]).isoformat() if row[name] else None
        return row


class Products(V3Stream):
    """Products."""

    name = "products"
    path = "/v3/catalog/products"
    order = {"sort": "date_modified", "direction": "asc"}  # noqa: RUF012 - as one writes it
    parts = {"include": "variants"}  # noqa: RUF012 - as one writes it


class Customers(V3Stream):
    """Customers."""

    name = "customers"
    path = "/v3/customers"
    order = {"sort": "date_modified:asc"}  # noqa: RUF012 - as one writes it
    parts = {"include": "addresses,formfields,storecredit,attributes"}  # noqa: RUF012 - as above


class PlainTap(Tap):
    """The tap."""

    name = "tap-plain"
    config_jsonschema = th.PropertiesList(
        th.Property("api_url", th.StringType, required=True),
        th.Property("store_hash", th.StringType, required=True),
        th.Property("access_token", th.StringType, required=True, secret=True),
        th.Property("start_date", th.DateTimeType),
        th.Property("streams", th.ArrayType(th.StringType)),
        th.Property("nested", th.BooleanType),
    ).to_dict()

    def discover_streams(self) -> list[PageStream]:
        """Those that the config names."""
        kinds = (Orders, Products, Customers)
        return [kind(self) for kind in kinds if kind.name in self.config["streams"]]


if __name__ == "__main__":
    PlainTap.cli()
