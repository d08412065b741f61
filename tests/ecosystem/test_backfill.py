"""The commands of docs/site/backfill.md load a store, also when they are stopped in between."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from bigcommerce_sandbox import Fault, Sandbox, Store
from tests.copying import STREAMS, Copy
from tests.documents import page
from tests.ecosystem.environments import program
from tests.ecosystem.processes import run
from tests.running import config, decode

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.ecosystem

[SCRIPT] = re.findall(r"```bash\n(.+?)```", page("backfill"), re.DOTALL)


@pytest.fixture
def shop() -> Iterator[Sandbox]:
    """A store whose last month is the one after the cut."""
    store = Store(seed=5, orders=60, customers=50, products=10, coupons=5)
    store.clock.advance(90)
    with Sandbox(store) as shop:
        yield shop


def test_the_script_is_stopped_and_goes_on(shop: Sandbox, tmp_path: Path) -> None:
    """In April nothing can be read; what was done by then is not read again."""
    target = Path(program("target-jsonl", "target-jsonl"))
    for name, path in (("tap/bin", Path(sys.executable).parent), ("target/bin", target.parent)):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).symlink_to(path)
    (tmp_path / "config.json").write_text(json.dumps(config(shop, retry_time=0)))
    shop.faults.append(
        Fault(path="/orders$", query="max_date_modified=2026-05-01", status=500, times=None)
    )
    run("bash", "-c", SCRIPT, cwd=tmp_path, code=1)
    assert [one.name for one in (tmp_path / "done").iterdir()] == ["2026-05-31"]

    shop.faults.clear()
    shop.store.orders.touch(*shop.store.orders.ids()[:5])
    shop.store.clock.advance(90)
    run("bash", "-c", SCRIPT, cwd=tmp_path)
    copy = Copy()
    copy.take([message(stream, row) for stream in STREAMS for row in rows(tmp_path, stream)])
    assert copy.faults(shop.store) == []


def rows(folder: Path, stream: str) -> Iterator[dict[str, Any]]:
    """What the target stored of a stream, in a file for each day, in the order in which it came."""
    for path in sorted(folder.glob(f"{stream}-*.jsonl")):
        yield from decode(path.read_bytes())


def message(stream: str, record: dict[str, Any]) -> dict[str, Any]:
    """A row as a message."""
    return {"type": "RECORD", "stream": stream, "record": record}
