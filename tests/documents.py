"""What the documentation says, for tests that hold it against the code or run what it shows."""

from __future__ import annotations

import re
from pathlib import Path

SITE = Path(__file__).resolve().parents[1] / "docs/site"

MOVING = ("moving/singer-io", "moving/airbyte", "moving/fivetran", "moving/cdata")
"""Pages for those who come from another connector."""

OLD_NAMES = "Views with the old names"
"""The heading on each of them that the SQL stands below."""


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


def sql(name: str, heading: str) -> list[str]:
    """The SQL statements below a heading of a page, without the semicolons between them."""
    section = re.split(rf"^## {heading}\n", page(name), flags=re.MULTILINE)[1]
    [block] = re.findall(
        r"```sql\n(.*?)```", re.split(r"^## ", section, flags=re.MULTILINE)[0], re.DOTALL
    )
    return [one.strip() for one in block.split(";") if one.strip()]
