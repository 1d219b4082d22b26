"""What the routes of all dialects have in common: the body of a request, and the inbox to put it into."""

from typing import Annotated

from fastapi import Depends, Request

from kenbun.events.accept.body import read_body
from kenbun.events.accept.decode import Decoded, decode
from kenbun.events.inbox import Inbox


async def decoded_body(request: Request) -> Decoded:
    """Whatever the Content-Type says: browsers send what needs no preflight. Raises `Problem`."""
    return decode(await read_body(request.stream(), request.headers.get("content-encoding", "")))


def _inbox(request: Request) -> Inbox:
    inbox: Inbox = request.app.state.services.inbox
    return inbox


InboxOf = Annotated[Inbox, Depends(_inbox)]
