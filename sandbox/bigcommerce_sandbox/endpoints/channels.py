"""Channels, the sites of storefronts, and currencies."""

from dataclasses import replace

from bigcommerce_sandbox.answers import Meta
from bigcommerce_sandbox.collection import Rows
from bigcommerce_sandbox.endpoints.call import Call
from bigcommerce_sandbox.endpoints.filters import (
    BOOLEAN,
    MOMENT,
    TEXT,
    WHOLE,
    Filter,
    Within,
    after_and_before,
    by,
    equal,
)
from bigcommerce_sandbox.endpoints.metafields import metafields
from bigcommerce_sandbox.endpoints.paging import behind_id, whole
from bigcommerce_sandbox.endpoints.resource import Resource
from bigcommerce_sandbox.generator.channels import AVAILABLE
from bigcommerce_sandbox.generator.values import Row
from bigcommerce_sandbox.queries import Page, Query
from bigcommerce_sandbox.tables import (
    CHANNEL_LISTINGS,
    CHANNEL_METAFIELDS,
    CHANNELS,
    CURRENCIES,
    SITE_ROUTES,
    SITES,
)
from bigcommerce_sandbox.views import Fields


def _is_available(_: Call, channels: Rows, channel_id: int) -> bool:
    return channels.row(channel_id)["status"] in AVAILABLE


def _url_types(_: Call, sites: Rows, place: int) -> list[str]:
    return [one["type"] for one in sites.row(place)["urls"]]


def _currencies(call: Call) -> dict[int, Row]:
    """The currencies of every channel, by its id."""
    channels = call.rows(CHANNELS)
    return {one: channels.row(one)["currencies"] for one in channels.index.ids}


def _listings(call: Call) -> dict[int, Row]:
    """The listings of a channel; an unknown one has none."""
    listings, channel_id = call.rows(CHANNEL_LISTINGS), call.number("id")
    rows = ((one, listings.row(one)) for one in listings.index.ids)
    return {one: row for one, row in rows if row["channel_id"] == channel_id}


def _without_unchanged_date(listing: Row) -> Row:
    """As recorded: a listing that never changed has no date of change."""
    if listing["date_modified"] != listing["date_created"]:
        return listing
    return {name: value for name, value in listing.items() if name != "date_modified"}


def _without_site(_: Call, fields: Fields) -> Fields:
    return replace(fields, hidden=fields.hidden | {"site_id"})


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
        "/channels/currency-assignments",
        "channel_settings",
        _currencies,
        key=("channel_id",),
        paging=whole,
    ),
    Resource(
        "v3",
        "/channels/{id:int}/listings",
        "channel_listings",
        _listings,
        key=("listing_id",),
        filters=(
            Filter("after", WHOLE, "listing_id", "greater"),
            *by("product_id", WHOLE, "in"),
            *by("date_created", MOMENT, "", "min", "max"),
            *by("date_modified", MOMENT, "", "min", "max"),
        ),
        paging=behind_id,
        view=lambda *_: _without_unchanged_date,
        is_strict=True,
        parameters=("limit",),
    ),
    Resource(
        "v3",
        "/sites",
        "sites",
        SITES,
        filters=(*by("channel_id", WHOLE, "in"), Filter("url_type:in", TEXT, _url_types, "any_of")),
        paging=_by_offset,
        has_rows=True,
    ),
    Resource(
        "v3",
        "/sites/{id:int}/routes",
        "sites",
        SITE_ROUTES,
        filters=(Within(SITES, "site_id"), *equal(TEXT, "type")),
        view=_without_site,
    ),
)
