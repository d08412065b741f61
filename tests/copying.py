"""What a target would hold of a store, after runs that may have been cut short."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.truth import wrong_records

if TYPE_CHECKING:
    from random import Random

    from bigcommerce_sandbox import Store
    from tests.running import Message

STREAMS = ("coupons", "customers", "orders", "products")


class Copy:
    """Records by id, and the last STATE."""

    def __init__(self) -> None:
        self.records: dict[str, dict[int, Any]] = {stream: {} for stream in STREAMS}
        self.state: dict[str, Any] = {}

    def take(self, messages: list[Message]) -> None:
        """Load a run's messages, later records in place of earlier ones."""
        for message in messages:
            if message["type"] == "RECORD":
                self.records[message["stream"]][message["record"]["id"]] = message["record"]
            elif message["type"] == "STATE":
                self.state = message["value"]

    def faults(self, store: Store) -> list[str]:
        """Where it is not what the store holds; what was deleted there may still be here."""
        found = []
        for stream in STREAMS:
            collection, copied = getattr(store, stream), self.records[stream]
            alive = collection.ids()
            found += [f"{stream} lacks {one}" for one in alive if one not in copied]
            found += wrong_records(collection, [copied[one] for one in alive if one in copied])
        return found


def cut(messages: list[Message], chance: Random) -> list[Message]:
    """What a target has of a run that was killed: all it was sent, or all up to the last STATE."""
    sent = messages[: chance.randrange(len(messages) + 1)]
    if chance.random() < 0.5:
        while sent and sent[-1]["type"] != "STATE":
            sent.pop()
    return sent
