"""What a run or a check says of all that failed, at its end."""

from __future__ import annotations

from itertools import chain, starmap
from typing import TYPE_CHECKING

from tap_bigcommerce import redaction
from tap_bigcommerce.errors import AccessError, FatalError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tap_bigcommerce.errors import TapError

GIVE_SCOPES = (
    "In the control panel, under Settings > Store-level API accounts, set what is missing to "
    "read-only for the API account of the access token."
)
"""What to do if streams lack scopes."""


def summary(failures: Mapping[str, TapError], *, sharing: int = 2) -> str:
    """Return what ended the run, or which streams could not be read, in a line for each reason.

    What to do follows once for all reasons that it helps with. Streams that lack the same scope
    share a short line.

    Args:
        failures: the errors, by stream.
        sharing: how many streams must lack a scope; the reason of fewer is given in full.
    """
    scopes: dict[str, list[str]] = {}
    for stream, error in failures.items():
        if isinstance(error, AccessError) and error.scope:
            scopes.setdefault(error.scope, []).append(stream)
    shared = {scope: some for scope, some in scopes.items() if len(some) >= sharing}
    reasons: dict[str, dict[str, list[str]]] = {}
    for stream, error in failures.items():
        if isinstance(error, AccessError) and error.scope in shared:
            continue
        remedy = redaction.line(error.remedy)
        reason = redaction.line(str(error)).removesuffix(remedy).rstrip()
        streams = reasons.setdefault(remedy, {}).setdefault(reason, [])
        streams += [] if isinstance(error, FatalError) else [stream]
    if shared:
        reasons[GIVE_SCOPES] = {
            f"Scope {scope} is missing for: {', '.join(some)}.": []
            for scope, some in shared.items()
        }
    return "\n".join(chain.from_iterable(starmap(_said, reasons.items())))


def _said(remedy: str, reasons: Mapping[str, Sequence[str]]) -> list[str]:
    lines = [
        f"{', '.join(streams)} could not be read: {reason}" if streams else reason
        for reason, streams in reasons.items()
    ]
    if not remedy:
        return lines
    return [f"{lines[0]} {remedy}"] if len(lines) == 1 else [*lines, remedy]
