"""Stream maps: what they hide is hidden, or the run is refused."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from tap_bigcommerce.errors import SettingsError
from tap_bigcommerce.tap import TapBigCommerce
from tests.documents import page
from tests.running import attempt, read

if TYPE_CHECKING:
    from bigcommerce_sandbox import Sandbox
    from tests.conftest import OpenShop

CONFIG = {"store_hash": "abc123", "access_token": "token"}


def refusal(maps: Any, **settings: Any) -> str:
    """Return what is said of stream maps that are refused, before there is a store to read."""
    with pytest.raises(SettingsError) as caught:
        TapBigCommerce(config={**CONFIG, "stream_maps": maps, **settings})
    return caught.value.message


@pytest.mark.promise("unknown-map")
@pytest.mark.parametrize(
    ("maps", "named", "meant"),
    [
        ({"customer": {"email": "md5(email)"}}, "names the stream 'customer'", "customers"),
        ({"Customers": {"email": None}}, "names the stream 'Customers'", "customers"),
        ({"customer": None}, "names the stream 'customer'", "customers"),
        ({"people": {"__source__": "custmers"}}, "names the stream 'custmers'", "customers"),
        ({"customers": {"emial": "md5(email)"}}, "adds 'customers.emial'", "email"),
        ({"customers": {"e_mail": "md5(email)"}}, "adds 'customers.e_mail'", "email"),
        ({"customers": {"firstName": "''"}}, "adds 'customers.firstName'", "first_name"),
        ({"customers": {"last_names": "''"}}, "adds 'customers.last_names'", "last_name"),
        ({"customers": {"fone": None}}, "removes 'customers.fone'", "phone"),
        ({"customers": {"email_adress": "__NULL__"}}, "removes 'customers.email_adress'", "email"),
        ({"cust*": {"emails": None}}, "removes 'cust*.emails'", "email"),
        ({"*": {"frist_name": None}}, "removes '*.frist_name'", "first_name"),
        ({"people": {"__source__": "customers", "emial": "1"}}, "adds 'people.emial'", "email"),
        ({"customers": {"__else__": None, "emial": "email"}}, "adds 'customers.emial'", "email"),
        ({"customers": {"__fitler__": "id > 3"}}, "has 'customers.__fitler__'", "__filter__"),
    ],
)
def test_a_map_of_what_does_not_exist_is_refused(maps: Any, named: str, meant: str) -> None:
    """The stream or field that was meant would be delivered in the clear, with exit code 0."""
    message = refusal(maps)
    assert message.startswith(f"Setting 'stream_maps' {named}")
    assert f"did you mean '{meant}'?" in message
    assert "\n" not in message


@pytest.mark.parametrize(
    ("stream", "field", "whole", "settings"),
    [
        ("orders", "billing_address.email", "billing_address", {}),
        ("orders", "billing_address__email", "billing_address", {"flattening_enabled": True}),
        ("orders", "billing_address-email", "billing_address", {"flattening_separator": "-"}),
        ("customers", "addresses[].phone", "addresses", {}),
        ("customers", "addresses[0].phone", "addresses", {}),
    ],
)
@pytest.mark.parametrize("value", [None, "'***'"])
def test_a_map_of_a_part_of_a_field_is_refused(
    stream: str, field: str, whole: str, settings: dict[str, Any], value: str | None
) -> None:
    """The SDK maps whole fields, before it flattens them, so that the part would stay."""
    message = refusal({stream: {field: value}}, **settings)
    assert f"'{stream}.{field}', which is a part of the field '{whole}'" in message
    assert f"Map '{whole}', or deselect the part in the catalog." in message


@pytest.mark.parametrize(
    ("maps", "place"),
    [
        ({"orders": {"total": "1 +"}}, "orders.total"),
        ({"orders": {"total": ""}}, "orders.total"),
        ({"orders": {"total": 5}}, "orders.total"),
        ({"orders": {"total": ["id"]}}, "orders.total"),
        ({"orders": {"total": "x = id"}}, "orders.total"),
        ({"orders": {"__filter__": "id >"}}, "orders.__filter__"),
        ({"orders": {"__filter__": True}}, "orders.__filter__"),
    ],
)
def test_what_is_no_expression_is_named(maps: Any, place: str) -> None:
    """With stream, field and expression."""
    [value] = maps["orders"].values()
    assert f"has {value!r} as '{place}', which is no expression" in refusal(maps)


@pytest.mark.parametrize(
    "maps",
    [
        {"customers": {"id": None}},
        {"customers": {"__else__": "email"}},
        {"customers": {"__alias__": 5}},
        {"customers": {"__key_properties__": 5}},
        {"customers": {"__key_properties__": ["identity"]}},
        {"customers": "email"},
        {"customers": 5},
        {"customers": {"__source__": None}},
        "customers",
        [],
        {"__else__": "email"},
        {"__esle__": None},
    ],
)
def test_a_map_of_a_wrong_form_is_refused(maps: Any) -> None:
    """Without a traceback, whatever the SDK makes of it."""
    assert refusal(maps).startswith("Setting 'stream_maps' ")


def test_all_mistakes_are_named_at_once() -> None:
    """One line each."""
    maps = {"customer": {"email": "md5(email)"}, "orders": {"statuss": None, "total": "("}}
    lines = refusal(maps).splitlines()
    assert len(lines) == 3
    assert all(line.startswith("Setting 'stream_maps' ") for line in lines)


def test_maps_do_what_the_sdk_documents(shop: Sandbox) -> None:
    """Masks, new fields, copies of streams, aliases, wildcards, filters and `__else__`."""
    output = read(
        shop,
        stream_maps={
            "customers": {
                "email": "md5(email)",
                "email_domain": "email.split('@')[-1]",
                "first_name": "__NULL__",
                "last_name": None,
            },
            "people": {
                "__source__": "customers",
                "__else__": None,
                "id": "id",
                "nick": "first_name",
            },
            "orders": {"__alias__": "sales", "__filter__": "id > 0"},
            "prod*": {"name": "name.upper()", "tags": "'new'"},
            "__else__": None,
        },
    )
    emails = {shop.store.customers.get(one)["email"] for one in shop.store.customers.ids()}
    assert len(output.records("customers")) == len(emails)
    for record in output.records("customers"):
        assert re.fullmatch("[0-9a-f]{32}", record["email"])
        assert "." in record["email_domain"]
        assert not {"first_name", "last_name"} & record.keys()
    assert set(output.records("people")[0]) == {"id", "nick"}
    assert sorted(output.ids("sales")) == shop.store.orders.ids()
    assert output.records("products")[0]["name"].isupper()
    assert {m["stream"] for m in output.messages if m["type"] == "RECORD"} == {
        "customers", "people", "sales", "products",
    }  # fmt: skip


def test_a_map_may_be_null(shop: Sandbox) -> None:
    """As a setting that was never set."""
    assert read(shop, "coupons", stream_maps=None).ids("coupons")


def test_a_map_may_be_of_a_stream_that_is_not_read(shop: Sandbox) -> None:
    """One set of maps serves several selections."""
    assert read(shop, "coupons", stream_maps={"customers": {"email": None}}).ids("coupons")


def test_stream_maps_and_flattening_work_together(shop: Sandbox) -> None:
    """Maps come first."""
    output = read(
        shop,
        "customers",
        stream_maps={"customers": {"email": None}},
        flattening_enabled=True,
        flattening_max_depth=1,
    )
    record = output.records("customers")[0]
    assert "email" not in record
    assert "authentication__force_password_reset" in record


@pytest.mark.promise("failing-map")
@pytest.mark.parametrize(
    ("definition", "said"),
    [
        ({"number": "int(email)"}, r"'number' is 'int\(email\)', which fails \(ValueError\)"),
        (
            {"email": "md5(emial)"},
            r"'email' is 'md5\(emial\)', which fails \(NameNotDefined: emial\)",
        ),
        ({"email": "md6(email)"}, r".* which fails \(FunctionNotDefined: md6\)"),
        (
            {"__filter__": "email > 5"},
            r"'__filter__' is 'email > 5', which fails \(TypeError\)",
        ),
    ],
)
def test_a_record_that_a_map_fails_at_is_named_but_not_shown(
    definition: dict[str, str], said: str, shop: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    """Field and expression are named; what the record says may be about a shopper."""
    output, error = attempt(shop, "customers", "coupons", stream_maps={"customers": definition})
    assert error is not None
    assert re.fullmatch(
        r"customers could not be read: record \d+: setting 'stream_maps' cannot be applied to it: "
        rf"{said}\. Fix the map of customers\.",
        error.message,
    )
    assert "@" not in error.message + caplog.text
    assert output.ids("coupons")


SHOPPERS = (
    "customers",
    "subscribers",
    "gift_certificates",
    "product_reviews",
    "order_messages",
    "order_transactions",
)


def test_the_map_that_is_shown_leaves_no_address_and_no_secret(open_shop: OpenShop) -> None:
    """Streams and fields that it names exist, and what it is for is gone."""
    shown = page("privacy").partition("<!-- maps")[2].split("```")[1]
    given = json.loads(shown.removeprefix("json"))
    assert given["stream_maps"].keys() == {*SHOPPERS}
    shop = open_shop(orders=60, customers=40, products=30, subscribers=20)
    plain = read(shop, *SHOPPERS)
    mapped = read(shop, *SHOPPERS, **given)
    for stream, field in (
        ("customers", "email"),
        ("subscribers", "email"),
        ("gift_certificates", "code"),
        ("product_reviews", "email"),
        ("order_messages", "message"),
    ):
        secrets = {row[field] for row in plain.records(stream)} - {""}
        assert secrets
        rows = mapped.records(stream)
        assert len(rows) == len(plain.records(stream))
        assert secrets.isdisjoint(str(value) for row in rows for value in row.values())
    assert "credit_card" not in mapped.records("order_transactions")[0]
