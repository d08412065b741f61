"""The demo knows what each table should have, and says so if a row is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bigcommerce_sandbox import Sandbox, Store
from demo import questions, report, shop
from demo.__main__ import check_complete
from tap_bigcommerce.streams import ChildStream, RootStream
from tap_bigcommerce.tap import TapBigCommerce
from tests.running import read

if TYPE_CHECKING:
    from demo.database import Keys

STREAMS = [
    stream
    for stream in TapBigCommerce(config={}, validate_config=False).discover_streams()
    if isinstance(stream, RootStream | ChildStream)
    if "tables" in stream.default_in or stream.name in questions.BESIDES
]
"""What the demo reads."""


def test_the_demo_knows_the_rows_of_every_table() -> None:
    """Its own list of keys is that of a run, and no table's is empty."""
    with Sandbox(Store(seed=3, orders=40, customers=40, products=30), gzip=False) as sandbox:
        sandbox.store.clock.advance(3600)
        output = read(sandbox, *(stream.name for stream in STREAMS), streams="tables")
        should = shop.keys(sandbox, STREAMS)
    delivered = {
        stream.name: {
            tuple(str(row[key]) for key in stream.keys) for row in output.records(stream.name)
        }
        for stream in STREAMS
    }
    assert [name for name, keys in should.items() if not keys] == []
    assert should == delivered


@pytest.mark.parametrize(
    ("kept", "said"),
    [(set(), "that the store has."), ({("102",)}, ", and 1 rows that the store no longer has.")],
)
def test_the_demo_says_how_many_rows_are_gone_from_the_store(
    kept: set[tuple[str, ...]], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """They stay in the database, since no message removes them."""
    should: Keys = {"orders": {("100",), ("101",)}}
    report.show_requests([], should, {"orders": should["orders"] | kept})
    assert capsys.readouterr().out.rstrip().endswith(said)


def test_the_demo_fails_if_a_row_is_missing() -> None:
    """It names the table and the row."""
    should: Keys = {"orders": {("100",), ("101",)}, "brands": {("1",)}}
    check_complete(should, {"orders": {("100",), ("101",), ("102",)}, "brands": {("1",)}})
    with pytest.raises(SystemExit, match=r"1 rows of orders .* such as \('101',\)"):
        check_complete(should, {**should, "orders": {("100",)}})
