"""Files of the repository that are pages of the site as well."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docs.streams import ROOT, SITE

if TYPE_CHECKING:
    from pathlib import Path

COPIES = {"CONTRIBUTING.md": "contributing.md", "CHANGELOG.md": "changelog.md"}

_LINK = re.compile(r"\[([^]]+)]\(([^):]+)\)")
"""A link that leads to a file: an address has a colon."""


def written() -> dict[Path, str]:
    """Return the text of each page that is a copy."""
    return {
        SITE / page: _LINK.sub(_in_site, (ROOT / file).read_text(encoding="utf-8"))
        for file, page in COPIES.items()
    }


def _in_site(link: re.Match[str]) -> str:
    """Return a link as the site has it: without its target if that is no page."""
    text, target = link.groups()
    path, hash_, heading = target.partition("#")
    page = COPIES.get(path) or path.removeprefix("docs/site/")
    return f"[{text}]({page}{hash_}{heading})" if (SITE / page).is_file() else text
