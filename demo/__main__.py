"""A store's data in a database, from nothing.

Starts the sandbox store, reads its tables with tap-bigcommerce, loads them with target-duckdb,
shows what landed and asks the database what a shop would ask. From one run to the next the store
trades for a day, and the tap reads what changed.
"""

import json
import subprocess
import sys
import time
from pathlib import Path

import click

from bigcommerce_sandbox import Sandbox
from demo import database, questions, report, shop
from demo.database import Keys
from demo.delivered import Delivered, count
from demo.folder import (
    CATALOG,
    DATABASE,
    DAY,
    FOLDER,
    MESSAGES,
    NEXT_STATE,
    STATE,
    TAP,
    TAP_CONFIG,
    TARGET,
    TARGET_CONFIG,
)
from tap_bigcommerce.streams import ChildStream, RootStream
from tap_bigcommerce.tap import TapBigCommerce


def main() -> None:
    """Run the demo once."""
    if not TARGET.exists():
        sys.exit("The demo's target is not installed. Start the demo with: make demo")
    day = int(DAY.read_text()) if DAY.exists() else 0

    report.heading(f"Run {day + 1}: " + ("a day later" if day else "a store of a year"))
    with Sandbox(shop.store(days=day)) as sandbox:
        write(
            TAP_CONFIG,
            store_hash=sandbox.store_hash,
            access_token=sandbox.access_token,
            api_url=sandbox.url,
            streams="tables",
            settling_time=0,  # nobody writes to this store while it is read
        )
        choose_streams()
        state = ("--state", STATE) if STATE.exists() else ()
        run(TAP, "--config", TAP_CONFIG, "--catalog", CATALOG, *state, output=MESSAGES)
        requests = [request.path for request in sandbox.requests]
        delivered = count(MESSAGES)
        streams = streams_of(delivered)
        should = shop.keys(sandbox, streams)
    before = database.keys(streams) if STATE.exists() else {}
    write(TARGET_CONFIG, filepath=str(DATABASE), default_target_schema="main")
    run(TARGET / "target-duckdb", "--config", TARGET_CONFIG, source=MESSAGES, output=NEXT_STATE)
    after = database.keys(streams)
    check_complete(should, after)
    keep_state(day)

    report.show_tables(streams, delivered, before, after)
    report.show_requests(requests, should, after)
    report.show_answers()
    report.show_next()


def run(*command: str | Path, output: Path, source: Path | None = None) -> None:
    """Run a program from file to file, its log in a third, and stop the demo if it fails."""
    words = [str(word) for word in command]
    log = FOLDER / f"{Path(words[0]).name}.log"
    shown = [*words, *(["<", str(source)] if source else []), ">", str(output)]
    click.echo(f"$ {' '.join(shown)}")
    began = time.monotonic()
    with (
        (source or Path("/dev/null")).open("rb") as stdin,
        output.open("wb") as stdout,
        log.open("wb") as stderr,
    ):
        code = subprocess.run(  # noqa: S603 - our own commands
            words, stdin=stdin, stdout=stdout, stderr=stderr, check=False
        ).returncode
    if code:
        end = "\n".join(log.read_text(errors="replace").splitlines()[-10:])
        sys.exit(f"{end}\nThe demo failed: {words[0]} ended with exit code {code}. Its log: {log}")
    click.echo(f"  {time.monotonic() - began:.1f} s")


def keep_state(day: int) -> None:
    """Advance the state now that tap and target have both succeeded.

    The target writes a state whenever it has loaded what belongs to it; the last one counts.
    """
    *_, last = NEXT_STATE.read_text().splitlines()
    NEXT_STATE.write_text(last)
    NEXT_STATE.replace(STATE)
    DAY.write_text(f"{day + 1}\n")


def write(file: Path, **config: str | int) -> None:
    """Write a config file."""
    file.write_text(json.dumps(config, indent=2))


def choose_streams() -> None:
    """Select what the questions need beside the tables that are selected by default."""
    run(TAP, "--config", TAP_CONFIG, "--discover", output=CATALOG)
    catalog = json.loads(CATALOG.read_text())
    questions.select(catalog)
    CATALOG.write_text(json.dumps(catalog, indent=2))
    click.echo(f"  and selected beside the default ones: {', '.join(questions.BESIDES)}")


def streams_of(delivered: Delivered) -> list[shop.Stream]:
    """Return the streams that the run read."""
    known = TapBigCommerce(config={}, validate_config=False).discover_streams()
    return [
        stream
        for stream in known
        if isinstance(stream, RootStream | ChildStream) and stream.name in delivered.records
    ]


def check_complete(should: Keys, landed: Keys) -> None:
    """Compare the keys in the database with the store's own."""
    for table, keys in should.items():
        missing = keys - landed[table]
        if missing:
            sys.exit(
                f"The demo failed: {len(missing)} rows of {table} are missing in {DATABASE}, such "
                f"as {min(missing)}. If files in {FOLDER} were changed, start over: make demo-reset"
            )


if __name__ == "__main__":
    main()
