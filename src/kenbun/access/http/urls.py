"""No NUL in a URL gets further than this: PostgreSQL has no such text, and no URL of ours needs one."""

from fastapi import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from kenbun.access.http.problems import answer
from kenbun.kit.errors import Problem


class PlainUrls:
    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and ("\0" in scope["path"] or b"%00" in scope["query_string"]):
            refusal = Problem("The URL contains a NUL character (%00): leave it out.", field="url")
            await answer(Request(scope), refusal)(scope, receive, send)
            return
        await self.app(scope, receive, send)
