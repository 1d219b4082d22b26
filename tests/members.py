"""Members of a world of tests, who do things in their own name."""

from kenbun.access.callers import Caller, Role
from kenbun.access.members import add_member
from tests.world import World


async def join(world: World, name: str, role: Role = "editor") -> Caller:
    """Makes somebody a member of the world's workspace."""
    email = f"{name.lower()}-{world.workspace_id.hex}@example.com"
    async with world.database.transaction() as connection:
        user_id = await add_member(connection, world.caller, email, role, world.clock(), name=name)
    return Caller(world.workspace_id, role, "session", name, user_id=user_id, email=email)
