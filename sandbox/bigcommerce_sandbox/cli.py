"""The command line of the sandbox."""

import ipaddress
import json
import re
import signal
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TextIO, cast, get_args

import click

from bigcommerce_sandbox.api import SCOPES
from bigcommerce_sandbox.clock import DEFAULT_NOW
from bigcommerce_sandbox.faults import Fault, Kind
from bigcommerce_sandbox.front import Request
from bigcommerce_sandbox.server import LOOPBACK, Sandbox
from bigcommerce_sandbox.store import Store
from bigcommerce_sandbox.tables import TABLES
from bigcommerce_sandbox.variants import VARIANTS

KINDS = get_args(Kind)
"""What can go wrong with a request."""


class Moment(click.ParamType[datetime]):
    """An ISO 8601 moment, UTC if it names no zone, or ``now``."""

    name = "moment"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """Read the moment."""
        if isinstance(value, datetime):
            return value
        if value == "now":
            return datetime.now(UTC)
        try:
            moment = datetime.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is neither 'now' nor like 2026-06-30T12:00:00Z", param, ctx)
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


class ScopeNames(click.ParamType[frozenset[str]]):
    """Names of OAuth scopes, separated by commas, in full or without what is around them."""

    name = "names"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> frozenset[str]:
        """Read the names."""
        names = [re.sub(r"^store_(v2_)?|_read_only$", "", one) for one in str(value).split(",")]
        for name in names:
            if name not in SCOPES:
                self.fail(f"{name!r} is none of {', '.join(SCOPES)}", param, ctx)
        return frozenset(f"store_{name}" for name in names)


class FaultText(click.ParamType[Fault]):
    """A fault of every request, or of those whose path a regular expression finds."""

    name = "fault"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> Fault:
        """Read what goes wrong, and where."""
        what, _, path = str(value).partition(":")
        form = re.fullmatch(rf"({'|'.join(KINDS)}|)(?:(?:^|=)([2-5]\d\d))?", what)
        if not what or not form:
            expected = f"a status such as 503, nor one of {', '.join(KINDS)}"
            self.fail(f"{what!r} is neither {expected}", param, ctx)
        try:
            re.compile(path)
        except re.error as problem:
            self.fail(f"{path!r} is no regular expression: {problem}", param, ctx)
        kind = cast("Kind", form[1] or "status")
        return Fault(kind, path, status=int(form[2]) if form[2] else None, times=None)


def loopback(_ctx: click.Context, _param: click.Parameter, value: str) -> str:
    """Refuse an address that other machines could reach."""
    if value != "localhost" and not _is_loopback(value):
        message = f"{value} is not a loopback address; the sandbox serves this machine only."
        raise click.BadParameter(message)
    return value


def _is_loopback(value: str) -> bool:
    try:
        return ipaddress.IPv4Address(value).is_loopback
    except ValueError:
        return False


class Command(click.Command):
    """A command whose help lists the variants."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write a line for each variant."""
        super().format_epilog(ctx, formatter)
        with formatter.section("Variants"):
            formatter.write_dl(list(VARIANTS.items()))


DRAWN = [table for table in TABLES if table.size is not None]
"""The tables of which a history has rows."""

GREETED = ("orders", "customers", "products", "coupons")
"""The tables whose rows the greeting counts."""


def sizes(command: Callable[..., None]) -> Callable[..., None]:
    """Add an option for the size of each table."""
    for table in reversed(DRAWN):
        command = click.option(
            "--" + table.name.replace("_", "-"),
            type=click.IntRange(min=0),
            default=table.size_by_hand,
            help=f"How many {table.name.replace('_', ' ')} the shop's history holds.",
        )(command)
    return command


@click.command(cls=Command, context_settings={"show_default": True, "max_content_width": 100})
@click.option("--host", default=LOOPBACK, callback=loopback, help="Loopback address to listen at.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8642,
    help="Port to listen at; 0 takes any that is free.",
)
@click.option("--seed", default=1, help="Another seed makes another shop; the same, the same one.")
@sizes
@click.option(
    "--months",
    type=click.FloatRange(min=0, min_open=True),
    default=18.0,
    help="How many months of history there are.",
)
@click.option(
    "--now",
    type=Moment(),
    default=DEFAULT_NOW.isoformat(),
    help="Where the history ends and the store's clock starts: ISO 8601, or 'now'.",
)
@click.option(
    "--days-later",
    type=click.IntRange(min=0),
    default=0,
    help="Days of trade after the history: new orders, edits, deletions. Start once without and "
    "once with it to see what an incremental run picks up.",
)
@click.option("--clock-offset", default=0.0, help="Seconds to put the store's clock forward.")
@click.option(
    "--latency",
    type=click.FloatRange(min=0),
    default=0.0,
    help="Seconds that every request takes at least.",
)
@click.option(
    "--quota",
    type=click.IntRange(min=1),
    default=None,
    help="Requests allowed per window, 429 after that; unlimited"
    " unless given. BigCommerce: 150 (Standard, Plus), 450 (Pro).",
)
@click.option(
    "--quota-window",
    type=click.FloatRange(min=0, min_open=True),
    default=30.0,
    help="Seconds of a quota window.",
)
@click.option(
    "--quota-others",
    type=click.FloatRange(min=0),
    default=0.0,
    help="Requests a second that other apps take of the quota.",
)
@click.option(
    "--mutate-every",
    type=click.IntRange(min=0),
    default=0,
    help="Change random rows of every collection after this many requests; 0 leaves them alone.",
)
@click.option("--touch", type=click.IntRange(min=0), default=1, help="Rows touched at each change.")
@click.option(
    "--delete", type=click.IntRange(min=0), default=0, help="Rows deleted at each change."
)
@click.option("--insert", type=click.IntRange(min=0), default=0, help="Rows added at each change.")
@click.option(
    "--variant",
    "variants",
    type=click.Choice(list(VARIANTS)),
    multiple=True,
    metavar="NAME",
    help="A habit that the store's API is to have, from the list below; may be repeated.",
)
@click.option(
    "--scopes",
    type=ScopeNames(),
    help="OAuth scopes of the access token, such as orders,products; 403 for anything else. "
    "Every scope unless given.",
)
@click.option(
    "--fault",
    "faults",
    type=FaultText(),
    multiple=True,
    metavar="WHAT[:PATH]",
    help="What goes wrong with every request, or with those whose path has PATH: a status, reset, "
    "truncate, wrong_body, html (html=403 for a firewall's page), slow or empty; may be "
    "repeated. --fault 503:/v2/orders",
)
@click.option("--access-token", default="sandbox-token", help="The access token to accept.")
@click.option("--store-hash", default="sandbox1", help="The store's hash.")
@click.option(
    "--request-log", type=click.File("w"), help="File to write every request to, as lines of JSON."
)
def main(  # noqa: PLR0913 - one argument for each option
    *,
    host: str,
    port: int,
    seed: int,
    months: float,
    now: datetime,
    days_later: int,
    clock_offset: float,
    latency: float,
    quota: int | None,
    quota_window: float,
    quota_others: float,
    mutate_every: int,
    touch: int,
    delete: int,
    insert: int,
    variants: tuple[str, ...],
    scopes: frozenset[str] | None,
    faults: tuple[Fault, ...],
    access_token: str,
    store_hash: str,
    request_log: TextIO | None,
    **size: int,
) -> None:
    """Run a store on this machine that answers as BigCommerce does.

    It invents an outdoor shop with months of orders, customers, products and coupons, and serves
    it until interrupted. Point the tap at it with the settings printed at the start.
    """
    store = Store(
        seed,
        now=now,
        months=months,
        **size,
    )
    store.live(days_later)
    store.clock.advance(clock_offset)
    sandbox = Sandbox(
        store,
        latency=latency,
        quota=quota,
        quota_window=quota_window,
        quota_others=quota_others,
        host=host,
        port=port,
        store_hash=store_hash,
        access_token=access_token,
        scopes=scopes,
        variants=variants,
    )
    sandbox.faults.extend(faults)
    if mutate_every:
        sandbox.mutate(every=mutate_every, touch=touch, delete=delete, insert=insert)
    if request_log:
        sandbox.house.log = _writer(request_log)
    try:
        sandbox.bind()
    except OSError as problem:
        message = f"cannot listen at {host}:{port}: {problem.strerror}"
        raise click.ClickException(message) from problem
    # The server stops on these signals by itself, then raises them again for whoever is left.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: None)
    _announce(sandbox)
    sandbox.serve()


def _announce(sandbox: Sandbox) -> None:
    settings = {
        "api_url": sandbox.url,
        "store_hash": sandbox.store_hash,
        "access_token": sandbox.access_token,
    }
    store = sandbox.store
    counts = ", ".join(f"{len(store.collection(name))} {name}" for name in GREETED)
    click.echo(
        f"A store listens at {sandbox.url}; its clock shows "
        f"{store.clock.now():%Y-%m-%d %H:%M:%S} UTC.\n"
        f"It has {counts} and {len(DRAWN) - len(GREETED)} other kinds of rows.\n"
        "Stop it with Ctrl+C. Settings for the tap:",
        err=True,
    )
    click.echo(json.dumps(settings, indent=2))


def _writer(file: TextIO) -> Callable[[Request], None]:
    def write(request: Request) -> None:
        file.write(json.dumps(request._asdict()) + "\n")
        file.flush()

    return write
