"""Answers to browsers on the paths that take events in, which pages of any site may call with a key."""

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_PATHS = ("/v1/", "/api/ingest")


class IngestCors:
    """Answers preflights and lets pages read the answers, refusals too.

    A preflight carries no key, so which origins a source allows is judged with the request itself. No
    cookie counts on these paths, hence the star.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(_PATHS):
            await self.app(scope, receive, send)
            return
        asked = Headers(scope=scope)
        if "origin" not in asked:
            await self.app(scope, receive, send)
            return
        if scope["method"] == "OPTIONS" and "access-control-request-method" in asked:
            await _preflight(asked)(scope, receive, send)
            return

        async def readable(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["Access-Control-Allow-Origin"] = "*"
            await send(message)

        await self.app(scope, receive, readable)


def _preflight(asked: Headers) -> Response:
    return Response(
        status_code=204,
        headers={
            "Access-Control-Allow-Origin": "*",
            "Access-Control-Allow-Methods": "POST",
            "Access-Control-Allow-Headers": asked.get("access-control-request-headers", "*"),
            "Access-Control-Max-Age": "86400",
        },
    )
