"""Loads partitions, without knowing of Dagster."""

from __future__ import annotations

import os
import shlex
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from fleet import files, pipeline, tap
from fleet.errors import FleetError
from fleet.pipeline import Program

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from fleet.months import Month
    from fleet.pipeline import Log
    from fleet.stores import Fleet, Store
    from fleet.tap import Settings


@dataclass(frozen=True)
class Loader:
    """Reads partitions of stores with the tap, and loads them with a target.

    Args:
        fleet: the stores.
        tap: the tap's command.
        target: the target's command.
        states: the folder that keeps a folder for each store.
        environment: what the environments of both have in common.
    """

    fleet: Fleet
    tap: list[str]
    target: list[str]
    states: Path
    environment: Mapping[str, str]

    @classmethod
    def from_environment(cls, fleet: Fleet) -> Loader:
        """Return a loader as this process's environment describes it, stores' tokens left out."""
        tokens = {store.token for store in fleet.stores.values()}
        return cls(
            fleet=fleet,
            tap=shlex.split(os.environ.get("FLEET_TAP", "tap-bigcommerce")),
            target=shlex.split(os.environ.get("FLEET_TARGET", "target-postgres --config ENV")),
            states=Path(os.environ.get("FLEET_STATES", "states")),
            environment={name: v for name, v in os.environ.items() if name not in tokens},
        )

    def load_changes(self, store: Store, log: Log) -> None:
        """Load what changed since the last run, or on the first one since the cut.

        Raises:
            FleetError: if it fails; the next run then starts where this one did.
        """
        with self._locked(store, log) as lock:
            state = self._state(store)
            given = ("--state", str(state)) if state.exists() else ()
            reached = self._run(store, tap.since(self.fleet.cut), given, log, lock)
            if reached:
                files.replace(state, reached.encode())

    def load_month(self, store: Store, month: Month, log: Log) -> None:
        """Load a month from its beginning, however often it was loaded before.

        The first month has everything older as well, so no order is too old for the fleet.

        Raises:
            FleetError: if it fails, or if the ongoing run has not begun.
        """
        with self._locked(store, log) as lock:
            if not self._state(store).exists():
                message = (
                    f"Load incremental of {store.hash} before its months. It finds orders with old "
                    "dates, as an import has, only if they come after its first run."
                )
                raise FleetError(message)
            catalog = self._folder(store) / "backfill.json"
            files.replace(catalog, tap.catalog(self.fleet.backfill))
            is_first = month == self.fleet.months[0]
            period = tap.up_to(month) if is_first else tap.of_month(month)
            self._run(store, period, ("--catalog", str(catalog)), log, lock)

    def _run(
        self, store: Store, settings: Settings, given: tuple[str, ...], log: Log, lock: int
    ) -> str | None:
        reading = tap.environment(store, settings, self.environment)
        return pipeline.run(
            Program([*self.tap, "--config", "ENV", *given], reading),
            Program(self.target, self.environment),
            log,
            inherited=(lock,),
        )

    @contextmanager
    def _locked(self, store: Store, log: Log) -> Iterator[int]:
        self._folder(store).mkdir(parents=True, exist_ok=True)

        def waiting() -> None:
            log(f"Waiting for an earlier run of {store.hash} to end")

        with files.locked(self._folder(store) / "lock", waiting) as lock:
            yield lock

    def _folder(self, store: Store) -> Path:
        return self.states / store.hash

    def _state(self, store: Store) -> Path:
        """Return the file with the state; that of another cut does not count."""
        return self._folder(store) / f"since-{self.fleet.cut}.json"
