"""The API of access: who am I, sources and their write keys, personal tokens."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Request, Response

from kenbun.access import members, sources, tokens
from kenbun.access.http import Admin, Page, Viewer, errors
from kenbun.access.shapes import (
    CreatedSource,
    CreatedToken,
    KeyChange,
    MemberList,
    MemberShape,
    MeShape,
    NewSource,
    NewToken,
    SourceChange,
    SourceList,
    SourceShape,
    TokenList,
    TokenShape,
    WorkspaceShape,
    paged,
)
from kenbun.access.workspaces import get_workspace
from kenbun.kit.errors import NotFound
from kenbun.kit.ids import parse

router = APIRouter(prefix="/api", tags=["access"])

SourceId = Annotated[str, Path(examples=["src_0192f0c1a5b77e3c8d2e4f6071829304"])]
TokenId = Annotated[str, Path(examples=["tok_0192f0c1a5b77e3c8d2e4f6071829304"])]


@router.get("/me", responses=errors())
async def me(caller: Viewer) -> MeShape:
    """Who you are and what you may do here."""
    return MeShape.of(caller)


@router.get("/workspace", responses=errors())
async def workspace(request: Request, caller: Viewer) -> WorkspaceShape:
    """The workspace and its settings."""
    async with request.app.state.services.database.snapshot() as connection:
        return WorkspaceShape.of(await get_workspace(connection, caller.workspace_id))


@router.get("/members", responses=errors())
async def list_members(request: Request, caller: Admin, paging: Page) -> MemberList:
    """The members, by name."""
    async with request.app.state.services.database.snapshot() as connection:
        found, total = await members.list_members(connection, caller.workspace_id, paging)
    return MemberList(members=[MemberShape.of(each) for each in found], **paged(paging, total))


@router.get("/sources", responses=errors())
async def list_sources(request: Request, caller: Admin, paging: Page) -> SourceList:
    """The sources whose write keys hold, the latest first."""
    async with request.app.state.services.database.snapshot() as connection:
        found, total = await sources.list_sources(connection, caller.workspace_id, paging)
    return SourceList(sources=[SourceShape.of(each) for each in found], **paged(paging, total))


@router.post("/sources", status_code=201, responses=errors())
async def create_source(request: Request, caller: Admin, new: NewSource) -> CreatedSource:
    """A new source. Its write key is in this answer and nowhere else."""
    services = request.app.state.services
    async with services.database.transaction() as connection:
        source, key = await sources.create_source(
            connection,
            caller,
            new.name,
            services.clock(),
            kind=new.kind,
            allowed_origins=new.allowed_origins,
        )
    return CreatedSource.of(source, write_key=key)


@router.patch("/sources/{source_id}", summary="Change a source", responses=errors(404))
async def change_source(
    request: Request, caller: Admin, source_id: SourceId, change: SourceChange
) -> SourceShape:
    """Its name, and the origins of the pages that may use its key."""
    found = _known("src", source_id, "source")
    services = request.app.state.services
    async with services.database.transaction() as connection:
        changed = await sources.change_source(
            connection,
            caller,
            found,
            services.clock(),
            name=change.name,
            allowed_origins=change.allowed_origins,
        )
    request.app.state.write_keys.forget(found)
    return SourceShape.of(changed)


@router.post("/sources/{source_id}/key", summary="Change a source's write key", responses=errors(404))
async def change_key(
    request: Request, caller: Admin, source_id: SourceId, change: KeyChange
) -> CreatedSource:
    """A new write key, in this answer and nowhere else. The one so far holds on as long as you say."""
    found = _known("src", source_id, "source")
    services = request.app.state.services
    holds_on = timedelta(hours=change.old_key_holds_hours)
    async with services.database.transaction() as connection:
        source, key = await sources.change_key(connection, caller, found, services.clock(), holds_on)
    request.app.state.write_keys.forget(found)
    return CreatedSource.of(source, write_key=key)


@router.delete("/sources/{source_id}", status_code=204, responses=errors(404))
async def revoke_source(request: Request, caller: Admin, source_id: SourceId) -> Response:
    """Its write key is refused from now on. Events taken in with it stay."""
    found = _known("src", source_id, "source")
    services = request.app.state.services
    async with services.database.transaction() as connection:
        await sources.revoke_source(connection, caller, found, services.clock())
    request.app.state.write_keys.forget(found)
    return Response(status_code=204)


@router.get("/tokens", responses=errors())
async def list_tokens(request: Request, caller: Viewer, paging: Page) -> TokenList:
    """Your own tokens in this workspace that are not revoked, the latest first."""
    async with request.app.state.services.database.snapshot() as connection:
        found, total = await tokens.list_tokens(connection, caller, paging)
    return TokenList(tokens=[TokenShape.of(each) for each in found], **paged(paging, total))


@router.post("/tokens", status_code=201, responses=errors())
async def create_token(request: Request, caller: Viewer, new: NewToken) -> CreatedToken:
    """A new token of your own. Its text is in this answer and nowhere else."""
    services = request.app.state.services
    async with services.database.transaction() as connection:
        token, secret = await tokens.create_token(
            connection, caller, new.name, services.clock(), expires_at=new.expires_at
        )
    return CreatedToken.of(token, token=secret)


@router.delete("/tokens/{token_id}", status_code=204, responses=errors(404))
async def revoke_token(request: Request, caller: Viewer, token_id: TokenId) -> Response:
    """Revoke one of your own tokens, at once."""
    found = _known("tok", token_id, "token")
    services = request.app.state.services
    async with services.database.transaction() as connection:
        await tokens.revoke_token(connection, caller, found, services.clock())
    return Response(status_code=204)


def _known(prefix: str, text: str, what: str) -> UUID:
    identifier = parse(prefix, text)
    if identifier is None:
        raise NotFound(f"There is no such {what}.", field=f"{what}_id")
    return identifier
