from collections.abc import AsyncIterator
from typing import Any

import pytest_asyncio

from kenbun.settings import Settings
from tests.alerts.deliveries.outbox import Outbox
from tests.receiver import Receiver, receiving


@pytest_asyncio.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with receiving() as kept:
        yield kept


@pytest_asyncio.fixture
async def outbox(make: Any) -> Outbox:
    return Outbox(await make(), Settings())
