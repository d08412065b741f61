"""The sources of the dbt package are the tap's streams."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from docs import sources
from tap_bigcommerce.streams.relations import RELATIONS
from tap_bigcommerce.tap import TapBigCommerce

STREAMS = TapBigCommerce(config={"streams": "tables"}, validate_config=False).streams

LEFT_OUT = {"customers.shopper_profile_id"}
"""Columns that point to a table, and are not loaded unless they are selected by name."""


@pytest.fixture(scope="module")
def tables() -> dict[str, Any]:
    """The tables of the source, by name."""
    [source] = yaml.safe_load(sources.SOURCES.read_text(encoding="utf-8"))["sources"]
    return {table["name"]: table for table in source["tables"]}


def checks_of(columns: dict[str, Any], column: str) -> dict[str, Any]:
    """The tests of a column, by name."""
    return {
        name: test for one in columns[column].get("data_tests", []) for name, test in one.items()
    }


def test_the_sources_are_up_to_date() -> None:
    """`make docs` would write nothing else."""
    for path, text in sources.written().items():
        assert path.read_text(encoding="utf-8") == text, path


def test_every_stream_is_a_table(tables: dict[str, Any]) -> None:
    """With all of its columns, and what is said of each."""
    assert tables.keys() == STREAMS.keys()
    for name, table in tables.items():
        fields = STREAMS[name].schema["properties"]
        said = {column["name"]: column.get("description") for column in table["columns"]}
        assert said == {field: one.get("description") for field, one in fields.items()}
        assert table["description"] == STREAMS[name].schema["description"]


@pytest.mark.parametrize("name", STREAMS)
def test_keys_are_unique_and_not_null(name: str, tables: dict[str, Any]) -> None:
    """Each column of a key is tested, and several in combination."""
    keys = list(STREAMS[name].primary_keys)
    columns = {column["name"]: column for column in tables[name]["columns"]}
    assert all("not_null" in checks_of(columns, key) for key in keys)
    if len(keys) == 1:
        assert "unique" in checks_of(columns, keys[0])
    else:
        [test] = tables[name]["data_tests"]
        assert test["unique_combination"]["arguments"]["columns"] == keys


def test_every_relation_is_a_test(tables: dict[str, Any]) -> None:
    """But for those of columns that are left out by default."""
    expected = {
        f"{name}.{column}": tuple(target.split("."))
        for name, columns in RELATIONS.items()
        for column, target in columns.items()
    }
    found = {
        f"{name}.{column['name']}": (one["to"].split("'")[3], one["field"])
        for name, table in tables.items()
        for column in table["columns"]
        for test in column.get("data_tests", [])
        if (one := test.get("relationships", {}).get("arguments"))
    }
    assert found == {name: one for name, one in expected.items() if name not in LEFT_OUT}


@pytest.mark.parametrize("name", STREAMS)
def test_what_is_selected_by_default_is_expected(name: str, tables: dict[str, Any]) -> None:
    """Other tables count if they are named."""
    variable = "without" if STREAMS[name].selected_by_default else "with"
    assert f"var('bigcommerce_{variable}', [])" in tables[name]["config"]["enabled"]
