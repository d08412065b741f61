"""The name that a mistyped one was meant to be."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

ALIKE = 0.8
"""Share of common letters, as difflib counts them, from which two names look alike."""

DISTANT = 0.5
"""The same where a name is wrong in any case, so that a bad guess does no harm."""


SLIP = 2
"""Letters that one of two names has and the other lacks, at most, for one to be a slip."""


def meant(name: str, known: Collection[str], alike: float = ALIKE) -> str | None:
    """Return the known name that a name looks like, if any."""
    simple = re.sub(r"[^a-z]+", "_", name.lower())
    close = difflib.get_close_matches(simple, known, n=1, cutoff=alike)
    swapped = (one for one in known if sorted(one) == sorted(simple))
    return next(swapped, None) or (close[0] if close else None)


def mistyped(name: str, known: Collection[str]) -> str | None:
    """Return the known name that a name is likely a slip for.

    A name that adds a word to a known one, such as `email_hash` to `email`, is a name of its own.
    """
    found = meant(name, known)
    return None if found and _words(name) > _words(found) else found


def slip(name: str, known: Collection[str]) -> str | None:
    """Return the known name from which a name differs by a letter or two, or in their order."""
    found, given = mistyped(name, known), name.lower()
    if not found or sorted(found) == sorted(given):
        return found
    blocks = difflib.SequenceMatcher(None, given, found, autojunk=False).get_matching_blocks()
    differing = len(given) + len(found) - 2 * sum(block.size for block in blocks)
    return found if differing <= SLIP else None


def with_hint(name: str, known: Collection[str]) -> str:
    """Return an unknown name, with the known one that it is likely a slip for."""
    found = slip(name, known)
    return f"{name} (did you mean {found}?)" if found else name


def _words(name: str) -> set[str]:
    separated = re.sub(r"([a-z])([A-Z])", r"\1_\2", name).lower()
    return set(re.findall(r"[a-z]+|\d+", separated))
