"""A PostgreSQL server of one's own, in a temporary folder, behind a socket in that folder."""

from __future__ import annotations

import os
import pwd
import shutil
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, NamedTuple

from tests.ecosystem.processes import run

if TYPE_CHECKING:
    from collections.abc import Iterator

INSTALLED = Path("/usr/lib/postgresql")
"""Where Debian puts the servers, a folder for each version, none of them on the path."""

NEEDED = ("initdb", "pg_ctl", "psql")
SUPERUSER = "loader"
DATABASE = "postgres"

SETTINGS = {
    "listen_addresses": "",  # the socket is enough, and needs no free port
    "fsync": "off",
    # Not UTC: what depends on the time zone of a session shows.
    "timezone": "America/St_Johns",
}


class Cluster(NamedTuple):
    """A running server.

    Args:
        programs: where its programs are.
        folder: where its socket is.
    """

    programs: Path
    folder: Path

    @property
    def url(self) -> str:
        """What SQLAlchemy needs to reach it, in a session whose time zone is UTC."""
        address = f"{SUPERUSER}@/{DATABASE}?host={self.folder}"
        return f"postgresql+psycopg://{address}&options=-c%20timezone%3DUTC"

    def lines(self, sql: str, schema: str = "public") -> list[str]:
        """The rows of a query on a schema, each as `psql` writes it, times in UTC."""
        psql = (self.programs / "psql", "--no-psqlrc", "--tuples-only", "--no-align", "--quiet")
        where = ("--host", self.folder, "--username", SUPERUSER, "--dbname", DATABASE)
        session = {"PGTZ": "UTC", "PGOPTIONS": f"-c search_path={schema}"}
        done = run(*psql, *where, "--command", sql, env={**os.environ, **session})
        return done.stdout.removesuffix("\n").split("\n")  # other ends of lines are part of texts


def installed() -> Path | None:
    """Where the programs of a PostgreSQL server are: on the path, or where Debian puts them."""
    on_path = shutil.which("initdb")
    versions = [one for one in INSTALLED.glob("*/bin") if one.parent.name.isdigit()]
    newest = sorted(versions, key=lambda one: int(one.parent.name), reverse=True)
    candidates = [*([Path(on_path).parent] if on_path else []), *newest]
    return next((one for one in candidates if all((one / name).exists() for name in NEEDED)), None)


@contextmanager
def running(programs: Path) -> Iterator[Cluster]:
    """Make a server, and end it with the context."""
    # Not pytest's temporary folder: whoever runs the server must be able to enter it, and the path
    # of a socket may not be long.
    with TemporaryDirectory(prefix="postgres-") as name:
        folder = Path(name)
        identity = _identity(folder)
        data = folder / "data"
        options = " ".join(f"-c {key}={value}" for key, value in SETTINGS.items())
        pg_ctl = (programs / "pg_ctl", "--pgdata", data, "--wait", "--silent")
        run(
            *(programs / "initdb", "--pgdata", data, "--username", SUPERUSER, "--auth", "trust"),
            *("--encoding", "UTF8", "--locale", "C", "--no-sync"),
            **identity,
        )
        start = ("--options", f"-k {folder} {options}", "--log", folder / "log", "start")
        run(*pg_ctl, *start, **identity)
        try:
            yield Cluster(programs, folder)
        finally:
            run(*pg_ctl, "--mode", "immediate", "stop", **identity)


def _identity(folder: Path) -> dict[str, Any]:
    """Who runs the server, and so owns the folder: PostgreSQL refuses to be run by root."""
    if os.geteuid():
        return {"cwd": folder}
    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    return {"cwd": folder, "user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
