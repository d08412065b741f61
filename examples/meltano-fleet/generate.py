"""Write the extractors of many stores, for a Meltano project that defines tap-bigcommerce.

    python generate.py stores.txt target-postgres > fleet.meltano.yml

`stores.txt` has a line for each store: its hash, and the name of the environment variable with its
access token, in capitals, since Meltano expands no others. Empty lines and lines that begin with
`#` are ignored.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import NamedTuple

MINUTES = 60
"""Minutes of an hour, over which the schedules are spread."""

EXTRACTOR = """\
    - name: tap-bigcommerce--{hash}
      inherit_from: tap-bigcommerce
      # A namespace of its own, so that TAP_BIGCOMMERCE_* variables set no store's settings.
      namespace: tap_bigcommerce__{hash}
      config:
        store_hash: "{hash}"
        access_token: ${token}
        store_hash_column: true
"""

JOB = """\
  - name: bigcommerce--{hash}
    tasks:
      - tap-bigcommerce--{hash} {loader}
"""

SCHEDULE = """\
  - name: bigcommerce--{hash}-every-hour
    interval: "{minute} * * * *"
    job: bigcommerce--{hash}
"""


class Store(NamedTuple):
    """A store of the fleet.

    Args:
        hash: its hash.
        token: the environment variable with its access token.
    """

    hash: str
    token: str


def parse(text: str) -> list[Store]:
    """Read the list of stores.

    Raises:
        ValueError: if a line is wrong, or names a store again.
    """
    stores: dict[str, Store] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        found = re.fullmatch(r"\s*([a-z0-9]+)\s+([A-Z_][A-Z0-9_]*)\s*", line)
        if not found:
            message = f"Line {number} is wrong; expected, for example: abc123 TOKEN_OF_ABC123"
            raise ValueError(message)
        store = Store(*found.groups())
        if store.hash in stores:
            message = f"Line {number} names store {store.hash} a second time. Remove one of them."
            raise ValueError(message)
        stores[store.hash] = store
    return [*stores.values()]


def definitions(stores: list[Store], loader: str) -> str:
    """Return the file to include, with an extractor, a job and a schedule for each store."""
    lines = ["# Written by generate.py: change the list of stores, not this file.\n"]
    lines += ["plugins:\n  extractors:\n"]
    lines += [EXTRACTOR.format(**one._asdict()) for one in stores]
    lines += ["jobs:\n"]
    lines += [JOB.format(hash=one.hash, loader=loader) for one in stores]
    lines += ["schedules:\n"]
    lines += [
        SCHEDULE.format(hash=one.hash, minute=place * MINUTES // len(stores))
        for place, one in enumerate(stores)
    ]
    return "".join(lines)


if __name__ == "__main__":
    try:
        _, path, given = sys.argv
        sys.stdout.write(definitions(parse(Path(path).read_text(encoding="utf-8")), given))
    except (OSError, ValueError) as error:
        usage = "Usage: python generate.py stores.txt LOADER > fleet.meltano.yml"
        sys.exit(f"{error}\n{usage}")
