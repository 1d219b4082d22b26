"""Triggers in a world of tests: made, set off, simulated, and what they have fired in a few words."""

from datetime import timedelta
from uuid import UUID

from kenbun.access.workspaces import get_workspace
from kenbun.triggers.definitions import get_trigger
from kenbun.triggers.drafts import TriggerChange, TriggerDraft
from kenbun.triggers.edit import add_trigger, change_trigger
from kenbun.triggers.settle import settle
from kenbun.triggers.silence import hold_back
from kenbun.triggers.simulate import simulate

HOT = {"kind": "milestone", "subject": "lead", "dimension": "engagement", "direction": "up", "threshold": 50}
WARM = {"kind": "level", "subject": "lead", "dimension": "engagement", "level": "Warm", "on": "enter"}
NEW = {"name": "New", "kind": "surge", "subject": "lead", "count": 1, "within_seconds": 60, "fire": "once"}
"""For whatever a lead does first."""
BUSY = {"kind": "surge", "subject": "lead", "event_type": "Page View", "count": 3, "within_seconds": 3600}
ASKS = {"kind": "sequence", "subject": "lead", "steps": ["Pricing", "Demo"], "within_seconds": 3600}


class Triggers:
    """Those of a world, by the names that tests give them."""

    def __init__(self, world):
        self.world = world
        self.ids: dict[str, UUID] = {}

    async def add(self, name, given, **more):
        draft = TriggerDraft.model_validate({"name": name, **given, **more})
        async with self.world.database.transaction() as connection:
            trigger = await add_trigger(connection, self.world.caller, draft, self.world.clock)
        self.ids[name] = trigger.trigger_id
        return trigger

    async def change(self, name, **said):
        change = TriggerChange.model_validate(said)
        async with self.world.database.transaction() as connection:
            await change_trigger(connection, self.world.caller, self.ids[name], change, self.world.clock)

    async def settle(self):
        """As the worker does it: news first, and what is no news behind it."""
        await settle(self.world.database, self.world.workspace_id)
        await hold_back(self.world.database, self.world.workspace_id)

    async def firings(self, name):
        """The rows, in order of time: what is held back is written behind the batch."""
        await hold_back(self.world.database, self.world.workspace_id)
        return await self.world.rows(
            "SELECT * FROM trigger_firings WHERE workspace_id = :w AND trigger_id = :id ORDER BY at, firing_id",
            id=self.ids[name],
        )

    async def states(self, name):
        """Of each firing its state, and why it was held back."""
        return [(one["state"], one["held_because"]) for one in await self.firings(name)]

    async def fired(self, name):
        """(at, part) of those that fired."""
        return [(one["at"], one["subject_id"]) for one in await self.firings(name) if one["state"] == "fired"]

    async def simulated(self, name, days=30):
        async with self.world.database.snapshot() as connection:
            workspace = await get_workspace(connection, self.world.workspace_id)
            trigger = await get_trigger(connection, self.world.workspace_id, self.ids[name])
            return await simulate(
                connection, workspace, trigger, days, self.world.clock() + timedelta(seconds=1)
            )
