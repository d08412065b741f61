"""Coupons, promotions with their codes, and gift certificates."""

from dataclasses import replace

from bigcommerce_sandbox.collection import Rows
from bigcommerce_sandbox.endpoints.call import Call
from bigcommerce_sandbox.endpoints.filters import TEXT, WHOLE, Filter, between, by, equal
from bigcommerce_sandbox.endpoints.paging import by_cursor, whole
from bigcommerce_sandbox.endpoints.resource import Resource, counted
from bigcommerce_sandbox.generator.abandoned_carts import OF_THE_STORE
from bigcommerce_sandbox.generator.values import Row
from bigcommerce_sandbox.tables import (
    ABANDONED_CART_EMAILS,
    CHANNELS,
    COUPONS,
    GIFT_CERTIFICATES,
    PROMOTION_CODES,
    PROMOTIONS,
)
from bigcommerce_sandbox.views import Fields


def _redemption_type(_: Call, promotions: Rows, promotion_id: int) -> str:
    """As the filter spells it, in small letters."""
    return str(promotions.row(promotion_id)["redemption_type"]).lower()


def _channels(call: Call, promotions: Rows, promotion_id: int) -> list[int]:
    """The channels that a promotion is for; every one that the store has if it names none."""
    named = [one["id"] for one in promotions.row(promotion_id)["channels"]]
    return named or list(call.rows(CHANNELS).index.ids)


def _code(_: Call, promotions: Rows, promotion_id: int) -> str:
    return str(promotions.row(promotion_id).get("codes", {}).get("code", ""))


def _name_and_code(call: Call, promotions: Rows, promotion_id: int) -> str:
    name = promotions.row(promotion_id)["name"]
    return f"{name} {_code(call, promotions, promotion_id)}"


def _without_promotion(_: Call, fields: Fields) -> Fields:
    return replace(fields, hidden=fields.hidden | {"promotion_id"})


def _codes(call: Call) -> dict[int, Row]:
    """The codes of the promotion in the path."""
    owner, codes = call.parent(PROMOTIONS)["id"], call.rows(PROMOTION_CODES)
    rows = ((code_id, codes.row(code_id)) for code_id in codes.index.ids)
    return {code_id: row for code_id, row in rows if row["promotion_id"] == owner}


def _emails(call: Call) -> dict[int, Row]:
    """The e-mails of the store, or of the channel that is asked for."""
    channel_id, emails = call.channel() or OF_THE_STORE, call.rows(ABANDONED_CART_EMAILS)
    rows = ((one, emails.row(one)) for one in emails.index.ids)
    return {one: row for one, row in rows if row["channel_id"] == channel_id}


def _without_channel(_: Call, fields: Fields) -> Fields:
    return replace(fields, hidden=fields.hidden | {"channel_id"})


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
    Resource(
        "v3",
        "/promotions",
        "marketing",
        PROMOTIONS,
        filters=(
            *by("id", WHOLE),
            *equal(TEXT, "name", "currency_code", "status"),
            Filter("code", TEXT, _code),
            Filter("redemption_type", TEXT, _redemption_type),
            Filter("channels", WHOLE, _channels, "any_of"),
            Filter("query", TEXT, _name_and_code, "like"),
        ),
        sorts={"id", "name", "priority", "start_date"},
        has_rows=True,
    ),
    Resource(
        "v3",
        "/promotions/{id:int}/codes",
        "marketing",
        _codes,
        filters=equal(TEXT, "code"),
        paging=by_cursor,
        view=_without_promotion,
    ),
    Resource(
        "v2",
        "/gift_certificates",
        "marketing",
        GIFT_CERTIFICATES,
        filters=(
            *between("id", WHOLE),
            *equal(WHOLE, "order_id"),
            *equal(TEXT, "code", "to_name", "to_email", "from_name", "from_email"),
        ),
        sorts={"id"},
        has_rows=True,
    ),
    Resource(
        "v3",
        "/marketing/abandoned-cart-emails",
        "information",
        _emails,
        paging=whole,
        view=_without_channel,
    ),
)
