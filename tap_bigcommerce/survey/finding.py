"""A question about a list, and what was found.

A question is a function that looks at a few responses. No answer may hold anything of the store:
no name, id, cursor, date or amount, only how the API behaves.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from tap_bigcommerce.errors import (
    FatalError,
    ForbiddenError,
    NotFoundError,
    RejectedError,
    TapError,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from tap_bigcommerce.streams import RootStream
    from tap_bigcommerce.survey.probe import Probe


class UnknownError(Exception):
    """The store does not have what a question needs; the text says what is lacking."""


def need(found: object, lack: str) -> None:
    """Check that the store has what a question needs.

    Raises:
        UnknownError: if it does not, saying what is lacking.
    """
    if not found:
        raise UnknownError(lack)


class Told(NamedTuple):
    """What a question found.

    Args:
        answer: what the store does.
        as_assumed: whether that is what the tap assumes.
    """

    answer: str
    as_assumed: bool


class Finding(NamedTuple):
    """One line of the table.

    Args:
        question: the list, and what was asked about it.
        answer: what the store does.
        verdict: what the tap assumes, and whether that is so.
    """

    question: str
    answer: str
    verdict: str


@dataclass(frozen=True)
class Question:
    """A question about some lists.

    Args:
        text: the question.
        assumed: what the tap assumes.
        otherwise: what the tap does if that is not so.
        ask: looks at one list.
        lists: the streams whose lists the question is about.
    """

    text: str
    assumed: str
    otherwise: str
    ask: Callable[[Probe, RootStream], Told]
    lists: tuple[str, ...]

    def finding(self, probe: Probe, stream: RootStream) -> Finding:
        """Ask about one list.

        Raises:
            FatalError: if the store cannot be read at all.
        """
        question = f"{stream.name}: {self.text}"
        try:
            told = self.ask(probe, stream)
        except UnknownError as error:
            return Finding(question, "-", f"could not tell: {error}")
        except TapError as error:
            if isinstance(error, FatalError) and not probe.has_answers:
                raise
            return Finding(question, "-", f"could not tell: {_reason(error)}")
        except (AttributeError, LookupError, TypeError, ValueError) as error:
            what = f"a response has an unknown form ({type(error).__name__})"
            return Finding(question, "-", f"could not tell: {what}")
        if told.as_assumed:
            return Finding(question, told.answer, f"{self.assumed}: confirmed")
        verdict = f"{self.assumed}: contradicted; {self.otherwise}"
        return Finding(question, told.answer, verdict)


def _reason(error: TapError) -> str:
    """Return what a failure means, without its message, which may hold ids."""
    if isinstance(error, ForbiddenError):
        return "scope missing"
    if isinstance(error, RejectedError):
        return "the request was rejected"
    return "not found (404)" if isinstance(error, NotFoundError) else "the request failed"
