"""What a run of the tap wrote."""

from collections import Counter
from pathlib import Path
from typing import NamedTuple

import msgspec


class Message(msgspec.Struct):
    """What is counted of a Singer message."""

    type: str
    stream: str = ""
    bookmark_properties: list[str] | None = None


class Delivered(NamedTuple):
    """How many records of each stream came, and which streams come whole with every run."""

    records: Counter[str]
    whole: set[str]


def count(file: Path) -> Delivered:
    """Count the messages in a file."""
    delivered = Delivered(Counter(), set())
    with file.open("rb") as lines:
        for line in lines:
            message = msgspec.json.decode(line, type=Message)
            if message.type == "RECORD":
                delivered.records[message.stream] += 1
            elif message.type == "SCHEMA":
                delivered.records[message.stream] += 0  # a table without rows is a table
                if not message.bookmark_properties:
                    delivered.whole.add(message.stream)
    return delivered
