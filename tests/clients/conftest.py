"""A server on a port of its own, for clients that bring their own HTTP."""

import asyncio
import socket
from collections.abc import AsyncIterator

import pytest_asyncio
import uvicorn
from fastapi import FastAPI

from tests.taking import app, clock, inbox, world

__all__ = ["app", "clock", "inbox", "world"]


@pytest_asyncio.fixture
async def address(app: FastAPI) -> AsyncIterator[str]:
    """Where the server listens. It runs in the tests' own loop: call clients that block in a thread."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off"))
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        while not server.started:
            await asyncio.sleep(0.01)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        await serving
