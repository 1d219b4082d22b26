"""Settings of a world changed as an admin does, with all that follows."""

from kenbun.scoring.publish import build_opened
from kenbun.workspace_settings.change import change_settings
from kenbun.workspace_settings.settings import SettingsPatch
from kenbun.workspace_settings.weave import weave_opened


async def ask(world, **changes):
    """Opens the change; nothing follows it yet."""
    async with world.database.transaction() as connection:
        return await change_settings(connection, world.caller, SettingsPatch(**changes), world.clock)


async def follow(world):
    """As the worker does; answers whether nobody else builds."""
    alone = await build_opened(world.database, world.workspace_id, world.clock)
    await weave_opened(world.database, world.workspace_id, world.clock)
    return alone


async def settle(world, **changes):
    await ask(world, **changes)
    await follow(world)
