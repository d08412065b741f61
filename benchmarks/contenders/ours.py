"""This tap, as it is checked out."""

from __future__ import annotations

import sys

from benchmarks.cases import OURS
from benchmarks.contenders.base import Command, Contender, Job
from benchmarks.contenders.catalog import selection
from benchmarks.errors import BenchmarkError, UnavailableError

TAP = [sys.executable, "-m", "tap_bigcommerce"]

NESTED = {
    "orders": {"products", "consignments", "shipping_addresses", "fees"},
    "products": {"variants"},
    "customers": {"addresses", "attributes", "form_fields", "store_credit_amounts"},
}
"""Fields that are deselected in a case without nested parts."""

UNWANTED: dict[str, set[str]] = {
    # They cost a request per order, whoever reads them.
    "orders": {"coupons"},
    # No case is about them.
    "products": {
        "images",
        "primary_image",
        "custom_fields",
        "bulk_pricing_rules",
        "videos",
        "channels",
        "parent_relations",
    },
    "customers": set(),
}
"""Fields that are deselected in every case."""


class Ours(Contender):
    """The package beside this one, run by the Python that runs the benchmark."""

    name = OURS
    title = "tap-bigcommerce (this one)"

    def command(self, job: Job) -> Command:
        """A sync of what the case needs and no more.

        Raises:
            BenchmarkError: if the tap cannot be run.
        """
        config = {**job.config, "api_url": job.address.url, **job.case.settings}
        try:
            catalog = selection(Command(TAP), job.case.streams, _without(nested=job.case.nested))
        except UnavailableError as error:
            message = f"This tap cannot be run, so that there is nothing to measure: {error}"
            raise BenchmarkError(message) from error
        return Command([*TAP, *job.options(config=config, catalog=catalog)])


def _without(*, nested: bool) -> dict[str, set[str]]:
    if nested:
        return UNWANTED
    return {stream: fields | NESTED[stream] for stream, fields in UNWANTED.items()}
