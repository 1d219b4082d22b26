"""A small named world behind the door: a workspace with rules, its inbox, its pipeline and a clock to move.

Calls are dicts, made by `event`, `identify` and `group`; who did it is written in one word:
"ada@acme.com" is an e-mail address, "+4930..." a phone number, "cookie:c1" and "user:42" say the kind.
"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, NamedTuple
from uuid import UUID
from weakref import WeakSet

import msgspec
import pytest
import pytest_asyncio
from sqlalchemy import Engine, RowMapping, text
from sqlalchemy.event import listen

from kenbun.access.callers import Caller
from kenbun.access.workspaces import create_workspace
from kenbun.database import Database
from kenbun.events.accept.call import Call
from kenbun.events.storing import Parcel, store
from kenbun.events.type_queries import ensure_types
from kenbun.events.types import CHANNELS
from kenbun.kit.ids import new_id, parse, public
from kenbun.kit.paging import Paging
from kenbun.leads.lists import LeadFilters, LeadRow, list_leads
from kenbun.levels.defaults import default_bands
from kenbun.levels.queries import add_bands
from kenbun.mapping import loaded, mappings
from kenbun.mapping.mapping_queries import add_mappings
from kenbun.mapping.standard import STANDARD_MAPPINGS
from kenbun.pipeline import BATCH_SIZE, take_batch
from kenbun.poison import take_what_can_be_taken
from kenbun.scoring import ruleset_queries, version_queries
from kenbun.scoring.fading import fade_all_due
from kenbun.scoring.fit import version_queries as fit_version_queries
from kenbun.scoring.publish import build_opened, open_publish
from kenbun.scoring.publish_queries import put_in_force
from kenbun.scoring.receipt import Score, explain
from kenbun.scoring.rules import Rule, RuleDraft
from tests.taking import Clock

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
"""A Wednesday; the time in the world as it begins."""

_KINDS = {"cookie": "cookie", "user": "external_id", "social": "social"}
_numbers = count(1)

J = dict[str, Any]


def alias(who: str) -> tuple[str, str]:
    kind, _, value = who.partition(":")
    if value:
        return _KINDS[kind], value
    return ("phone" if who.startswith("+") else "email"), who


def _alias(who: str) -> dict[str, str]:
    kind, value = alias(who)
    return {"kind": kind, "value": value}


def event(who: str | Sequence[str], event_type: str, at: datetime = NOON, /, **more: Any) -> J:
    """`more` goes to the metadata, but for account_id, account_name, message_id, lead_id and traits."""
    names = [who] if isinstance(who, str) else who
    call = {
        "kind": "event",
        "event_type": event_type,
        "message_id": f"m{next(_numbers):07}",
        "timestamp": at,
        "aliases": [alias(one) for one in names],
    }
    for key in ("account_id", "account_name", "message_id", "lead_id", "traits"):
        if key in more:
            call[key] = more.pop(key)
    return call | {"metadata": more}


def identify(who: str | Sequence[str], at: datetime = NOON, /, **traits: Any) -> J:
    return event(who, "", at, traits=traits) | {"kind": "identify", "event_type": None}


def group(who: str | Sequence[str], account_id: str | None, at: datetime = NOON, /, **traits: Any) -> J:
    return event(who, "", at, traits=traits, account_id=account_id) | {"kind": "group", "event_type": None}


def rule(name: str, event_type: str, points: int, half_life: float | None = None, **more: Any) -> J:
    return {"name": name, "event_type": event_type, "points": points, "half_life_days": half_life} | more


class Shown(NamedTuple):
    """What lists show of a lead, as its narrow row has it."""

    lead_id: str
    aliases: list[dict[str, str]]
    engagement_score: int
    profile_score: int
    event_count: int
    last_active_at: datetime | None
    created_at: datetime
    scored_at: datetime


_SHOWN = """
    SELECT l.lead_id, l.engagement_score, l.profile_score, l.event_count, l.last_active_at, l.created_at, l.scored_at,
           (SELECT jsonb_agg(jsonb_build_object('kind', a.kind, 'value', a.value) ORDER BY a.kind, a.value)
            FROM lead_aliases a WHERE a.workspace_id = :w AND a.lead_id = l.lead_id) AS aliases
    FROM leads l WHERE l.workspace_id = :w ORDER BY l.engagement_score DESC, l.lead_id
"""


@dataclass
class World:
    database: Database
    workspace_id: UUID
    zone: str
    clock: Clock
    ruleset_id: UUID
    other_ruleset_id: UUID | None = None

    @property
    def caller(self) -> Caller:
        return Caller.system(self.workspace_id, "tests")

    async def say(self, *calls: J) -> None:
        """Takes the calls in: they wait in the inbox, in this order."""
        parcel = Parcel(self.workspace_id, None, self.clock(), [_accepted(call) for call in calls])
        async with self.database.transaction() as connection:
            await store(connection, [parcel])

    async def work_off(self) -> None:
        """To the end of the inbox; a call that cannot be worked on raises."""
        while len(await take_batch(self.database, self.workspace_id, self.clock)) == BATCH_SIZE:
            pass

    async def work_off_what_can_be(self) -> None:
        """As the worker does: a call that cannot be worked on is set aside."""
        while await take_what_can_be_taken(self.database, self.workspace_id, self.clock):
            pass

    async def hear(self, *calls: J) -> None:
        await self.say(*calls)
        await self.work_off()

    async def fade(self) -> int:
        """Runs the job for what is due now; answers how many leads were."""
        return await fade_all_due(self.database, self.workspace_id, self.clock)

    async def draft(self, rules: Sequence[J], ruleset_id: UUID | None = None) -> None:
        """Makes these rules the draft."""
        async with self.database.transaction() as connection:
            await draft(connection, self.workspace_id, ruleset_id or self.ruleset_id, rules, self.clock())

    async def open(self, rules: Sequence[J], ruleset_id: UUID | None = None) -> UUID:
        await self.draft(rules, ruleset_id)
        async with self.database.transaction() as connection:
            return await open_publish(connection, self.caller, ruleset_id or self.ruleset_id, self.clock)

    async def publish(self, rules: Sequence[J], ruleset_id: UUID | None = None) -> UUID:
        version_id = await self.open(rules, ruleset_id)
        await build_opened(self.database, self.workspace_id, self.clock)
        return version_id

    async def listed(self) -> list[LeadRow]:
        async with self.database.snapshot() as connection:
            return (await list_leads(connection, self.workspace_id, LeadFilters(), Paging(1, 100))).rows

    async def shown(self) -> list[Shown]:
        """As `listed`, without what a page works out beside the rows: whys and trends cost more than all else."""
        found = [dict(row) for row in await self.rows(_SHOWN)]
        return [Shown(**row | {"lead_id": public("ld", row["lead_id"])}) for row in found]

    async def lead(self, who: str) -> LeadRow:
        return next(row for row in await self.listed() if _alias(who) in row.aliases)

    async def score(self, who: str) -> int:
        return next(row.engagement_score for row in await self.shown() if _alias(who) in row.aliases)

    async def receipts(self, lead_id: str, at: datetime, known: Any = "then") -> list[Score]:
        """One for each ruleset, the primary's first."""
        identifier = parse("ld", lead_id)
        assert identifier is not None
        async with self.database.snapshot() as connection:
            return (await explain(connection, self.workspace_id, identifier, at, known)).scores

    async def explain(self, lead_id: str, at: datetime, known: Any = "then") -> Score:
        return (await self.receipts(lead_id, at, known))[0]

    async def lead_by_alias(self, pair: tuple[str, str]) -> UUID:
        [row] = await self.rows(
            "SELECT lead_id FROM lead_aliases WHERE workspace_id = :w AND kind = :kind AND value = :value",
            kind=pair[0],
            value=pair[1],
        )
        found: UUID = row["lead_id"]
        return found

    async def rows(self, statement: str, **values: Any) -> list[RowMapping]:
        """`statement` names the workspace as :w."""
        async with self.database.engine.connect() as connection:
            # one statement, without the two that would begin and end a transaction
            await connection.execution_options(isolation_level="AUTOCOMMIT")
            found = await connection.execute(text(statement), {"w": self.workspace_id} | values)
            return list(found.mappings())

    async def in_force_since(self) -> datetime:
        """A publish leaves alone the rows of those whose score it does not move: they were scored before it."""
        [row] = await self.rows("SELECT max(in_force_from) FROM ruleset_versions WHERE workspace_id = :w")
        since: datetime = row["max"]
        return since

    async def doers(self) -> dict[str, UUID]:
        """The lead of each event, by message id."""
        found = await self.rows("SELECT message_id, lead_id FROM events WHERE workspace_id = :w")
        return {row["message_id"]: row["lead_id"] for row in found}


async def draft(
    connection: Any, workspace_id: UUID, ruleset_id: UUID, rules: Sequence[J], now: datetime
) -> None:
    for rule_id, _ in await ruleset_queries.draft_rules_of(connection, workspace_id, ruleset_id):
        await ruleset_queries.remove_rule(connection, workspace_id, ruleset_id, rule_id)
    checked = [Rule.read(new_id(), RuleDraft.model_validate(each)) for each in rules]
    documents = {one.rule_id: one.draft.document() for one in checked}
    await ruleset_queries.save_rules(connection, workspace_id, ruleset_id, documents, now)


_ALLOW = text("UPDATE workspaces SET negative_scores = :negative WHERE workspace_id = :w")


async def make_world(
    database: Database,
    rules: Sequence[J] = (),
    *,
    others: Sequence[J] | None = None,
    zone: str = "UTC",
    now: datetime = NOON,
    negative: bool = False,
) -> World:
    """A workspace with these rules in force (and a second ruleset, where `others` gives its rules)."""
    async with database.transaction() as connection:
        workspace_id = await create_workspace(connection, "Acme", now, zone)
        await connection.execute(_ALLOW, {"w": workspace_id, "negative": negative})
        await add_mappings(connection, workspace_id, STANDARD_MAPPINGS, now)
        await add_bands(connection, workspace_id, "engagement", default_bands("engagement"), now)
        made = []
        for name, some in (("Standard", rules), ("Other", others)):
            if some is not None:
                made.append(new_id())
                await ruleset_queries.add_ruleset(
                    connection, workspace_id, made[-1], "engagement", name, now, primary=len(made) == 1
                )
                await draft(connection, workspace_id, made[-1], some, now)
                await ensure_types(connection, workspace_id, [each["event_type"] for each in some], now)
                await put_in_force(connection, workspace_id, made[-1], new_id(), now, by="tests")
    return World(database, workspace_id, zone, Clock(now), *made)


def _accepted(call: J) -> Call:
    named = call["metadata"].get("channel")
    return Call(
        kind=call["kind"],
        event_type=call["event_type"],
        message_id=call["message_id"],
        happened_at=call["timestamp"],
        lead_id=parse("ld", call["lead_id"]) if call.get("lead_id") else None,
        aliases=call["aliases"],
        account_key=call.get("account_id"),
        account_name=call.get("account_name"),
        channel=named if named in CHANNELS else None,
        campaign=None,
        metadata=msgspec.json.encode(call["metadata"]),
        traits=msgspec.json.encode(call["traits"]) if call.get("traits") else None,
        dialect="ingest",
        payload={},
    )


# Without waiting for the disk at each commit: what is shown here is no matter of power cuts.
_HASTILY = "options=-csynchronous_commit%3Doff"


_engines: WeakSet[Engine] = WeakSet()


def forget_worlds() -> None:
    """The versions and mappings of their workspaces, and the statements made of them."""
    for engine in _engines:
        engine.clear_compiled_cache()
    for cache in (version_queries._cache, fit_version_queries._cache, loaded._kept):
        cache.clear()
    mappings._among.cache_clear()


@pytest_asyncio.fixture(scope="session")
async def database(database_url: str) -> AsyncIterator[Database]:
    """Statements are planned once and all of them kept: worlds that are made by the hundred send the same few hundred
    again."""
    database = Database.connect(_hastily(database_url))
    listen(database.engine.sync_engine, "connect", _plan_once)
    _engines.add(database.engine.sync_engine)
    yield database
    await database.close()


@pytest_asyncio.fixture(scope="module")
async def served_database(database_url: str) -> AsyncIterator[Database]:
    """Connected to as the product does, for tests in which work dies: connections break in the middle of it."""
    database = Database.connect(_hastily(database_url))
    yield database
    await database.close()


def _hastily(url: str) -> str:
    return url + ("&" if "?" in url else "?") + _HASTILY


def _plan_once(connection: Any, _record: Any) -> None:
    connection.driver_connection.prepare_threshold = 2
    connection.driver_connection.prepared_max = 1_000


def days(number: float) -> timedelta:
    return timedelta(days=number)


def hours(number: float) -> timedelta:
    return timedelta(hours=number)


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


@pytest.fixture
def make(database: Database) -> Any:
    """Makes worlds."""

    async def making(*args: Any, **more: Any) -> World:
        return await make_world(database, *args, **more)

    return making
