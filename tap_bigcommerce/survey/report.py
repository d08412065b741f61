"""All questions, asked of one store, and their findings as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tap_bigcommerce.errors import StoreError
from tap_bigcommerce.survey.finding import Finding
from tap_bigcommerce.survey.probe import Probe
from tap_bigcommerce.survey.questions import QUESTIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tap_bigcommerce.streams import RootStream
    from tap_bigcommerce.survey.probe import ListeningClient


def survey(client: ListeningClient, streams: Iterable[RootStream]) -> list[Finding]:
    """Ask a store all questions.

    Raises:
        FatalError: if it cannot be read at all.
    """
    probe, by_name = Probe(client), {stream.name: stream for stream in streams}
    findings = [
        question.finding(probe, by_name[name]) for question in QUESTIONS for name in question.lists
    ]
    if not probe.has_answers:
        message = f"None of the requests succeeded. {probe.failure}"
        raise StoreError(message)
    return findings


def table(findings: Sequence[Finding]) -> str:
    """Return the findings as a Markdown table."""
    head = Finding("Question", "Finding", "What the tap assumes")
    widths = [max(len(line[column]) for line in (head, *findings)) for column in (0, 1)]

    def row(line: Finding) -> str:
        question, answer = (cell.ljust(width) for cell, width in zip(line, widths, strict=False))
        return f"| {question} | {answer} | {line.verdict} |"

    ruler = Finding("-" * widths[0], "-" * widths[1], "-" * len(head.verdict))
    return "\n".join(map(row, (head, ruler, *findings)))
