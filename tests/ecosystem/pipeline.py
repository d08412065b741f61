"""The tap, a target, and the state between runs, as the documentation has it for a shell."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any, NamedTuple

from bigcommerce_sandbox import Sandbox, Store
from tests.ecosystem.processes import run
from tests.running import Output, config, decode, selection

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from random import Random

    from tests.ecosystem.targets import Database, Target

SETTLED = 3600
"""Seconds after which everything can be read."""


class Loaded(NamedTuple):
    """A store that was loaded."""

    database: Database
    output: Output


def load(
    database: Database, folder: Path, sizes: Mapping[str, Any], *streams: str, **options: Any
) -> Loaded:
    """Load a store once.

    Args:
        database: where to.
        folder: for messages, state and configs.
        sizes: of the store.
        streams: tables to read.
        options: of the pipeline.
    """
    store = Store(seed=29, **sizes)
    store.clock.advance(SETTLED)
    with Sandbox(store) as shop:
        return Loaded(database, Pipeline(shop, database, folder, *streams, **options).run())


class Pipeline:
    """Loads a store through a target, each time from where it was.

    Args:
        shop: the store.
        target: where to.
        folder: for messages, state and configs.
        streams: tables to read; none for those selected by default.
        fields: of them, which to select or not beside the default ones, as `orders.products`.
        settings: of the tap, beside the store's.
    """

    def __init__(
        self,
        shop: Sandbox,
        target: Target,
        folder: Path,
        *streams: str,
        fields: Mapping[str, bool] | None = None,
        **settings: Any,
    ) -> None:
        self._target = target
        self._messages = folder / "messages.jsonl"
        self._state = folder / "state.json"
        self._tap_config = folder / "tap.json"
        self._target_config = folder / "target.json"
        self._catalog = folder / "catalog.json"
        self._catalog.write_text(
            json.dumps(selection(*streams, **(fields or {}))), encoding="utf-8"
        )
        self._tap_config.write_text(json.dumps(config(shop, **settings)), encoding="utf-8")
        self._target_config.write_text(json.dumps(dict(target.config)), encoding="utf-8")
        self._state.write_text("{}", encoding="utf-8")

    def run(self, code: int = 0, *, killed: Random | None = None) -> Output:
        """Read what changed since the last time, and load it.

        Args:
            code: the exit code that the tap should have.
            killed: by chance, where the messages end; None if they come whole.

        Returns:
            What the tap wrote.
        """
        tap = (sys.executable, "-m", "tap_bigcommerce")
        given = ("--config", self._tap_config, "--state", self._state)
        run(*tap, *given, "--catalog", self._catalog, output=self._messages, code=code)
        if killed:
            lines = self._messages.read_bytes().splitlines(keepends=True)
            self._messages.write_bytes(b"".join(lines[: killed.randrange(len(lines))]))
        loaded = run(*self._target.command(self._target_config), source=self._messages)
        for last in loaded.stdout.splitlines()[-1:]:
            self._state.write_text(last, encoding="utf-8")
        return Output(decode(self._messages.read_bytes()))
