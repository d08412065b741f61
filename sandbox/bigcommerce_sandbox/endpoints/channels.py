"""Channels, the sites of storefronts, and currencies."""

from bigcommerce_sandbox.answers import Meta
from bigcommerce_sandbox.collection import Rows
from bigcommerce_sandbox.endpoints.call import Call
from bigcommerce_sandbox.endpoints.filters import (
    BOOLEAN,
    TEXT,
    WHOLE,
    Filter,
    after_and_before,
    by,
)
from bigcommerce_sandbox.endpoints.metafields import metafields
from bigcommerce_sandbox.endpoints.resource import Resource
from bigcommerce_sandbox.generator.channels import AVAILABLE
from bigcommerce_sandbox.queries import Page, Query
from bigcommerce_sandbox.tables import CHANNEL_METAFIELDS, CHANNELS, CURRENCIES, SITES


def _is_available(_: Call, channels: Rows, channel_id: int) -> bool:
    return channels.row(channel_id)["status"] in AVAILABLE


def _url_types(_: Call, sites: Rows, place: int) -> list[str]:
    return [one["type"] for one in sites.row(place)["urls"]]


def _by_offset(call: Call, rows: Rows, query: Query) -> tuple[Page, Meta]:
    """Pages by number, of which the meta says offset and limit."""
    page = call.select(rows, query)
    numbers = call.pagination(query, page)
    limit = numbers["per_page"]
    return page, {
        "pagination": {
            "offset": (numbers["current_page"] - 1) * limit,
            "limit": limit,
            "total_items": numbers["total"],
        }
    }


RESOURCES = (
    Resource("v2", "/currencies", "information", CURRENCIES, has_rows=True),
    Resource(
        "v3",
        "/channels",
        "channel_settings",
        CHANNELS,
        filters=(
            Filter("available", BOOLEAN, _is_available),
            *(field for name in ("status", "type", "platform") for field in by(name, TEXT, "in")),
            *after_and_before("date_created"),
            *after_and_before("date_modified"),
        ),
        includes={"currencies": ("currencies",)},
        has_rows=True,
    ),
    metafields("/channels/metafields", "channel_settings", CHANNEL_METAFIELDS),
    Resource(
        "v3",
        "/sites",
        "sites",
        SITES,
        filters=(*by("channel_id", WHOLE, "in"), Filter("url_type:in", TEXT, _url_types, "any_of")),
        paging=_by_offset,
        has_rows=True,
    ),
)
