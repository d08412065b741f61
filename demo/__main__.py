"""A store's data in a database, from nothing.

Starts the sandbox store, reads it with tap-bigcommerce, loads it with target-duckdb and shows what
landed. From one run to the next the store lives on for a day, and the tap reads what changed.
"""

import json
import os
import subprocess
import sys
import time
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import click
import msgspec

from bigcommerce_sandbox import Sandbox, Store

# Relative, so that what is shown can be typed.
FOLDER = Path(".demo")
DATABASE = FOLDER / "store.duckdb"
DAY = FOLDER / "day"
STATE = FOLDER / "state.json"
NEXT_STATE = FOLDER / "next_state.jsonl"
MESSAGES = FOLDER / "messages.jsonl"
TAP_CONFIG = FOLDER / "tap.json"
TARGET_CONFIG = FOLDER / "target.json"
TARGET = FOLDER / "target" / "bin"
TAP = Path(os.path.relpath(sys.executable)).with_name("tap-bigcommerce")

IDS = """
    SELECT 'orders', list(id) FROM orders
    UNION ALL SELECT 'customers', list(id) FROM customers
    UNION ALL SELECT 'products', list(id) FROM products
    UNION ALL SELECT 'coupons', list(id) FROM coupons
"""

REVENUE = """
    -- The target stores amounts as DOUBLE; as DECIMAL they are exact again, and so is their sum.
    SELECT strftime(date_created, '%Y-%m') AS month,
           count(*),
           sum(total_inc_tax::DECIMAL(18, 4) - refunded_amount::DECIMAL(18, 4))
    FROM orders
    WHERE status NOT IN ('Incomplete', 'Cancelled', 'Declined') AND NOT is_deleted
    GROUP BY month ORDER BY month
"""


class Message(msgspec.Struct):
    """What is counted of a Singer message."""

    type: str
    stream: str = ""
    bookmark_properties: list[str] | None = None


def main() -> None:
    """Run the demo once."""
    if not TARGET.exists():
        sys.exit("The demo's target is not installed. Start the demo with: make demo")
    day = int(DAY.read_text()) if DAY.exists() else 0
    store = Store(seed=1, orders=4000, customers=1500, products=300, coupons=40, months=12)
    store.live(days=day)
    before = ids() if STATE.exists() else {}

    heading(f"Run {day + 1}: " + ("a day later" if day else "a store of a year"))
    with Sandbox(store) as sandbox:
        write(
            TAP_CONFIG,
            store_hash=sandbox.store_hash,
            access_token=sandbox.access_token,
            api_url=sandbox.url,
            settling_time=0,  # nobody writes to this store while it is read
        )
        state = ("--state", STATE) if STATE.exists() else ()
        run(TAP, "--config", TAP_CONFIG, *state, output=MESSAGES)
        requests = [request.path for request in sandbox.requests]
    write(TARGET_CONFIG, filepath=str(DATABASE), default_target_schema="main")
    run(TARGET / "target-duckdb", "--config", TARGET_CONFIG, source=MESSAGES, output=NEXT_STATE)
    after = ids()
    check_complete(store, after)
    keep_state(day)

    show_tables(before, after)
    show_requests(requests)
    show_revenue()
    show_next()


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


# What landed


def query(sql: str) -> list[list[Any]]:
    """Ask the database."""
    command = [str(TARGET / "python"), "demo/query.py", "--json", str(DATABASE), sql]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=False)  # noqa: S603 - our own
    if done.returncode:
        sys.exit(f"The demo failed: {DATABASE} cannot be read. Start over with: make demo-reset")
    answer: list[list[Any]] = json.loads(done.stdout)
    return answer


def ids() -> dict[str, set[int]]:
    """The ids in each table."""
    return {table: set(found or ()) for table, found in query(IDS)}


def check_complete(store: Store, landed: dict[str, set[int]]) -> None:
    """Compare the ids in the database with the store's own."""
    for table, found in landed.items():
        missing = set(store.collection(table).ids()) - found
        if missing:
            sys.exit(
                f"The demo failed: {len(missing)} {table} are missing in {DATABASE}, such as "
                f"{min(missing)}. If files in {FOLDER} were changed, start over: make demo-reset"
            )


def show_tables(before: dict[str, set[int]], after: dict[str, set[int]]) -> None:
    """Show what this run brought to each table, and why."""
    records: Counter[str] = Counter()
    whole = set()
    with MESSAGES.open("rb") as lines:
        for line in lines:
            message = msgspec.json.decode(line, type=Message)
            if message.type == "RECORD":
                records[message.stream] += 1
            elif message.type == "SCHEMA" and not message.bookmark_properties:
                whole.add(message.stream)

    heading("What this run brought")
    click.echo(f"{'table':<10} {'records':>8} {'new':>8} {'updated':>8} {'rows now':>9}  why")
    for table, found in after.items():
        new = len(found - before.get(table, set()))
        if not before:
            why = "first run: everything"
        elif table in whole:
            why = "everything: the API has no date of change"
        else:
            why = "changed since the last run"
        click.echo(
            f"{table:<10} {records[table]:>8,} {new:>8,} {records[table] - new:>8,}"
            f" {len(found):>9,}  {why}"
        )


def show_requests(paths: list[str]) -> None:
    """Say what the run cost, and that it is complete, which has been checked by now."""
    coupons = sum(path.startswith("/v2/orders/") and path.endswith("/coupons") for path in paths)
    click.echo(
        f"{len(paths)} requests, {coupons} of them for order coupons, which the API has only per "
        "order.\nThe database has every record that the store has."
    )


def show_revenue() -> None:
    """Answer a question that a shop would ask."""
    months = [(month, orders, Decimal(amount)) for month, orders, amount in query(REVENUE)]
    most = max(amount for _, _, amount in months)
    heading("Revenue by month, without incomplete, cancelled and declined orders, less refunds")
    for month, orders, amount in months:
        bar = "█" * round(40 * amount / most)
        click.echo(f"{month} {amount:>14,.2f} USD {orders:>6,} orders  {bar}")


def show_next() -> None:
    """Say what to do now."""
    heading("Next")
    click.echo(f"The data is in {DATABASE}. Ask it something:")
    sql = "SELECT status, count(*) FROM orders GROUP BY status"
    click.echo(f'  {TARGET / "python"} demo/query.py {DATABASE} "{sql}"')
    click.echo("Let the store live on for a day, and read what changed:")
    click.echo("  make demo")
    click.echo("Read your own store: copy sample_config.json to config.json, fill it in, then")
    click.echo(f"  {TAP} --config config.json --test")
    click.echo(f"  {TAP} --config config.json > messages.jsonl")


def heading(text: str) -> None:
    """Set off what follows; only a terminal gets the bold type."""
    click.echo()
    click.secho(text, bold=True)


if __name__ == "__main__":
    main()
