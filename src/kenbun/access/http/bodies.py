"""No body is read without bound. Paths that take in events or files set limits of their own."""

import re

from fastapi import Request
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kenbun.access.http.problems import answer
from kenbun.kit.errors import TooLarge

LIMIT = 1_000_000
_OWN_LIMITS = ("/v1/", "/api/ingest")
# A file, and what stands around it in the body.
_OF_FILES = ("/api/import", "/api/lead/import", "/leads/import")
FILE_LIMIT = 10_100_000
# Where ids of a hundred thousand leads may stand.
_OF_MANY = re.compile(r"/api/segments/[^/]+/members/")
MANY_LIMIT = 5_000_000


class BoundBodies:
    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(_OWN_LIMITS):
            await self.app(scope, receive, send)
            return
        limit = _limit(scope["path"])
        announced = Headers(scope=scope).get("content-length", "0")
        if announced.isdecimal() and int(announced[:20]) > limit:
            refusal = TooLarge(f"The body may have at most {limit:,} bytes.")
            await answer(Request(scope), refusal)(scope, receive, send)
            return
        size = 0

        async def counted() -> Message:
            nonlocal size
            message = await receive()
            size += len(message.get("body", b""))
            if size > limit:
                # Of this kind, and no other, FastAPI lets through while it reads a body.
                raise HTTPException(413)
            return message

        await self.app(scope, counted, send)


def _limit(path: str) -> int:
    if path.startswith(_OF_FILES):
        return FILE_LIMIT
    return MANY_LIMIT if _OF_MANY.match(path) else LIMIT
