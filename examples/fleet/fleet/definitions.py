"""What Dagster knows: two assets, a job and a schedule."""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import dagster as dg

from fleet import stores
from fleet.errors import FleetError
from fleet.loader import Loader
from fleet.pipeline import PipelineError

FLEET = stores.read(Path(os.environ.get("FLEET_STORES", "stores.yml")))
LOADER = Loader.from_environment(FLEET)

STORE, MONTH, SINCE = "store", "month", "since"
"""Dimensions of partitions. Dagster tags each run with `dagster/partition/` and the dimension."""

STORES = dg.StaticPartitionsDefinition(list(FLEET.stores))
MONTHS = dg.StaticPartitionsDefinition(FLEET.months)
CUT = dg.StaticPartitionsDefinition([f"{FLEET.cut}"])

RETRIES = dg.RetryPolicy(
    max_retries=3,
    delay=float(os.environ.get("FLEET_RETRY_SECONDS", "60")),
    backoff=dg.Backoff.EXPONENTIAL,
    jitter=dg.Jitter.PLUS_MINUS,
)

SOON = {"dagster/priority": "1"}
"""A tag that lets hourly runs overtake a backfill in the queue."""

UNFINISHED = [
    dg.DagsterRunStatus.QUEUED,
    dg.DagsterRunStatus.NOT_STARTED,
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
    dg.DagsterRunStatus.CANCELING,
]

LEVEL = re.compile(r"\| (WARNING|ERROR|CRITICAL) ")


@dg.asset(
    partitions_def=dg.MultiPartitionsDefinition({STORE: STORES, MONTH: MONTHS}),
    retry_policy=RETRIES,
    description="Orders and customers of a store that last changed in a month before the cut. "
    "The first month has everything older as well.",
)
def backfill(context: dg.AssetExecutionContext) -> None:
    """Load a month of a store."""
    of = context.partition_key.keys_by_dimension
    with _explained():
        LOADER.load_month(FLEET.stores[of[STORE]], of[MONTH], _logger(context))


@dg.asset(
    # The dimension with a single key makes Dagster tag runs with their store, as those of backfill.
    partitions_def=dg.MultiPartitionsDefinition({STORE: STORES, SINCE: CUT}),
    retry_policy=RETRIES,
    description="What changed in a store since the cut, and everything that has no date.",
)
def incremental(context: dg.AssetExecutionContext) -> None:
    """Load what changed in a store since the last time."""
    store = context.partition_key.keys_by_dimension[STORE]
    with _explained():
        LOADER.load_changes(FLEET.stores[store], _logger(context))


every_store = dg.define_asset_job("every_store", selection=[incremental])


@dg.schedule(job=every_store, cron_schedule="@hourly")
def hourly(context: dg.ScheduleEvaluationContext) -> Iterator[dg.RunRequest]:
    """Run `incremental` of each store, unless a run of it has not finished yet."""
    unfinished = context.instance.get_runs(
        dg.RunsFilter(statuses=UNFINISHED, tags={f"dagster/partition/{SINCE}": f"{FLEET.cut}"})
    )
    busy = {run.tags[f"dagster/partition/{STORE}"] for run in unfinished}
    for store in [one for one in FLEET.stores if one not in busy]:
        key = dg.MultiPartitionKey({STORE: store, SINCE: f"{FLEET.cut}"})
        yield dg.RunRequest(partition_key=key, tags=SOON)


@contextmanager
def _explained() -> Iterator[None]:
    """Turn errors into Dagster's, which say whether to retry."""
    try:
        yield
    except FleetError as error:
        # What the tap or the target reports may pass. A missing token does not.
        raise dg.Failure(str(error), allow_retries=isinstance(error, PipelineError)) from None


def _logger(context: dg.AssetExecutionContext) -> Callable[[str], None]:
    """Return what logs a line of the tap or the target at its own level."""

    def log(line: str) -> None:
        level = LEVEL.search(line)
        context.log.log(level[1] if level else "INFO", line)

    return log


definitions = dg.Definitions(
    assets=[backfill, incremental],
    jobs=[every_store],
    schedules=[hourly],
    # A run has a single step, which needs no process of its own.
    executor=dg.in_process_executor,
)
