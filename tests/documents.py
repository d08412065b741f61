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


def script(name: str, word: str) -> str:
    """The one script of a page that has a word."""
    scripts: list[str] = re.findall(r"```bash\n(.*?)```", page(name), re.DOTALL)
    [found] = [one for one in scripts if word in one]
    return found
