"""The questions of the demo, from `questions.sql`, and the tables that they need."""

from pathlib import Path
from typing import Any

BESIDES = ("channels", "inventory_items", "inventory_locations", "order_coupons", "order_taxes")
"""Streams to select beside those that `streams: tables` selects."""

_FILE = Path(__file__).with_name("questions.sql")

_BLOCKS = _FILE.read_text(encoding="utf-8").strip().split("\n\n")

VIEWS = [block for block in _BLOCKS if "\nCREATE " in block]
"""Statements that define what the questions are about."""

QUESTIONS = {
    block.splitlines()[0].removeprefix("-- "): block for block in _BLOCKS if block not in VIEWS
}
"""Queries by the question that each answers, in their order."""


def select(catalog: dict[str, Any]) -> None:
    """Select the streams that the questions need in a catalog."""
    for entry in catalog["streams"]:
        if entry["tap_stream_id"] in BESIDES:
            [of_stream] = [one for one in entry["metadata"] if not one["breadcrumb"]]
            of_stream["metadata"]["selected"] = True
