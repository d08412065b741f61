"""`make fleet`: many stores into one database, and what goes wrong on the way."""

from __future__ import annotations

import os
import signal
import sys
import time
from contextlib import ExitStack
from datetime import date
from itertools import accumulate, pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click
import yaml

from bigcommerce_sandbox import Fault
from tests.ecosystem import cluster
from tests.ecosystem.environments import FOLDER, ROOT
from tests.ecosystem.postgres import TargetPostgres
from tests.fleet import service, shops
from tests.fleet.errors import TrialError
from tests.fleet.service import FINISHED, Run, Service, comes_true, wait_until
from tests.fleet.shops import STREAMS, Shop

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

BEGAN = time.monotonic()

EXAMPLE = ROOT / "examples" / "fleet"
DAGSTER = ROOT / ".make" / "fleet" / "bin"
TAP = Path(sys.executable).with_name("tap-bigcommerce")
TARGET = FOLDER / "target-postgres" / "bin" / "target-postgres"

SCHEMA = "fleet"
"""Of the database, as postgres.json names it."""

CUT = "2026-06-01"
MONTHS = ("2026-04", "2026-05")
"""From the beginning of the stores' history to the cut."""

AT_ONCE = 4
"""Runs at once, over all stores: more would only wait for this machine's processors."""


RESTART = 60
"""Seconds in which a killed run should start again."""


class Trial:
    """A fleet under way.

    Args:
        dagster: what runs it.
        database: where its rows are.
        fleet: its stores, of which the first one begins with a fault, and the last one is slow.
        folder: of Dagster and of the states.
    """

    def __init__(
        self, dagster: Service, database: TargetPostgres, fleet: Sequence[Shop], folder: Path
    ) -> None:
        self._dagster = dagster
        self._database = database
        self._fleet = fleet
        self._folder = folder

    def begin(self) -> None:
        """Start the ongoing run of every store; one store fails, and one run is killed."""
        tell("incremental of all stores: the first one rejects its token, a run is killed")
        broken, *_, slow = self._fleet
        broken.sandbox.faults = [Fault(status=401, times=None)]
        fault = Fault(kind="slow", path="/v2/orders$", seconds=8)
        slow.sandbox.faults = [fault]
        self._launch_incremental(self._fleet)

        wait_until("the last store is being read", lambda: fault.struck > 0)
        [killed] = [one for one in self._runs(slow) if one.status == "STARTED"]
        self._dagster.kill(killed)
        at = time.time()
        wait_until("a killed run is found", lambda: self._again(killed).status in FINISHED)
        found = self._again(killed)
        check(
            found.status == "FAILURE",
            f"a killed run is marked as failed, after {(found.end or at) - at:.0f} s",
        )
        # Dagster looks for failed runs every few seconds. It overlooks one if it looks between the
        # two writes that mark it, as on a busy machine. The schedule then makes up for it.
        by_itself = comes_true(lambda: len(self._runs(slow)) > 1, RESTART)
        if not by_itself:
            self._launch_incremental([slow])
            wait_until("the killed run is repeated", lambda: len(self._runs(slow)) > 1)
        self._wait()
        again = self._runs(slow)[-1]
        how = "starts again by itself" if by_itself else "is overlooked by Dagster, is repeated"
        check(again.status == "SUCCESS", f"it {how}, and succeeds")

        [failed] = self._runs(broken)
        others = [run for shop in self._fleet[1:] for run in self._runs(shop)[-1:]]
        check(
            failed.status == "FAILURE" and all(run.status == "SUCCESS" for run in others),
            f"a store that refuses its token fails, and {len(others)} others succeed",
        )
        check(
            any("does not accept the access token" in line for line in self._dagster.log(failed)),
            "its run says why",
        )

    def backfill(self) -> None:
        """Load what is left: the store that failed, and the months of all."""
        tell(f"backfill of {len(MONTHS)} months of all stores")
        broken = self._fleet[0]
        broken.sandbox.faults = []
        self._launch_incremental([broken])
        before = len(self._dagster.runs())
        self._dagster.launch(
            "backfill", [f"{month}|{shop.hash}" for shop in self._fleet for month in MONTHS]
        )
        count = len(self._fleet) * len(MONTHS)
        wait_until(
            "the backfill is in the queue", lambda: len(self._dagster.runs()) >= before + count
        )
        self._wait()
        self._check_rows(f"after a backfill of {len(MONTHS)} months")

    def a_day_later(self) -> None:
        """Let the stores trade for a day, and load what changed."""
        tell("a day of trade, then incremental of all stores")
        before = self._versions()
        for shop in self._fleet:
            shop.live()
        launched = len(self._dagster.runs())
        self._launch_incremental(self._fleet)
        wait_until("a day later", lambda: len(self._dagster.runs()) >= launched + len(self._fleet))
        self._wait()
        self._check_rows("a day later")
        after = self._versions()
        written = [row for row, version in after.items() if before.get(row) != version]
        check(
            0 < len(written) < len(after) / 2,
            f"which wrote {len(written)} of {len(after)} orders again",
        )

    def check_runs(self) -> None:
        """Compare the times of all runs with the rule that a store has one at a time."""
        tell("what the runs left")
        runs = [run for run in self._dagster.runs() if run.start and run.end]
        for shop in self._fleet:
            times = sorted((run.start or 0, run.end or 0) for run in runs if run.store == shop.hash)
            check(
                all(end <= start for (_, end), (start, _) in pairwise(times)),
                f"one run at a time for {shop.hash}",
                is_said=False,
            )
        together = max(_at_once(runs))
        check(together > 1, f"one run at a time for each store, and up to {together} together")

    def check_secrets(self, secrets: Iterable[str]) -> None:
        """Look for what must not be shown in every file that Dagster and the runs wrote."""
        files = [path for path in self._folder.rglob("*") if path.is_file()]
        found = [
            path.name
            for path in files
            for content in [path.read_bytes()]
            if any(secret.encode() in content for secret in secrets)
        ]
        check(not found, f"no access token in {len(files)} files of logs and states {found or ''}")

    def _launch_incremental(self, fleet: Iterable[Shop]) -> None:
        self._dagster.launch("incremental", [f"{CUT}|{shop.hash}" for shop in fleet])

    def _runs(self, shop: Shop) -> list[Run]:
        return [run for run in self._dagster.runs() if run.store == shop.hash]

    def _again(self, run: Run) -> Run:
        return next(one for one in self._dagster.runs() if one.id == run.id)

    def _wait(self) -> None:
        """Wait until no run is left."""
        wait_until(
            "all runs end", lambda: all(run.status in FINISHED for run in self._dagster.runs())
        )

    def _check_rows(self, when: str) -> None:
        """Compare every row with the stores."""
        count = 0
        for stream in STREAMS:
            rows = self._database.rows(stream)
            count += len(rows)
            for shop in self._fleet:
                own = {row["id"]: row for row in rows if row["store_hash"] == shop.hash}
                faults = shop.faults(stream, own)
                check(not faults, f"{stream} of {shop.hash}: {faults[:3]}", is_said=False)
        say(f"{when}, all {count:,} rows of {len(self._fleet)} stores are as they should be")

    def _versions(self) -> dict[tuple[str, int], str]:
        """Return what PostgreSQL calls the version of each order, which every write changes."""
        rows = self._database.ask("SELECT store_hash, id, xmin::text AS version FROM orders")
        return {(row["store_hash"], row["id"]): row["version"] for row in rows}


def check(holds: object, what: str, *, is_said: bool = True) -> None:
    """Say what holds.

    Raises:
        TrialError: if it does not.
    """
    if not holds:
        raise TrialError(what)
    if is_said:
        say(what)


def say(what: str) -> None:
    """Say what has been checked."""
    click.echo(f"{time.monotonic() - BEGAN:4.0f} s  ok    {what}")


def tell(what: str) -> None:
    """Say what begins now."""
    click.echo(f"{time.monotonic() - BEGAN:4.0f} s  ...   {what}")


def _at_once(runs: Iterable[Run]) -> list[int]:
    """Return how many runs were under way whenever one began or ended."""
    moments = sorted(
        [(run.start or 0, 1) for run in runs] + [(run.end or 0, -1) for run in runs],
    )
    return list(accumulate(change for _, change in moments))


def environment(folder: Path, server: cluster.Cluster, fleet: Sequence[Shop]) -> dict[str, str]:
    """Return the environment of Dagster, and write the files that it names."""
    instance = yaml.safe_load((EXAMPLE / "home" / "dagster.yaml").read_text(encoding="utf-8"))
    instance["concurrency"]["runs"]["max_concurrent_runs"] = AT_ONCE
    (folder / "dagster.yaml").write_text(yaml.safe_dump(instance), encoding="utf-8")
    stores = [
        {"hash": shop.hash, "token": shop.variable, "api_url": shop.sandbox.url} for shop in fleet
    ]
    listed = {"cut": date.fromisoformat(CUT), "first_month": MONTHS[0], "stores": stores}
    (folder / "stores.yml").write_text(yaml.safe_dump(listed), encoding="utf-8")
    return {
        **os.environ,
        **{shop.variable: shop.sandbox.access_token for shop in fleet},
        "DAGSTER_HOME": str(folder),
        "FLEET_STORES": str(folder / "stores.yml"),
        "FLEET_STATES": str(folder / "states"),
        "FLEET_TAP": str(TAP),
        "FLEET_TARGET": f"{TARGET} --config {EXAMPLE / 'postgres.json'} --config ENV",
        "FLEET_RETRY_SECONDS": "1",
        "TARGET_POSTGRES_SQLALCHEMY_URL": server.url,
    }


@click.command()
@click.option("--stores", type=click.IntRange(min=3), default=20, help="How many stores to load.")
def main(stores: int) -> None:
    """Load sandbox stores into one PostgreSQL database, as the example of a fleet does."""
    programs = cluster.installed()
    if programs is None:
        sys.exit(f"make fleet needs a PostgreSQL server: found no folder with {cluster.NEEDED}")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that nothing is left running
    with ExitStack() as stack:
        tell(f"starting {stores} stores, PostgreSQL and Dagster")
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="fleet-")))
        server = stack.enter_context(cluster.running(programs))
        fleet = stack.enter_context(shops.opened(stores))
        try:
            running = service.running(
                DAGSTER / "dagster", folder, environment(folder, server, fleet)
            )
            trial = Trial(
                stack.enter_context(running), TargetPostgres(server, SCHEMA), fleet, folder
            )
            trial.begin()
            trial.backfill()
            trial.a_day_later()
            trial.check_runs()
            trial.check_secrets(shop.sandbox.access_token for shop in fleet)
        except TrialError as error:
            sys.exit(f"FAIL  {error}")


if __name__ == "__main__":
    main()
