"""Catalogs of every origin: what they choose is obeyed, and the rest does not matter."""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any

import pytest

from tap_bigcommerce.errors import TapError
from tap_bigcommerce.tap import TapBigCommerce
from tests.running import Output, read, selection, undated

if TYPE_CHECKING:
    from collections.abc import Callable

    from bigcommerce_sandbox import Sandbox

CONFIG = {"store_hash": "abc123", "access_token": "token"}

Entry = dict[str, Any]


def handmade(**entries: Any) -> dict[str, Any]:
    """Return a catalog with no more than what is given for each stream."""
    return {"streams": [{"tap_stream_id": name, **entry} for name, entry in entries.items()]}


def fields(stream: str, output: Output) -> set[str]:
    """Return the fields that all records of a stream have."""
    return set.intersection(*(set(record) for record in output.records(stream)))


def deselected(*path: str) -> dict[str, Any]:
    """Return the metadata that deselects a field."""
    return {"breadcrumb": list(path), "metadata": {"selected": False}}


def edited(edit: Callable[[Entry], Any]) -> dict[str, Any]:
    """Return the discovered catalog, with the entry of customers changed."""
    catalog = json.loads(json.dumps(selection("customers")))
    [entry] = [one for one in catalog["streams"] if one["stream"] == "customers"]
    edit(entry)
    return {"streams": [entry]}


@pytest.mark.cases(2)
@pytest.mark.promise("bare-catalog")
@pytest.mark.parametrize(
    "entry",
    [
        {},
        {"metadata": []},
        {"metadata": None},
        {"schema": None},
        {"schema": 5},
        {"schema": {"properties": None}},
        {"schema": {"properties": {"id": None, "email": 5, "novelty": {}}}, "metadata": []},
        {"schema": {"properties": {"id": {"type": None, "properties": []}}}},
        {"metadata": [{"breadcrumb": [], "metadata": {}}]},
        {"metadata": [{"breadcrumb": [], "metadata": {"selected": True}}]},
        {"metadata": [{"breadcrumb": ["properties"], "metadata": {"selected": False}}]},
        {"key_properties": None, "replication_key": "id", "replication_method": "LOG_BASED"},
        {"selected": True},
        {"stream": "clients"},
    ],
)
def test_a_catalog_need_not_be_complete(entry: Entry, shop: Sandbox) -> None:
    """The tap knows its schemas, keys and dates; only what is listed is read."""
    output = read(shop, catalog=handmade(customers=entry))
    everything = read(shop, "customers")
    assert output.records("customers") == everything.records("customers")
    assert output.schema("customers") == everything.schema("customers")
    assert undated(output.state) == undated(everything.state)
    assert {m["stream"] for m in output.messages if "stream" in m} == {"customers"}


def test_metadata_of_one_field_is_enough_to_deselect_it(shop: Sandbox) -> None:
    """The other fields come, the bookmark with them."""
    output = read(
        shop, catalog=handmade(customers={"metadata": [deselected("properties", "email")]})
    )
    everything = read(shop, "customers")
    assert fields("customers", output) == fields("customers", everything) - {"email"}
    assert "email" not in output.schema("customers")["schema"]["properties"]
    assert undated(output.state) == undated(everything.state)


def test_a_stream_may_be_found_by_either_name(
    shop: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    """`tap_stream_id` counts first; another `stream` does not rename it, and is named."""
    catalog = {
        "streams": [
            {"stream": "coupons"},
            {"tap_stream_id": "bigcommerce-products", "stream": "products"},
            {"tap_stream_id": "customers", "stream": "clients"},
        ]
    }
    output = read(shop, catalog=catalog)
    read_ones = {message["stream"] for message in output.messages if "stream" in message}
    assert read_ones == {"coupons", "products", "customers"}
    assert "The catalog calls customers 'clients'; the stream keeps its own name." in caplog.text


@pytest.mark.parametrize(
    ("entry", "is_read"),
    [
        ({"selected": False}, False),
        ({"schema": {"selected": False}}, False),
        ({"metadata": [deselected()]}, False),
        ({"metadata": [{"breadcrumb": [], "metadata": {"selected-by-default": False}}]}, False),
        ({"selected": False, "schema": {"selected": True}}, False),
        (
            {"selected": False, "metadata": [{"breadcrumb": [], "metadata": {"selected": True}}]},
            True,
        ),
        ({"selected": None}, True),
    ],
)
def test_a_stream_is_selected_in_any_place(entry: Entry, *, is_read: bool, shop: Sandbox) -> None:
    """In metadata, in the entry as before there was metadata, or in its schema."""
    output = read(shop, catalog=handmade(coupons=entry))
    assert bool(output.messages) is is_read


def test_a_field_may_be_deselected_in_its_schema(shop: Sandbox) -> None:
    """Nested ones too; metadata counts more."""
    properties = {
        "email": {"type": "string", "selected": False},
        "phone": {"selected": False},
        "authentication": {"properties": {"force_password_reset": {"selected": False}}},
    }
    phone = {"breadcrumb": ["properties", "phone"], "metadata": {"selected": True}}
    entry = {"schema": {"properties": properties}, "metadata": [phone]}
    output = read(shop, catalog=handmade(customers=entry))
    assert "email" not in fields("customers", output)
    assert "phone" in fields("customers", output)
    assert output.records("customers")[0]["authentication"] == {}


@pytest.mark.cases(1)
@pytest.mark.parametrize(
    "entry",
    [
        {"replication_method": "FULL_TABLE"},
        {"metadata": [{"breadcrumb": [], "metadata": {"replication-method": "FULL_TABLE"}}]},
        {"metadata": [{"breadcrumb": [], "metadata": {"forced-replication-method": "FULL_TABLE"}}]},
    ],
)
def test_full_table_may_be_asked_for_in_any_place(entry: Entry, shop: Sandbox) -> None:
    """Then the stream is read whole, without a bookmark."""
    state = read(shop, "orders").state
    output = read(shop, catalog=handmade(orders=entry), state=state)
    assert sorted(output.ids("orders")) == shop.store.orders.ids()


@pytest.mark.promise("mistyped-catalog")
@pytest.mark.parametrize(
    ("edit", "named", "meant"),
    [
        (
            lambda entry: entry["metadata"].append(deselected("properties", "emial")),
            "customers.emial",
            "customers.email",
        ),
        (
            lambda entry: entry["schema"]["properties"].update(firstName={"selected": False}),
            "customers.firstName",
            "customers.first_name",
        ),
        (
            lambda entry: entry["metadata"].append(
                deselected("properties", "authentification", "properties", "anything")
            ),
            "customers.authentification",
            "customers.authentication",
        ),
        (
            lambda entry: entry["metadata"].append(
                deselected("properties", "authentication", "properties", "force_passwort_reset")
            ),
            "customers.authentication.force_passwort_reset",
            "customers.authentication.force_password_reset",
        ),
    ],
)
def test_a_field_is_not_deselected_under_a_wrong_name(
    edit: Callable[[Entry], Any], named: str, meant: str
) -> None:
    """What should stay in the store would be delivered."""
    with pytest.raises(TapError) as caught:
        TapBigCommerce(config=CONFIG, catalog=edited(edit))
    assert caught.value.message.startswith(
        f"The catalog deselects '{named}', which does not exist; did you mean '{meant}'?"
    )


def test_a_stream_is_not_deselected_under_a_wrong_name() -> None:
    """The one that was meant would be read."""
    catalog = handmade(customers={}, customer={"selected": False})
    with pytest.raises(TapError, match="deselects 'customer', which does not exist; did you"):
        TapBigCommerce(config=CONFIG, catalog=catalog)


def test_a_stream_is_not_selected_under_a_wrong_name() -> None:
    """Its table would be missing, and no run would fail."""
    for entry in ({}, {"selected": True}):
        catalog = handmade(orders={}, custmers=entry)
        with pytest.raises(TapError, match="selects 'custmers', which does not exist; did you"):
            TapBigCommerce(config=CONFIG, catalog=catalog)


@pytest.mark.parametrize(
    "name", ["contacts", "transactions", "order_items", "order_payments", "product_skus"]
)
def test_a_stream_of_another_tap_may_be_selected(name: str) -> None:
    """Its name is no slip for one of ours, so a warning is enough."""
    TapBigCommerce(config=CONFIG, catalog=handmade(orders={}, **{name: {"selected": True}}))


def test_fields_inside_lists_are_not_deselected_in_vain() -> None:
    """They come with the list, so that the list must be deselected."""
    phone = deselected("properties", "addresses", "items", "properties", "phone")
    with pytest.raises(TapError, match=r"deselects 'customers.addresses.phone'.*come with") as said:
        TapBigCommerce(config=CONFIG, catalog=edited(lambda entry: entry["metadata"].append(phone)))
    assert "Deselect 'customers.addresses'" in said.value.message


def _without_addresses(entry: Entry) -> None:
    for item in entry["metadata"]:
        if item["breadcrumb"] == ["properties", "addresses"]:
            item["metadata"]["selected"] = False
    entry["metadata"].append(deselected("properties", "addresses", "items", "properties", "phone"))


def _of_two_versions(entry: Entry) -> None:
    for item in entry["metadata"]:
        if item["breadcrumb"] == ["properties", "email"]:
            item["metadata"]["selected"] = True
    entry["metadata"].append(deselected("properties", "emails"))


@pytest.mark.parametrize(
    "edit",
    [
        _without_addresses,
        _of_two_versions,
        lambda entry: entry["metadata"].append(deselected("properties", "loyalty_points")),
        lambda entry: entry["metadata"].append(deselected("properties", "email_consent")),
        lambda entry: entry["metadata"].append(
            {"breadcrumb": ["properties", "emial"], "metadata": {"selected": True}}
        ),
    ],
)
def test_deselecting_what_nobody_could_mean_does_no_harm(edit: Callable[[Entry], Any]) -> None:
    """As catalogs of other taps and of other versions do."""
    TapBigCommerce(config=CONFIG, catalog=edited(edit))


@pytest.mark.parametrize(
    ("catalog", "said"),
    [
        ({}, "missing required field `streams`"),
        ({"streams": {}}, "Expected `array`, got `object`"),
        ({"streams": [None]}, "Expected `object`, got `null`"),
        (handmade(orders={"selected": "false"}), "Expected `bool | null`, got `str`"),
        (
            handmade(orders={"schema": {"properties": {"id": {"selected": "false"}}}}),
            "has 'false' as 'selected' in the schema of id; expected true",
        ),
        (handmade(contacts={}), "none of this tap's streams; it has contacts"),
    ],
)
def test_a_catalog_that_is_none_is_refused(catalog: Any, said: str) -> None:
    """In one line, with what to do."""
    with pytest.raises(TapError) as caught:
        TapBigCommerce(config=CONFIG, catalog=copy.deepcopy(catalog))
    assert said in caught.value.message
    assert "\n" not in caught.value.message
