"""Several tasks at once, one step at a time, the most urgent first."""

from __future__ import annotations

import threading
from concurrent.futures import Future, wait
from itertools import count
from typing import TYPE_CHECKING

import pytest

from tap_bigcommerce.api import pool as api_pool
from tap_bigcommerce.api.pool import FIRST, Pool, in_order

if TYPE_CHECKING:
    from collections.abc import Iterator

PATIENCE = 10
"""Seconds after which a test that waits has failed."""


def steps(name: str, number: int, done: list[str]) -> Iterator[str]:
    """A task that notes each of its steps."""
    for step in range(number):
        done.append(f"{name}{step}")
        yield f"{name}{step}"


def test_a_task_gives_what_its_steps_yield() -> None:
    """In their order."""
    assert Pool(4).run(0, iter("abc")).result(PATIENCE) == ["a", "b", "c"]


def test_a_failure_is_raised_where_the_result_is_asked_for() -> None:
    """And ends its own task only."""

    def failing() -> Iterator[int]:
        yield 1
        raise LookupError

    pool = Pool(2)
    with pytest.raises(LookupError):
        pool.run(0, failing()).result(PATIENCE)
    assert pool.run(0, iter("a")).result(PATIENCE) == ["a"]


def test_a_thread_takes_one_task_after_another(monkeypatch: pytest.MonkeyPatch) -> None:
    """And ends when there is nothing to do for a while."""
    monkeypatch.setattr(api_pool, "PATIENCE", 0.5)
    tasks = Pool(8)
    threads = {tasks.ask(threading.current_thread) for _ in range(50)}
    assert len(threads) <= tasks.size
    for thread in threads:
        thread.join(PATIENCE)
        assert not thread.is_alive()
    assert tasks.ask(threading.current_thread) not in threads


def test_a_thread_that_cannot_be_started_is_not_counted_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whatever is raised: later work has to find threads."""
    monkeypatch.setattr(api_pool, "PATIENCE", 0.1)
    tasks, start = Pool(8), threading.Thread.start

    def refuse(_: threading.Thread) -> None:
        raise MemoryError

    monkeypatch.setattr(threading.Thread, "start", refuse)
    with pytest.raises(MemoryError):
        tasks.run(0, iter("a"))
    monkeypatch.setattr(threading.Thread, "start", start)
    thread = tasks.ask(threading.current_thread)
    thread.join(PATIENCE)
    assert tasks.run(0, iter("b")).result(PATIENCE) == ["b"]


def test_the_most_urgent_goes_first_between_steps() -> None:
    """A task that is needed later does not hold up the one that is needed now."""
    pool, opened = Pool(1), threading.Event()
    done: list[str] = []

    def begun() -> Iterator[None]:
        opened.wait(PATIENCE)
        yield

    pool.run(FIRST, begun())
    tasks = [
        pool.run(2, steps("late", 2, done)),
        pool.run(1, steps("soon", 2, done)),
        pool.run(FIRST, steps("now", 2, done)),
    ]
    opened.set()
    wait(tasks, PATIENCE)
    assert done == ["now0", "now1", "soon0", "soon1", "late0", "late1"]


def test_no_more_than_its_size_is_under_way() -> None:
    """However many tasks there are; and as many, if there are."""
    pool, lock = Pool(3), threading.Lock()
    together = threading.Barrier(3)
    most = under_way = 0

    def task() -> Iterator[None]:
        nonlocal most, under_way
        for _ in range(2):
            with lock:
                under_way += 1
                most = max(most, under_way)
            together.wait(PATIENCE)  # passes only if three are under way
            with lock:
                under_way -= 1
            yield

    tasks = [pool.run(0, task()) for _ in range(6)]
    for one in tasks:
        one.result(PATIENCE)
    assert most == 3


def test_threads_end_with_the_work() -> None:
    """A pool that has nothing to do costs nothing."""
    workers: list[threading.Thread] = []

    def task() -> Iterator[None]:
        workers.append(threading.current_thread())
        yield

    Pool(2).run(0, task()).result(PATIENCE)
    [worker] = workers
    worker.join(PATIENCE)
    assert not worker.is_alive()


def test_a_cancelled_task_stops_before_its_next_step() -> None:
    """What nobody waits for makes no requests."""
    pool, taken, go = Pool(1), threading.Semaphore(0), threading.Semaphore(0)
    numbers = count()

    def task() -> Iterator[int]:
        for number in numbers:
            taken.release()
            go.acquire()
            yield number

    running = pool.run(0, task())
    taken.acquire()
    assert running.cancel()
    go.release()
    assert pool.run(0, iter("a")).result(PATIENCE) == ["a"]
    assert next(numbers) == 1


def test_results_come_in_order_and_few_are_under_way() -> None:
    """Tasks are begun only as their turn comes near, and left when nobody reads on."""
    begun: list[Future[int]] = []

    def tasks() -> Iterator[Future[int]]:
        for number in range(100):
            task: Future[int] = Future()
            if number < 50:
                task.set_result(number)
            begun.append(task)
            yield task

    results = in_order(tasks(), ahead=4)
    assert [next(results) for _ in range(10)] == list(range(10))
    assert len(begun) == 15
    results.close()  # type: ignore[attr-defined]  # it is a generator
    assert len(begun) == 15
    assert all(task.done() for task in begun)
