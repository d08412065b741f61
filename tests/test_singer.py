"""The SDK's standard tests, and what they cannot see."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from singer_sdk.testing import get_tap_test_class

from bigcommerce_sandbox import Sandbox, Store
from tap_bigcommerce import streams as tables
from tap_bigcommerce.tap import TapBigCommerce
from tests.running import Output, config, read, selection

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import OpenShop

STREAMS = sorted(str(vars(stream)["name"]) for stream in tables.STREAMS)

# The SDK wants to know the streams before there is a store to read.
CONFIG: dict[str, Any] = {"store_hash": "abc123", "access_token": "token"}


@pytest.fixture(scope="module")
def shop() -> Iterator[Sandbox]:
    """A small store: what its records are like, those of a large one are."""
    store = Store(seed=7, orders=90, customers=70, products=60, coupons=20)
    with Sandbox(store, gzip=False) as sandbox:
        yield sandbox


@pytest.fixture(scope="module", autouse=True)
def _read_the_sandbox(shop: Sandbox) -> None:
    CONFIG.update(config(shop))


@pytest.mark.cases(12)
class TestStandard(get_tap_test_class(TapBigCommerce, config=CONFIG)):  # type: ignore[misc]  # made at run time
    """https://sdk.meltano.com/en/latest/testing.html."""


@pytest.fixture(scope="module")
def output(shop: Sandbox) -> Output:
    """A run of all streams."""
    return read(shop, *STREAMS)


def strict(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema, without room for undeclared fields."""
    return {**schema, "additionalProperties": False}


@pytest.mark.cases(6)
@pytest.mark.parametrize("stream", STREAMS)
def test_every_record_is_valid_against_its_schema(output: Output, stream: str) -> None:
    """With formats checked, and no field that the SCHEMA does not declare."""
    validator = jsonschema.Draft202012Validator(
        strict(output.schema(stream)["schema"]),
        format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER,
    )
    records = output.records(stream)
    assert records
    for record in records:
        validator.validate(record)


@pytest.mark.parametrize("stream", STREAMS)
def test_keys_are_unique(output: Output, stream: str) -> None:
    """One record for one key, and no part of a key is null."""
    keys = output.schema(stream)["key_properties"]
    found = [tuple(record[key] for key in keys) for record in output.records(stream)]
    assert max(Counter(found).values()) == 1
    assert all(None not in key for key in found)


@pytest.mark.parametrize("stream", STREAMS)
def test_every_date_has_the_one_form(output: Output, stream: str) -> None:
    """Also deep inside."""
    form = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00")
    found = [
        value
        for record in output.records(stream)
        for value in dates(record, output.schema(stream)["schema"])
    ]
    is_dated = '"date-time"' in json.dumps(output.schema(stream)["schema"])
    assert any(found) is is_dated
    assert all(value is None or form.fullmatch(value) for value in found)


def dates(value: Any, schema: dict[str, Any]) -> Iterator[str | None]:
    """All values that the schema calls dates."""
    if schema.get("format") == "date-time":
        yield value
    elif isinstance(value, list):
        for element in value:
            yield from dates(element, schema["items"])
    elif isinstance(value, dict):
        for name, inner in value.items():
            if name in schema.get("properties", {}):
                yield from dates(inner, schema["properties"][name])


def test_schemas_come_before_records_and_name_the_bookmark(output: Output) -> None:
    """As the Singer specification has it."""
    described: set[str] = set()
    for message in output.messages:
        if message["type"] == "SCHEMA":
            described.add(message["stream"])
        elif message["type"] == "RECORD":
            assert message["stream"] in described
    assert output.schema("orders")["bookmark_properties"] == ["date_modified"]


def test_a_run_resumes_from_its_own_state(shop: Sandbox, output: Output) -> None:
    """Whatever it wrote, it understands; nothing dated comes again."""
    again = read(shop, *STREAMS, state=output.state)
    assert again.state == output.state
    for stream in TapBigCommerce(config={}, validate_config=False).streams.values():
        comes_whole = stream.replication_key is None
        count = len(output.records(stream.name)) if comes_whole else 0
        assert len(again.records(stream.name)) == count


def test_deselected_fields_are_gone_and_keys_stay(shop: Sandbox) -> None:
    """Nested ones as well; the SCHEMA says the same."""
    select = {
        "customers.email": False,
        "customers.id": False,
        "customers.authentication.force_password_reset": False,
    }
    output = read(shop, "customers", select=select)
    properties = output.schema("customers")["schema"]["properties"]
    assert "email" not in properties
    for record in output.records("customers"):
        assert "email" not in record
        assert record["id"]
        assert record["authentication"] == {}


@pytest.mark.cases(1)
@pytest.mark.promise("other-catalog")
@pytest.mark.parametrize("method", ["INCREMENTAL", "LOG_BASED", None])
def test_a_catalog_selects_but_does_not_define(method: str | None, open_shop: OpenShop) -> None:
    """Catalogs of other taps and of older versions lack keys and fields, or type them otherwise."""
    shop = open_shop(coupons=30, orders=60)
    catalog = selection("coupons", "orders")
    for entry in catalog["streams"]:
        root = next(one["metadata"] for one in entry["metadata"] if one["breadcrumb"] == [])
        entry |= {"replication_method": method, "replication_key": None, "key_properties": []}
        entry["schema"] = {"properties": {"id": {"type": "string"}}, "type": "object"}
        for name in ("replication-key", "forced-replication-method", "table-key-properties"):
            root.pop(name, None)
        if entry["stream"] == "coupons":
            root["replication-key"] = "date_created"
        for item in entry["metadata"]:
            if item["breadcrumb"] in (["properties", "id"], ["properties", "date_modified"]):
                item["metadata"] = {"inclusion": "available", "selected": False}
    output = read(shop, catalog=catalog)
    assert output.ids("coupons") == shop.store.coupons.ids()
    assert output.bookmark("orders") == max(r["date_modified"] for r in output.records("orders"))
    assert output.schema("orders")["key_properties"] == ["id"]
    for stream in ("coupons", "orders"):
        validator = jsonschema.Draft202012Validator(strict(output.schema(stream)["schema"]))
        assert all(validator.is_valid(record) for record in output.records(stream))


def test_what_a_catalog_says_of_unknown_things_does_not_count(
    shop: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    """Such as streams and fields of other taps, or a key that was deselected by mistake."""
    catalog = selection("coupons", **{"coupons.id": False})
    [coupons] = [entry for entry in catalog["streams"] if entry["stream"] == "coupons"]
    coupons["schema"]["properties"]["novelty"] = {"type": "string"}
    coupons["metadata"].append(
        {"breadcrumb": ["properties", "novelty"], "metadata": {"selected": True}}
    )
    catalog["streams"].append(
        {"stream": "refunds", "tap_stream_id": "refunds", "schema": {"properties": {}}}
        | {"metadata": [{"breadcrumb": [], "metadata": {"selected": True}}]}
    )
    catalog["streams"].append({"stream": "order_payments", "tap_stream_id": "order_payments"})
    output = read(shop, catalog=catalog)
    assert output.ids("coupons") == shop.store.coupons.ids()
    assert "novelty" not in output.schema("coupons")["schema"]["properties"]
    assert {m["stream"] for m in output.messages if "stream" in m} == {"coupons"}
    assert (
        "Ignoring unknown streams and fields in the catalog: coupons.novelty, refunds, "
        "order_payments" in caplog.text
    )


def test_a_catalog_that_selects_nothing_is_noticed(
    shop: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    """Nothing is read, as asked, but not silently."""
    catalog = selection("none of them")
    assert read(shop, catalog=catalog).messages == []
    assert "The catalog selects no stream" in caplog.text
