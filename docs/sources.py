"""The streams as sources of dbt: descriptions, keys, relations and freshness of each table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

from docs.streams import ROOT, STREAMS
from tap_bigcommerce.sdk import MODES_WITH_TABLES
from tap_bigcommerce.streams.relations import RELATIONS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from docs.streams import Stream

SOURCES = ROOT / "dbt/models/sources.yml"

SOURCE = "bigcommerce"

HEADER = "# `make docs` writes this file from the tap's schemas: change them, not it.\n"

DAYS_WITHOUT_A_RUN = 2
"""Days after which a table that every run writes again is stale."""

DAYS_WITHOUT_A_CHANGE = 7
"""Days after which a table that gets only changes is stale."""

POINTS_TO_A_ROW = {"integer": "{} <> 0", "string": "{} not in ('', '0', '*')"}
"""The condition for a column to point to a row, by its type."""


def written() -> dict[Path, str]:
    """Return the text of the file with the sources."""
    text = yaml.safe_dump(_sources(), sort_keys=False, allow_unicode=True, width=100)
    return {SOURCES: HEADER + text}


def _sources() -> dict[str, Any]:
    source = {
        "name": SOURCE,
        "description": "A BigCommerce store, as tap-bigcommerce loads it",
        "loader": "tap-bigcommerce",
        "database": "{{ var('bigcommerce_database', target.database) }}",
        "schema": "{{ var('bigcommerce_schema', target.schema) }}",
        "tables": [_table(stream) for _, stream in sorted(_by_name().items())],
    }
    return {"version": 2, "sources": [source]}


def _by_name() -> dict[str, Stream]:
    return {stream.name: stream for stream in STREAMS.values()}


def _table(stream: Stream) -> dict[str, Any]:
    columns = [_column(stream, name, field) for name, field in stream.schema["properties"].items()]
    return {
        "name": stream.name,
        "description": stream.about(),
        "config": {"enabled": _if_loaded(stream), **_freshness(stream)},
        **_of_combination(stream),
        "columns": columns,
    }


def _if_loaded(*streams: Stream) -> str:
    """Return a template that is true if tables are loaded: by default, those that are selected."""
    conditions = (
        f"'{one.name}' not in var('bigcommerce_without', [])"
        if one.default_in >= MODES_WITH_TABLES
        else f"'{one.name}' in var('bigcommerce_with', [])"
        for one in dict.fromkeys(streams)
    )
    return f"{{{{ {' and '.join(conditions)} }}}}"


def _freshness(stream: Stream) -> dict[str, Any]:
    """Return which column dates the newest row, and when that is too long ago."""
    key = stream.replication_key
    days = DAYS_WITHOUT_A_CHANGE if key else DAYS_WITHOUT_A_RUN
    return {
        "loaded_at_field": key or "_sdc_extracted_at",
        "freshness": {"warn_after": {"count": days, "period": "day"}},
    }


def _of_combination(stream: Stream) -> dict[str, Any]:
    """Return the test of a key of several columns."""
    if len(stream.keys) == 1:
        return {}
    return {"data_tests": [_test("unique_combination", stream, columns=list(stream.keys))]}


def _test(name: str, *streams: Stream, **arguments: Any) -> dict[str, Any]:
    """Return a test that runs where tables are loaded."""
    given = {"arguments": arguments} if arguments else {}
    return {name: {**given, "config": {"enabled": _if_loaded(*streams)}}}


def _column(stream: Stream, name: str, field: dict[str, Any]) -> dict[str, Any]:
    tests = [*_of_key(stream, name), *_of_relation(stream, name, field)]
    description = field.get("description")
    return {
        "name": name,
        **({"description": description} if description else {}),
        **({"data_tests": tests} if tests else {}),
    }


def _of_key(stream: Stream, name: str) -> Iterator[dict[str, Any]]:
    if [name] == list(stream.keys):
        yield _test("unique", stream)
    if name in stream.keys:
        yield _test("not_null", stream)


def _of_relation(stream: Stream, name: str, field: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the test that rows point to rows; a column that is left out by default has none.

    The test only warns: a store may delete what others point to, such as a sold product.
    """
    target = RELATIONS.get(stream.name, {}).get(name)
    if target is None or name in stream.optional_fields:
        return
    table, _, column = target.partition(".")
    to = f"source('{SOURCE}', '{table}')"
    test = _test("relationships", stream, _by_name()[table], to=to, field=column)
    [kind] = {*field["type"]} - {"null"}
    where = POINTS_TO_A_ROW[kind].format(name)
    test["relationships"]["config"] |= {"where": where, "severity": "warn"}
    yield test
