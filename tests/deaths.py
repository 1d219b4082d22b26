"""Builds cut off in the middle, as by a process that dies."""

import asyncio
from contextlib import suppress

from kenbun.database import Away
from tests.settled import follow

# Seconds in which the database notices that a dead one's connection is gone.
_PATIENCE = 20


async def build_with_deaths(world, lives):
    """One build after the other is cut off after so many seconds; the last one goes to the end.

    Until the database has noticed a death, the dead one counts as somebody who builds: as a worker, the next one
    comes again until it does not."""
    for life in lives:
        building = asyncio.create_task(follow(world))
        await asyncio.sleep(life)
        building.cancel()
        # cut off in the middle of a COPY, the driver may raise an error of its own
        with suppress(asyncio.CancelledError, *Away):
            await building
    async with asyncio.timeout(_PATIENCE):
        while not await follow(world):
            await asyncio.sleep(0.005)
