"""Counts answers by method, route and status, and how long they took to begin."""

import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kenbun.measures import measures

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class CountAnswers:
    """A route, not a path, so that there are as many counters as routes, whatever is asked for."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began = time.perf_counter()

        async def counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                method = scope["method"] if scope["method"] in _METHODS else "other"
                measures.requests[method, _route(scope), message["status"]] += 1
                measures.answered.observe(time.perf_counter() - began)
            await send(message)

        await self.app(scope, receive, counted)


def _route(scope: Scope) -> str:
    path: str = getattr(scope.get("route"), "path", "") or ""
    return path or "none"
