"""A loop that goes on until it is cancelled: what goes wrong in one round is logged, and the next tries again."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress

import structlog

from kenbun.kit.clock import Clock
from kenbun.measures import Round, measures

BREATH_AFTER_ERROR = 1.0
# Loops that began together would go on together, each on a connection of its own.
_SPREAD = 0.2

log = structlog.get_logger()

Work = Callable[[], Awaitable[float | None]]


async def go_round(
    name: str,
    work: Work,
    wake: asyncio.Event,
    clock: Clock,
    rests: float,
    at_most: Callable[[], float],
    is_over: Callable[[], bool],
) -> None:
    """Rests, then waits to be woken: `at_most` so long, or as long as the round has answered."""
    told = measures.rounds[name] = Round(at_most())
    while True:
        began = time.monotonic()
        try:
            told.began_at = clock()
            asked = await work()
            told.ended_at, told.seconds = clock(), time.monotonic() - began
            told.rounds, told.error = told.rounds + 1, None
            told.every = at_most()
            pause = told.every * random.uniform(1 - _SPREAD, 1)  # noqa: S311 no secret
            await asyncio.sleep(rests)
            await _woken(wake, max(0.0, min(pause, asked if asked is not None else pause) - rests))
        except Exception as error:
            if is_over():
                return  # cut off in the middle of a COPY, the driver may raise an error of its own
            told.failures, told.error = told.failures + 1, type(error).__name__
            told.ended_at = told.failed_at = clock()
            log.exception("worker.round_failed", work=name)
            await asyncio.sleep(BREATH_AFTER_ERROR)


async def _woken(wake: asyncio.Event, at_most: float) -> None:
    # not wait_for: until Python 3.12 it may lose a cancellation that comes together with the wake
    with suppress(TimeoutError):
        async with asyncio.timeout(at_most):
            await wake.wait()
    wake.clear()
