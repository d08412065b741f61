"""This tap, as it is checked out."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import cache
from typing import TYPE_CHECKING, Any

from benchmarks.cases import OURS
from benchmarks.contenders.base import Command, Contender, Job
from benchmarks.counting import Record, singer_records
from benchmarks.errors import BenchmarkError

if TYPE_CHECKING:
    from collections.abc import Iterator

TAP = [sys.executable, "-m", "tap_bigcommerce"]

WITHOUT = {
    False: {
        "orders": {"products", "consignments", "shipping_addresses", "fees", "coupons"},
        "products": {
            *("variants", "images", "primary_image", "custom_fields", "bulk_pricing_rules"),
            *("videos", "channels", "parent_relations"),
        },
        "customers": {"addresses", "attributes", "form_fields", "store_credit_amounts"},
    },
    True: {
        # They cost a request per order, whoever reads them.
        "orders": {"coupons"},
        "products": {
            *("images", "primary_image", "custom_fields", "bulk_pricing_rules"),
            *("videos", "channels", "parent_relations"),
        },
        "customers": set(),
    },
}
"""Fields that are deselected: for a case without nested parts, and for one with them."""


class Ours(Contender):
    """The package beside this one, run by the Python that runs the benchmark."""

    name = OURS
    title = "tap-bigcommerce (this one)"

    def command(self, job: Job) -> Command:
        """A sync of what the case needs and no more."""
        config = {
            "api_url": job.address.url,
            "store_hash": job.address.store_hash,
            "access_token": job.address.token,
            "start_date": job.start_date.isoformat(),
            **job.case.settings,
        }
        files = {
            "--config": job.write("config.json", config),
            "--catalog": job.write("catalog.json", selection(job)),
        }
        return Command([*TAP, *(word for option in files.items() for word in option)])

    def records(self, job: Job) -> Iterator[tuple[str, Record]]:
        """Singer messages."""
        return singer_records(job.stdout)


def selection(job: Job) -> dict[str, Any]:
    """The tap's catalog with the streams and the parts of the case selected."""
    catalog: dict[str, Any] = json.loads(_discovered())
    without = WITHOUT[job.case.nested]
    for entry in catalog["streams"]:
        stream = entry["stream"]
        for item in entry["metadata"]:
            match item["breadcrumb"]:
                case []:
                    item["metadata"]["selected"] = stream in job.case.streams
                case ["properties", field] if field in without.get(stream, ()):
                    item["metadata"]["selected"] = False
    return catalog


@cache
def _discovered() -> bytes:
    done = subprocess.run([*TAP, "--discover"], capture_output=True, check=False)  # noqa: S603 - our own command
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip()
        message = f"This tap cannot be run, so that there is nothing to measure: {said}"
        raise BenchmarkError(message)
    return done.stdout
