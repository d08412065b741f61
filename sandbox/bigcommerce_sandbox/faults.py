"""Failures that a test can put in the way of chosen requests."""

# ruff: noqa: S311 - chance decides which test requests fail, nothing secret

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Literal

Kind = Literal["status", "reset", "truncate", "wrong_body", "html", "slow", "empty"]

HTML = b"<html><head><title>Please wait</title></head><body><h1>Checking...</h1></body></html>"
WRONG_BODY = b'{"message":"This is not the answer you asked for."}'


@dataclass
class Fault:
    """Something that goes wrong for some requests.

    Attributes:
        kind: What goes wrong.

            * ``status``: an error answer with ``status`` (500 unless given) and ``headers``, and
              with no other header of the API: no quota headers on a 429, unless given;
            * ``reset``: the connection is reset before a byte is answered;
            * ``truncate``: the connection ends in the middle of the true answer's body;
            * ``wrong_body``: valid JSON of another shape, under ``status`` (200 unless given);
            * ``html``: a web page, under ``status`` (200 unless given);
            * ``slow``: the true answer, ``seconds`` later;
            * ``empty``: a body of no bytes, under ``status`` (200 unless given).

        path: A regular expression searched for in the path behind the store's hash, such as
            ``/v2/orders$``.
        query: A regular expression searched for in the decoded query string.
        nth: The first matching request that fails, counted from 1.
        times: How many matching requests fail from then on; None for all.
        probability: The chance that each of these does fail, from 0 to 1.
        status: The status of the answer.
        headers: Headers of the answer.
        seconds: How long ``slow`` waits.
        seed: Makes the chances reproducible.
    """

    kind: Kind = "status"
    path: str = ""
    query: str = ""
    nth: int = 1
    times: int | None = 1
    probability: float = 1.0
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 1.0
    seed: int = 0
    matched: int = field(default=0, init=False)
    struck: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        self._chance = Random(self.seed)

    def strikes(self, path: str, query: str) -> bool:
        """Whether this request fails; counts it if it matches."""
        if not (re.search(self.path, path) and re.search(self.query, query)):
            return False
        self.matched += 1
        if self.matched < self.nth or (self.times is not None and self.struck >= self.times):
            return False
        if self._chance.random() >= self.probability:
            return False
        self.struck += 1
        return True
