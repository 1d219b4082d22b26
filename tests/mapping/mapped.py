"""Mappings, fields and what they hold, said briefly."""

from contextlib import asynccontextmanager

from kenbun.accounts.no_news import follow_quietly
from kenbun.kit.ids import parse
from kenbun.leads.field_edits import edit_fields
from kenbun.mapping import backwards, custom_fields, edit
from kenbun.mapping.fields import FieldKind
from kenbun.mapping.history_queries import fields_at
from kenbun.mapping.mappings import MappingDraft, Source, Target
from kenbun.mapping.removal import remove_values
from kenbun.mapping.shapes import NewMapping


def draft(origin, target, update="always_latest", event_type=None):
    """`metadata.plan` to `account.plan`; `trait.title`, `lead_field.company` likewise."""
    kind, _, key = origin.partition(".")
    subject, _, field = target.partition(".")
    return MappingDraft(Source(kind, key, event_type), Target(subject, field), update)


class Mapped:
    """A world, and what can be done to its mappings and fields."""

    def __init__(self, world):
        self.world = world

    @asynccontextmanager
    async def connected(self):
        async with self.world.database.transaction() as connection:
            yield connection

    async def map(self, *args, position=None, **more):
        async with self.connected() as connection:
            made = await edit.add_mapping(
                connection, self.world.caller, draft(*args, **more), self.world.clock, position
            )
        return made.mapping_id

    async def map_shape(self, shape, position=None):
        """From the API's JSON."""
        async with self.connected() as connection:
            made = await edit.add_mapping(
                connection, self.world.caller, NewMapping(**shape).draft(), self.world.clock, position
            )
        return made.mapping_id

    async def change(self, mapping_id, *args, position=None, **more):
        async with self.connected() as connection:
            await edit.change_mapping(
                connection, self.world.caller, mapping_id, draft(*args, **more), self.world.clock, position
            )

    async def unmap(self, mapping_id):
        async with self.connected() as connection:
            await edit.remove_mapping(connection, self.world.caller, mapping_id, self.world.clock)

    async def unmap_all(self):
        await self.world.rows("DELETE FROM mappings WHERE workspace_id = :w RETURNING mapping_id")
        await self.world.rows(
            "UPDATE workspaces SET mapping_version = mapping_version + 1 WHERE workspace_id = :w RETURNING name"
        )

    async def listed(self):
        async with self.connected() as connection:
            return await edit.list_mappings(connection, self.world.workspace_id)

    async def field(self, subject, name, kind="text"):
        async with self.connected() as connection:
            made = await custom_fields.add_field(
                connection, self.world.caller, FieldKind(subject, name, name, kind), self.world.clock
            )
        return made.field_id

    async def unfield(self, field_id):
        async with self.connected() as connection:
            await custom_fields.remove_field(connection, self.world.caller, field_id, self.world.clock)
        await remove_values(self.world.database, self.world.workspace_id, self.world.clock, follow_quietly)

    async def set(self, subject, subject_id, by_hand=False, **values):
        async with self.connected() as connection:
            return await edit_fields(
                connection, self.world.caller, subject, subject_id, values, self.world.clock, by_hand=by_hand
            )

    async def preview(self, mapping_id):
        async with self.world.database.snapshot() as connection:
            return await backwards.preview(connection, self.world.workspace_id, mapping_id)

    async def open(self, mapping_id):
        async with self.connected() as connection:
            return await backwards.open_job(connection, self.world.caller, mapping_id, self.world.clock)

    async def run(self):
        await backwards.run_opened(
            self.world.database, self.world.workspace_id, self.world.clock, follow_quietly
        )

    async def apply(self, mapping_id):
        """Answers the job as it ended."""
        await self.open(mapping_id)
        await self.run()
        [job] = await self.world.rows(
            "SELECT * FROM mapping_jobs WHERE workspace_id = :w ORDER BY created_at DESC LIMIT 1"
        )
        return job

    async def lead_id(self, who):
        return parse("ld", (await self.world.lead(who)).lead_id)

    async def lead(self, who):
        rows = await self.world.rows(
            "SELECT fields FROM lead_profiles WHERE workspace_id = :w AND lead_id = :id",
            id=await self.lead_id(who),
        )
        return rows[0]["fields"]

    async def account(self):
        [row] = await self.world.rows("SELECT account_id, fields FROM accounts WHERE workspace_id = :w")
        return row["account_id"], row["fields"]

    async def tick(self):
        """The time of the last transaction that changed anything."""
        [row] = await self.world.rows("SELECT ticked_at FROM workspace_ticks WHERE workspace_id = :w")
        return row["ticked_at"]

    async def at(self, subject, subject_id, at):
        async with self.world.database.snapshot() as connection:
            return await fields_at(connection, self.world.workspace_id, subject, subject_id, at)
