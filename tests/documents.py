"""What the documentation says, for tests that hold it against the code or run what it shows."""

from __future__ import annotations

import re
from pathlib import Path

SITE = Path(__file__).resolve().parents[1] / "docs/site"


def page(name: str) -> str:
    """The text of a page of the site."""
    return (SITE / f"{name}.md").read_text(encoding="utf-8")


def statements(name: str, verb: str) -> list[str]:
    """The SQL statements of a page that begin with a word, each in a line."""
    return re.findall(rf"^ *({verb} .+)$", page(name), re.MULTILINE)
