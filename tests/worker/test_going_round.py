"""A loop of the worker, round by round."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from kenbun.kit.clock import system_clock
from kenbun.measures import Round, measures
from kenbun.worker.going_round import go_round


@pytest.fixture(autouse=True)
def forgetful() -> Any:
    yield
    measures.rounds.pop("try", None)


async def _going(
    work: Any, wake: asyncio.Event, rests: float, every: float, is_over: Any = lambda: False
) -> asyncio.Task[None]:
    task = asyncio.create_task(go_round("try", work, wake, system_clock, rests, lambda: every, is_over))
    await asyncio.sleep(0)
    return task


async def _end(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_a_loop_that_fails_is_seen(monkeypatch: Any) -> None:
    """By the kind of error, without its words; once it is well again, when it was is still told."""
    monkeypatch.setattr("kenbun.worker.going_round.BREATH_AFTER_ERROR", 0)
    outcomes, seen = [True, False, True], list[Round]()

    async def work() -> None:
        seen.append(replace(measures.rounds["try"]))
        if outcomes.pop(0):
            raise ValueError("somebody's data")

    task = await _going(work, asyncio.Event(), 0, 0)
    while outcomes:
        await asyncio.sleep(0.001)
    await _end(task)
    told = [(one.error, one.failures, one.rounds) for one in seen[:3]]
    assert told == [(None, 0, 0), ("ValueError", 1, 0), (None, 1, 1)]
    assert seen[2].failed_at


async def test_a_loop_goes_on_whatever_failed_in_it(monkeypatch: Any) -> None:
    """Also where one of several tasks of a round failed, after which Python counts the loop as being cancelled."""
    monkeypatch.setattr("kenbun.worker.going_round.BREATH_AFTER_ERROR", 0)
    rounds = asyncio.Queue[int]()

    async def fail() -> None:
        await asyncio.sleep(0)
        raise ConnectionError

    async def work() -> None:
        await rounds.put(1)
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(fail())
        except ExceptionGroup as errors:
            raise errors.exceptions[0] from None

    async with asyncio.timeout(30):
        task = await _going(work, asyncio.Event(), 0, 0)
        for _ in range(3):
            await rounds.get()
    await _end(task)


async def test_a_loop_that_is_cut_off_ends_whatever_is_raised() -> None:
    """In the middle of a COPY the driver makes an error of its own of being cancelled."""
    over, begun = [False], asyncio.Event()

    async def work() -> None:
        begun.set()
        try:
            await asyncio.sleep(600)
        except asyncio.CancelledError:
            raise ConnectionError from None

    async with asyncio.timeout(30):
        task = await _going(work, asyncio.Event(), 0, 0, lambda: over[0])
        await begun.wait()
        over[0] = True
        task.cancel()
        await task


async def test_a_loop_comes_when_it_is_woken_and_when_it_has_said_so() -> None:
    """The first round asks to come again in a moment, the second does not: only the bell brings the third."""
    wake, asked, rounds = asyncio.Event(), [0.01, None, None], asyncio.Queue[float | None]()

    async def work() -> float | None:
        await rounds.put(asked[0])
        return asked.pop(0)

    async with asyncio.timeout(30):
        task = await _going(work, wake, 0, 600)
        assert [await rounds.get(), await rounds.get()] == [0.01, None]
        await asyncio.sleep(0.05)
        assert rounds.empty()
        wake.set()
        await rounds.get()
    await _end(task)


async def test_a_loop_that_is_always_called_rests_all_the_same() -> None:
    """Called without end, it has a quarter of a second between its rounds."""
    wake, rounds = asyncio.Event(), []

    async def work() -> None:
        rounds.append(asyncio.get_running_loop().time())
        wake.set()

    task = await _going(work, wake, 0.25, 600)
    async with asyncio.timeout(30):
        while len(rounds) < 3:
            await asyncio.sleep(0.01)
    await _end(task)
    assert rounds[2] - rounds[0] >= 0.5
