"""Several requests at once, those that are needed first before the others."""

from __future__ import annotations

import heapq
import threading
from collections import deque
from concurrent.futures import Future, InvalidStateError
from contextlib import suppress
from functools import partial
from itertools import count, islice
from typing import TYPE_CHECKING, Any, TypeVar, cast

from tap_bigcommerce import signals
from tap_bigcommerce.errors import FatalError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

T = TypeVar("T")

PATIENCE = 1.0
"""Seconds that a thread waits for something to do."""

FIRST = -1
"""Rank of what holds up everything else."""


class Pool:
    """Threads that take tasks one step at a time.

    A task is an iterator; each step makes one request. Between two steps, any task of a lower rank
    goes first. So a gap that will be needed later does not hold up the one that is needed now, and
    no thread ever waits for another.

    Threads end when there is nothing to do for a while: to start one for each request takes a
    twentieth of a run with many. They do not keep the process from ending.

    Args:
        size: how many steps may be under way at once.
    """

    def __init__(self, size: int) -> None:
        self.size = size
        self._came = threading.Condition()
        self._waiting: list[tuple[int, int, Callable[[], None]]] = []
        self._threads = self._idle = 0
        self._ticket = count()  # of equal ranks, the earlier goes first

    def run(self, rank: int, steps: Iterator[T]) -> Future[list[T]]:
        """Take an iterator to its end, and give what it yielded; a cancelled one just stops."""
        done: Future[list[T]] = Future()
        results: list[T] = []

        def advance() -> None:
            if done.cancelled():
                return
            with suppress(InvalidStateError):  # cancelled meanwhile
                try:
                    results.append(next(steps))
                except StopIteration:
                    done.set_result(results)
                except BaseException as error:  # noqa: BLE001 - raised by who asks for the result
                    done.set_exception(error)
                else:
                    self._enqueue(rank, advance)

        self._enqueue(rank, advance)
        return done

    def run_first(self, call: Callable[[], T]) -> Future[list[T]]:
        """Make one call ahead of all queued work."""

        def step() -> Iterator[T]:
            yield call()

        return self.run(FIRST, step())

    def ask(self, call: Callable[[], T]) -> T:
        """Make one call ahead of all queued work, and wait for what it returns."""
        [answer] = self.run_first(call).result()
        return answer

    def each(self, steps: Iterator[T]) -> Iterator[T]:
        """Take an iterator to its end, each step ahead of all queued work."""
        end = object()
        following: Callable[[], T | object] = partial(next, steps, end)
        while (one := self.ask(following)) is not end:
            yield cast("T", one)

    def _enqueue(self, rank: int, step: Callable[[], None]) -> None:
        with self._came:
            heapq.heappush(self._waiting, (rank, next(self._ticket), step))
            self._came.notify()
            if self._threads == self.size or self._idle >= len(self._waiting):
                return
            self._threads += 1
            self._idle += 1
        try:
            # Signals are the main thread's: they must find it where it does not hold them back.
            with signals.blocked():
                threading.Thread(target=self._work, daemon=True).start()
        except Exception as error:
            with self._came:
                self._threads -= 1
                self._idle -= 1
                others = self._threads
            if not isinstance(error, RuntimeError):
                raise
            if others:  # the machine gives no more of them, and these do the work
                return
            message = f"No thread could be started ({error}). Raise this machine's limits."
            raise FatalError(message) from error

    def _work(self) -> None:
        while step := self._next_step():
            step()
            with self._came:
                self._idle += 1

    def _next_step(self) -> Callable[[], None] | None:
        """Wait for a step to take; give None to a thread that is no longer needed."""
        with self._came:
            has_work = self._came.wait_for(lambda: self._waiting, PATIENCE)
            self._idle -= 1
            if has_work:
                return heapq.heappop(self._waiting)[-1]
            self._threads -= 1
            return None


def done(result: T) -> Future[T]:
    """Return a task that is over already."""
    future: Future[T] = Future()
    future.set_result(result)
    return future


def failed(error: BaseException) -> Future[Any]:
    """What raises an error when it is its turn."""
    future: Future[Any] = Future()
    future.set_exception(error)
    return future


def in_order(tasks: Iterator[Future[T]], ahead: int) -> Iterator[T]:
    """The results of tasks in their order, with so many under way beyond the one waited for."""
    under_way = deque(islice(tasks, ahead + 1))
    try:
        while under_way:
            result = under_way.popleft().result()
            under_way.extend(islice(tasks, 1))
            yield result
    finally:
        for task in under_way:
            task.cancel()
