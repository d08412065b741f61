"""A question about a list, and its finding.

A question is a function that looks at a few responses. An answer only says how the API behaves. It
may have no name, id, cursor, date or amount of the store.
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
    """The store lacks the data for a question; the text names it."""


def need(found: object, lack: str) -> None:
    """Check that the store has the data for a question.

    Raises:
        UnknownError: if it does not; names the missing data.
    """
    if not found:
        raise UnknownError(lack)


class Told(NamedTuple):
    """The answer to a question.

    Args:
        answer: how the store behaves.
        as_assumed: whether the tap assumes this behaviour.
    """

    answer: str
    as_assumed: bool


class Finding(NamedTuple):
    """One line of the table.

    Args:
        question: the list and the question.
        answer: how the store behaves.
        verdict: the tap's assumption, and whether it holds.
    """

    question: str
    answer: str
    verdict: str


@dataclass(frozen=True)
class Question:
    """A question about some lists.

    Args:
        text: the question.
        assumed: the tap's assumption.
        otherwise: what the tap does if the assumption is wrong.
        ask: answers the question for one list.
        lists: the streams whose lists to ask about.
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
    """Return the meaning of a failure, without its message, which may have ids."""
    if isinstance(error, ForbiddenError):
        return "scope missing"
    if isinstance(error, RejectedError):
        return "the request was rejected"
    return "not found (404)" if isinstance(error, NotFoundError) else "the request failed"
