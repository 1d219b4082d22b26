"""Where pages of merging are: on the page of a lead or an account, in the drawer."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote
from uuid import UUID

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from kenbun.access.callers import Caller
from kenbun.database import Connection
from kenbun.identity.rooted_queries import ACCOUNTS, Rooted
from kenbun.kit.errors import NotFound
from kenbun.merging.kinds import Kind
from kenbun.web.render import wants_fragment


def at(of: Rooted, identifier: UUID) -> dict[str, Any]:
    """What all templates of merging know: whom they are about, where its page is, and what it is."""
    return {"of": of, "place": f"/{of.noun}s/{of.public(identifier)}"}


async def asked_for(connection: Connection, request: Request, caller: Caller, kind: Kind) -> UUID:
    return await kind.find(connection, caller.workspace_id, request.path_params[kind.of.key])


def in_drawer(request: Request, of: Rooted) -> Response:
    """A visit leads to the page with the drawer open."""
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    page = f"/{of.noun}s/{request.path_params[of.key]}"
    return RedirectResponse(f"{page}?open={quote(here, safe='/')}", status_code=303)


def to_page(request: Request, of: Rooted, identifier: UUID) -> Response:
    # without a place in the page, or a browser that is on it already would stay as it is
    address = f"/{of.noun}s/{of.public(identifier)}{'?tab=merges' if of is ACCOUNTS else ''}"
    if wants_fragment(request):
        return Response(status_code=204, headers={"HX-Redirect": address})
    return RedirectResponse(address, status_code=303)


def read_id(of: Rooted, text: str) -> UUID:
    found = of.parse(text)
    if found is None:
        raise NotFound(f"There is no such {of.noun}.")
    return found
