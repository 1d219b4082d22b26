"""Segments in a world of tests: made, followed by all that follows, and worked out from scratch beside it."""

from collections import Counter
from uuid import UUID

from kenbun.access.queries.ticks import visible
from kenbun.access.workspaces import get_workspace
from kenbun.committee.settle import detect_due
from kenbun.kit.ids import public
from kenbun.segments.defining.drafts import KINDS, SegmentChange, SegmentDraft
from kenbun.segments.defining.edit import add_segment, change_segment
from kenbun.segments.evaluation import Kind, members_of
from kenbun.segments.following.from_scratch import evaluate_asked
from kenbun.segments.following.in_force import read_in_force
from kenbun.segments.following.passing import pass_time
from kenbun.segments.following.settle import settle
from kenbun.segments.members import wish_queries
from kenbun.segments.members.hands import act_by_hand
from kenbun.surge.settle import settle_due
from tests.merging.merged import own_id

OF_KINDS: tuple[tuple[Kind, str, str, str], ...] = (
    (
        "lead",
        "leads",
        "lead_id",
        "NOT EXISTS (SELECT FROM accounts a WHERE a.workspace_id = :w AND a.account_id = t.account_id"
        " AND a.archived_at IS NOT NULL)",
    ),
    ("account", "accounts", "account_id", "t.archived_at IS NULL"),
)
"""The table and the key of each kind, and who of them is not archived."""


class Segments:
    """Those of a world, by the names that tests give them."""

    def __init__(self, world):
        self.world = world
        self.ids: dict[str, UUID] = {}

    @property
    def place(self):
        return self.world.database, self.world.workspace_id, self.world.clock

    async def add(self, name, conditions, kind="lead", *, active=True):
        draft = SegmentDraft(name=name, kind=kind, conditions=conditions, active=active)
        async with self.world.database.transaction() as connection:
            segment = await add_segment(connection, self.world.caller, draft, self.world.clock)
        self.ids[name] = segment.segment_id
        return segment

    async def change(self, name, **said):
        change = SegmentChange.model_validate(said)
        async with self.world.database.transaction() as connection:
            return await change_segment(
                connection, self.world.caller, self.ids[name], change, self.world.clock
            )

    async def by_hand(self, act, name, *who):
        ids = [await own_id(self.world, one) for one in who]
        async with self.world.database.transaction() as connection:
            return await act_by_hand(
                connection, self.world.caller, self.ids[name], act, ids, self.world.clock
            )

    def public(self, name):
        return public("seg", self.ids[name])

    async def settle(self):
        """As the worker does it, to the end."""
        database, workspace_id, clock = self.place
        await settle_due(database, workspace_id, clock)
        await detect_due(database, workspace_id, clock)
        await settle(database, workspace_id, clock)
        await evaluate_asked(database, workspace_id, clock)

    async def pass_time(self):
        return await pass_time(*self.place)

    async def members(self, name):
        rows = await self.world.rows(
            "SELECT subject_id FROM segment_members WHERE workspace_id = :w AND segment_id = :segment",
            segment=self.ids[name],
        )
        return {row["subject_id"] for row in rows}

    async def named(self, name):
        """The e-mail addresses, or other names, of the leads that are in."""
        rows = await self.world.rows(
            "SELECT DISTINCT ON (m.subject_id) a.value FROM segment_members m"
            " JOIN lead_aliases a ON a.workspace_id = :w AND a.lead_id = m.subject_id"
            " WHERE m.workspace_id = :w AND m.segment_id = :segment ORDER BY m.subject_id, a.created_at, a.value",
            segment=self.ids[name],
        )
        return sorted(row["value"] for row in rows)

    async def why(self, name, who):
        rows = await self.world.rows(
            "SELECT why FROM segment_members WHERE workspace_id = :w AND segment_id = :segment"
            " AND subject_id = :subject",
            segment=self.ids[name],
            subject=await own_id(self.world, who),
        )
        return [row["why"] for row in rows]

    async def changes(self, name):
        rows = await self.world.rows(
            "SELECT entered, cause, fires, leaf FROM segment_changes"
            " WHERE workspace_id = :w AND segment_id = :segment ORDER BY change_id",
            segment=self.ids[name],
        )
        return [("in" if row["entered"] else "out", row["cause"], row["fires"], row["leaf"]) for row in rows]

    async def stored(self):
        rows = await self.world.rows(
            "SELECT segment_id, subject_id, why FROM segment_members WHERE workspace_id = :w"
        )
        return {(row["segment_id"], row["subject_id"]): row["why"] for row in rows}

    async def from_scratch(self):
        return await members_from_scratch(self.world.database, self.world.workspace_id)


async def members_from_scratch(database, workspace_id):
    """Of everybody as of the last tick, up to which time has been followed: a moment later another window may end.
    Segments of segments go by those found here."""
    async with database.transaction() as connection:
        now = await visible(connection, workspace_id)
        zone = (await get_workspace(connection, workspace_id)).time_zone
        active = await read_in_force(connection, workspace_id)
        found = {}
        for rank in active.ranks:
            for kind in KINDS:
                trees = {one.segment_id: one.tree for one in active.of(kind, rank) if one.tree}
                for segment, subject, why in await members_of(
                    connection, workspace_id, kind, trees, now, zone
                ):
                    found[segment, subject] = why
    return found


async def wishes(segments: Segments):
    """What people have said of leads and accounts as they are shown, those that can be in a segment."""
    world = segments.world
    found = {}
    for kind, table, key, there in OF_KINDS:
        rows = await world.rows(f"SELECT {key} AS id FROM {table} t WHERE t.workspace_id = :w AND {there}")
        async with world.database.snapshot() as connection:
            found |= await wish_queries.wishes_of(
                connection,
                world.workspace_id,
                kind,
                list(segments.ids.values()),
                [row["id"] for row in rows],
            )
    return found


async def counted(segments: Segments):
    """How many the segments say they have, and how many came in less those who went out."""
    said = await segments.world.rows("SELECT segment_id, members FROM segments WHERE workspace_id = :w")
    changes = await segments.world.rows(
        "SELECT segment_id, sum(CASE WHEN entered THEN 1 ELSE -1 END) AS number FROM segment_changes"
        " WHERE workspace_id = :w GROUP BY segment_id"
    )
    return (
        Counter({row["segment_id"]: row["members"] for row in said}),
        Counter({row["segment_id"]: row["number"] for row in changes}),
    )
