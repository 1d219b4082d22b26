"""A small world of leads and accounts, as the interpreter reads it, put into the tables as the pipeline leaves them."""

from typing import Any

from sqlalchemy import insert, text
from sqlalchemy.ext.asyncio import AsyncConnection

from kenbun.access.workspaces import create_workspace
from kenbun.accounts.tables import accounts
from kenbun.committee.tables import committee_choices, committee_detected, committee_roles
from kenbun.conversions.tables import conversion_definitions, conversions
from kenbun.events.tables import event_types, events, sessions
from kenbun.kit.ids import new_id, parse
from kenbun.leads.tables import lead_profiles, leads
from kenbun.levels.tables import level_sets
from kenbun.scoring.tables import score_history
from kenbun.segments.tables import segment_members, segments
from kenbun.surge.tables import surges
from kenbun.watching.tables import watches
from tests.interpreter.segments import Account, Lead, all_events, last_active, same_type

World = dict[str, Any]


async def store(connection: AsyncConnection, world: World) -> Any:
    """Answers the workspace's id."""
    workspace_id = await create_workspace(connection, "Acme", world["now"], world["zone"])
    for table, rows in _rows(world, await _types(connection, workspace_id, world)):
        if rows:
            await connection.execute(insert(table), [{"workspace_id": workspace_id, **row} for row in rows])
    await _watch(connection, workspace_id, world)
    return workspace_id


# Any number far above those of other tests.
_FIRST_TYPE = text("SELECT setval(pg_get_serial_sequence('event_types', 'type_id'), 1000000)")


async def _types(connection: AsyncConnection, workspace_id: Any, world: World) -> dict[str, int]:
    """The same in each world that has the same: then statements about them are the same, and made once."""
    done = {event["type"] for lead in world["leads"] for event in lead["events"]}
    found = {}
    await connection.execute(_FIRST_TYPE)
    for name in sorted(done | set(world.get("types", ()))):
        row = {"workspace_id": workspace_id, "key": same_type(name), "name": name, "channel": "website"}
        made = insert(event_types).values(**row, created_at=world["now"]).returning(event_types.c.type_id)
        found[same_type(name)] = (await connection.execute(made)).scalar_one()
    return found


def _rows(world: World, types: dict[str, int]) -> list[tuple[Any, list[dict[str, Any]]]]:
    now = world["now"]
    members = [
        {"segment_id": parse("seg", segment), "subject_id": one, "since": now, "why": []}
        for segment, ids in world["members"].items()
        for one in ids
    ]
    definition = new_id()
    return [
        (accounts, [_account(account, world) for account in world["accounts"]]),
        (leads, [_lead(lead, world) for lead in world["leads"]]),
        (
            lead_profiles,
            [
                {"lead_id": one["id"], "name": "x", "search": "x", "fields": one["fields"]}
                for one in world["leads"]
            ],
        ),
        (events, [_event(event, one, types, now) for one in world["leads"] for event in one["events"]]),
        (sessions, [_session(at, one) for one in world["leads"] for at in one["sessions"]]),
        (level_sets, [_bands(dimension, bands, now) for dimension, bands in world["levels"].items()]),
        (score_history, [_recorded(row) for row in world["history"]]),
        (segments, [_segment(segment, world) for segment in world["members"]]),
        (segment_members, members),
        (conversion_definitions, [_definition(definition, now)]),
        (conversions, [_conversion(one, definition, now) for one in world["leads"] if one["converted"]]),
        (surges, [_surge(one, now) for one in world["accounts"] if one["surging"] is not None]),
        (committee_roles, [_role(role, place) for place, role in enumerate(world["roles"])]),
        (committee_detected, [_detected(one, now) for one in world["leads"] if one["detected"]]),
        (committee_choices, [_chosen(one, now) for one in world["leads"] if one["chosen"]]),
    ]


def _account(account: dict[str, Any], world: World) -> dict[str, Any]:
    of = Account(account, world)
    return {
        "account_id": account["id"],
        "name": "x",
        "fields": account["fields"],
        "created_at": account["created_at"],
        "account_score": account["score"],
        "engagement_score": of.scores["engagement"],
        "lead_count": len(of.people),
        "last_active_at": last_active(of),
        "owner_id": of.owner and parse("usr", of.owner),
        "archived_at": world["now"] if account["archived"] else None,
    }


def _lead(lead: dict[str, Any], world: World) -> dict[str, Any]:
    of = Lead(lead, world)
    return {
        "lead_id": lead["id"],
        "account_id": lead["account"],
        "account_basis": "none",
        "created_at": lead["created_at"],
        "event_count": len(all_events(of)),
        "last_active_at": last_active(of),
        "engagement_score": lead["engagement"],
        "profile_score": lead["profile"],
        "scored_at": world["now"],
        "owner_id": lead["owner"] and parse("usr", lead["owner"]),
    }


def _event(event: dict[str, Any], lead: dict[str, Any], types: dict[str, int], now: Any) -> dict[str, Any]:
    return {
        "event_id": new_id(),
        "lead_id": lead["id"],
        "happened_at": event["at"],
        "received_at": now,
        "type_id": types[same_type(event["type"])],
        "channel": event["channel"],
        "message_id": new_id().hex,
        "metadata": event["metadata"],
        "suppressed": "metadata_filter" if event["suppressed"] else None,
    }


def _session(at: Any, lead: dict[str, Any]) -> dict[str, Any]:
    return {
        "lead_id": lead["id"],
        "started_at": at,
        "session_id": new_id(),
        "ended_at": at,
        "event_count": 1,
        "channels": ["website"],
    }


def _bands(dimension: str, bands: list[dict[str, Any]], now: Any) -> dict[str, Any]:
    made = [{"level_id": band["name"], "color": "#000000", **band} for band in bands]
    return {"dimension": dimension, "version": 1, "bands": made, "in_force_from": now}


def _recorded(row: dict[str, Any]) -> dict[str, Any]:
    return {("subject_id" if name == "id" else name): value for name, value in row.items()}


def _segment(segment: str, world: World) -> dict[str, Any]:
    made = {"segment_id": parse("seg", segment), "kind": "lead", "name": segment, "active": True}
    return made | {"created_at": world["now"], "changed_at": world["now"]}


def _definition(definition: Any, now: Any) -> dict[str, Any]:
    made = {"definition_id": definition, "name": "Won", "event_type": "Won", "type_key": "won"}
    return made | {"created_at": now}


def _conversion(lead: dict[str, Any], definition: Any, now: Any) -> dict[str, Any]:
    return {"lead_id": lead["id"], "definition_id": definition, "at": now, "message_id": "m"}


def _surge(account: dict[str, Any], now: Any) -> dict[str, Any]:
    """False: it has ended."""
    numbers = {"events": 1, "leads": 1, "multiplier": 1, "peak_events": 1, "primary_channel": "website"}
    ended = None if account["surging"] else now
    return {"account_id": account["id"], "started_at": account["created_at"], "ended_at": ended, **numbers}


def _role(role: str, place: int) -> dict[str, Any]:
    return {"role_id": parse("role", role), "name": role, "position": place, "tracked": True}


def _detected(lead: dict[str, Any], now: Any) -> dict[str, Any]:
    told = {"weight": 50, "reason": "x", "evidence": [], "detected_at": now}
    role = parse("role", lead["detected"])
    return {"lead_id": lead["id"], "account_id": lead["account"], "role_id": role, **told}


def _chosen(lead: dict[str, Any], now: Any) -> dict[str, Any]:
    """“none”: taken out of the committee."""
    removed = lead["chosen"] == "none"
    role = None if removed else parse("role", lead["chosen"])
    said = {"role_id": role, "removed": removed, "said_at": now, "said_by": "x"}
    return {"lead_id": lead["id"], "account_id": lead["account"], **said}


async def _watch(connection: AsyncConnection, workspace_id: Any, world: World) -> None:
    from kenbun.access.queries import people

    watched = [one["id"] for one in world["leads"] if one["watched"]]
    if not watched:
        return
    user_id = await people.add_user(connection, new_id(), f"{new_id().hex}@kenbun.test", "Ada", world["now"])
    await people.set_member(connection, workspace_id, user_id, "viewer", world["now"])
    rows = [
        {"workspace_id": workspace_id, "lead_id": one, "user_id": user_id, "watched_at": world["now"]}
        for one in watched
    ]
    await connection.execute(insert(watches), rows)
