"""Workspaces as the command line names them."""

from datetime import UTC, datetime

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from kenbun.access.workspaces import create_workspace, find_workspace, list_workspaces
from kenbun.kit.errors import Invalid, NotFound
from kenbun.kit.ids import public

NOW = datetime(2026, 3, 1, tzinfo=UTC)


async def test_without_a_name_the_oldest_is_meant(connection: AsyncConnection) -> None:
    """A script that names no workspace goes on working when a second one is made."""
    await create_workspace(connection, "One", NOW)
    oldest = min(one.workspace_id for one in await list_workspaces(connection))
    await create_workspace(connection, "Two", NOW)
    assert (await find_workspace(connection, None)).workspace_id == oldest


async def test_a_name_or_an_id_finds_the_workspace(connection: AsyncConnection) -> None:
    """People know the name, scripts the id."""
    workspace_id = await create_workspace(connection, "Lattice", NOW)
    assert (await find_workspace(connection, "Lattice")).workspace_id == workspace_id
    assert (await find_workspace(connection, public("ws", workspace_id))).name == "Lattice"


async def test_a_name_that_two_share_is_refused(connection: AsyncConnection) -> None:
    """Of two workspaces with one name, neither is picked by chance."""
    await create_workspace(connection, "Twin", NOW)
    await create_workspace(connection, "Twin", NOW)
    with pytest.raises(Invalid, match="by its id"):
        await find_workspace(connection, "Twin")


async def test_an_unknown_name_is_refused(connection: AsyncConnection) -> None:
    """The remedy is named."""
    with pytest.raises(NotFound, match="workspace create"):
        await find_workspace(connection, "Nowhere")
