"""`store_hash_column`: several stores share tables, and none overwrites another's rows."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from bigcommerce_sandbox import Sandbox, Store
from tap_bigcommerce.errors import SettingsError
from tap_bigcommerce.streams import STREAMS
from tap_bigcommerce.tap import TapBigCommerce
from tests.loading import Loader
from tests.running import command, config, read, selection

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NAMES = [str(vars(stream)["name"]) for stream in STREAMS]

SIZES: dict[str, Any] = {"orders": 60, "customers": 40, "products": 30}

SHARED = ("orders", "order_products", "customers", "coupons", "settings", "deleted_records")
"""Streams of each kind, all of which have keys that both stores use."""

SETTLED = 3600
"""Seconds after which every change can be read."""

COLUMN = "store_hash"
HASH = "abc123"


def opened(seed: int, store_hash: str = HASH) -> Sandbox:
    """A store with some of everything, whose changes can all be read."""
    store = Store(seed=seed, **SIZES)
    store.clock.advance(SETTLED)
    store.orders.delete(store.orders.ids()[3])
    return Sandbox(store, gzip=False, store_hash=store_hash)


@pytest.fixture(scope="module")
def shop() -> Iterator[Sandbox]:
    """A store that no test changes."""
    with opened(31) as sandbox:
        yield sandbox


@pytest.mark.proof
def test_every_row_key_and_schema_begins_with_the_hash(shop: Sandbox) -> None:
    """In every stream; the rest of them is as it would be without."""
    without, having = read(shop, *NAMES), read(shop, *NAMES, store_hash_column=True)
    for stream in NAMES:
        ours, theirs = having.schema(stream), without.schema(stream)
        (name, column), *others = ours["schema"].pop("properties").items()
        assert (name, column["type"]) == (COLUMN, ["string"])
        assert others == [*theirs["schema"].pop("properties").items()]
        assert ours["schema"].pop("required") == [COLUMN, *theirs["schema"].pop("required")]
        assert ours.pop("key_properties") == [COLUMN, *theirs.pop("key_properties")]
        assert ours == theirs

        rows, others = having.records(stream), without.records(stream)
        assert rows
        for row, other in zip(rows, others, strict=True):
            assert list(row) == [COLUMN, *other]
            assert row.pop(COLUMN) == HASH
            # When a deletion is noticed differs from run to run.
            assert all(row[one] == other[one] for one in row if one != "noticed_at")


def test_the_store_is_read_as_without(shop: Sandbox) -> None:
    """Nothing of it is asked for, and the bookmarks are the same."""

    def asked(**settings: Any) -> tuple[set[str], Any]:
        shop.requests.clear()
        output = read(shop, "products", "product_variants", "deleted_records", **settings)
        bookmarks = output.state["bookmarks"]
        bookmarks["products"].pop("last_refresh")
        bookmarks["product_variants"].pop("last_refresh")
        queries = {f"{one.path} {sorted(one.query.items())}" for one in shop.requests}
        return queries, {name: one["replication_key_value"] for name, one in bookmarks.items()}

    assert asked(store_hash_column=True) == asked()


def test_two_stores_share_tables() -> None:
    """All rows of both are there; by the keys without the hash, stores overwrite each other."""
    target, written = Loader(), 0
    for seed, store_hash in ((31, "abc123"), (32, "def456")):
        with opened(seed, store_hash) as shop:
            output = read(shop, *SHARED, store_hash_column=True)
        target.load(output.messages)
        written += sum(len(output.records(stream)) for stream in SHARED)
    keys = [(table, key) for table in SHARED for key in target.keys(table)]
    assert len(keys) == written
    assert {store_hash for _, (store_hash, *_) in keys} == {"abc123", "def456"}
    assert len({(table, *key[1:]) for table, key in keys}) < 0.7 * written


@pytest.mark.parametrize(
    "written",
    ["ABC123", "https://api.bigcommerce.com/stores/abc123/v3/", "store-abc123.mybigcommerce.com"],
)
def test_the_hash_is_the_same_however_the_store_is_given(written: str) -> None:
    """Else one store would be two in the tables."""
    shop = opened(31)
    with shop:
        shop.store_hash = written
        [row] = read(shop, "store", store_hash_column=True).records("store")
    assert row[COLUMN] == HASH


def test_discovery_shows_the_column(tmp_path: Path) -> None:
    """As a key, which is always selected; the store need not be known."""
    path = tmp_path / "config.json"
    path.write_text(json.dumps({"store_hash_column": True}), encoding="utf-8")
    ran = command("--config", path, "--discover")
    assert ran.returncode == 0, ran.stderr
    for entry in json.loads(ran.stdout)["streams"]:
        assert entry["key_properties"][0] == next(iter(entry["schema"]["properties"])) == COLUMN
        metadata = {tuple(one["breadcrumb"]): one["metadata"] for one in entry["metadata"]}
        assert metadata[()]["table-key-properties"][0] == COLUMN
        assert metadata["properties", COLUMN]["inclusion"] == "automatic"


def test_a_catalog_can_neither_lack_nor_deselect_it(shop: Sandbox) -> None:
    """Whether it was made without the column or with it."""
    catalog = selection("coupons")
    assert COLUMN not in str(catalog)
    rows = read(shop, catalog=catalog, store_hash_column=True).records("coupons")
    metadata = {"breadcrumb": ["properties", COLUMN], "metadata": {"selected": False}}
    catalog["streams"][0]["metadata"].append(metadata)
    assert read(shop, catalog=catalog, store_hash_column=True).records("coupons") == rows
    assert {row[COLUMN] for row in rows} == {HASH}


def test_a_catalog_with_the_column_is_taken_without(
    shop: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    """A warning names it: the rows come without."""
    catalog = TapBigCommerce(config={"store_hash_column": True}, validate_config=False).catalog_dict
    output = read(shop, catalog=catalog)
    assert COLUMN not in output.records("coupons")[0]
    assert "Ignoring unknown streams and fields in the catalog" in caplog.text
    assert "coupons.store_hash" in caplog.text


@pytest.mark.parametrize(
    ("settings", "stream", "table"),
    [
        ({"flattening_enabled": True, "flattening_max_depth": 2}, "customers", "customers"),
        ({"stream_maps": {"customers": {"__alias__": "people"}}}, "customers", "people"),
        (
            {"stream_maps": {"customers": {"__else__": None, COLUMN: COLUMN, "id": "id"}}},
            "customers",
            "customers",
        ),
        ({"stream_maps": {"orders": {"__filter__": "store_hash == 'abc123'"}}}, "orders", "orders"),
        (
            {"stream_maps": {"orders": {"__filter__": "store_hash == 'abc123'"}}},
            "order_products",
            "order_products",
        ),
    ],
    ids=["flattened", "renamed", "keys only", "filtered", "filtered with the record"],
)
def test_maps_and_flattening_keep_it(
    settings: dict[str, Any], stream: str, table: str, shop: Sandbox
) -> None:
    """In the key, and in each row."""
    output = read(shop, "orders", stream, store_hash_column=True, **settings)
    rows = read(shop, stream).records(stream)
    assert output.schema(table)["key_properties"][0] == COLUMN
    assert [one[COLUMN] for one in output.records(table)] == [HASH] * len(rows)


def test_a_map_cannot_remove_it() -> None:
    """The stores would be mixed up."""
    settings = {"access_token": "token", COLUMN: HASH, "store_hash_column": True}
    with pytest.raises(SettingsError, match="Removing key property 'store_hash'"):
        TapBigCommerce(config={**settings, "stream_maps": {"coupons": {COLUMN: None}}})


def test_versions_are_refused() -> None:
    """A version that one store activates removes the rows of the others."""
    both = {"store_hash_column": "true", "activate_versions": "true"}
    with pytest.raises(SettingsError, match="would remove the rows of the other stores"):
        TapBigCommerce(config={"access_token": "token", COLUMN: HASH, **both})


def test_an_audit_counts_the_same(shop: Sandbox) -> None:
    """Its counts are of one store anyway."""

    def counts(**settings: Any) -> dict[str, Any]:
        tap = TapBigCommerce(config=config(shop, **settings), catalog=selection("orders"))
        counted: dict[str, Any] = json.loads(tap.audited().json())["streams"]
        return counted

    assert counts(store_hash_column=True) == counts()
