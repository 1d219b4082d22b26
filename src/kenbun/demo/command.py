"""Making the demo from the command line; on a first start as a process beside the one that serves."""

from __future__ import annotations

import asyncio
import os
import sys
import threading
from collections.abc import Callable

from kenbun.database.opened import holding, visiting
from kenbun.demo.loading import make_demo
from kenbun.kit.clock import system_clock
from kenbun.settings import Settings

Say = Callable[[str], None]

_STEPS = 5


class DemoFailed(RuntimeError):
    """The process that was to make the demo did not get to its end, and has said why."""


async def demo(settings: Settings, say: Say, *, tied: bool = False, first: bool = False) -> None:
    """`tied` to whoever started it: what a server that is gone began must not appear beside what the next one does.

    `first`: with a server of PostgreSQL of its own, before there is any.
    """
    if tied:
        threading.Thread(target=_end_with_input, daemon=True).start()
    async with (holding if first else visiting)(settings, say) as database:
        await make_demo(database, system_clock, _progress(say))


async def demo_apart(*, first: bool = False) -> None:
    """In a process of its own: making the demo takes 50 MB that nobody who serves needs, and that would not come back.

    With `first` likewise 100 MB of PostgreSQL's. Raises DemoFailed.
    """
    options = ["--tied", *(["--first"] if first else [])]
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "kenbun", "demo", *options, stdin=asyncio.subprocess.PIPE
    )
    try:
        if await process.wait():
            raise DemoFailed("The demo data could not be made.")
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


def _end_with_input() -> None:
    os.read(sys.stdin.fileno(), 1)
    os._exit(1)


def _progress(say: Say) -> Callable[[int, int], None]:
    """Says a line at every fifth of the way."""
    said = 0

    def tell(done: int, total: int) -> None:
        nonlocal said
        if done * _STEPS // total > said:
            said = done * _STEPS // total
            say(f"demo data: {done:,} of {total:,} calls")

    return tell
