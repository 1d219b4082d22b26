"""The world of a workspace as the interpreter reads it, from its tables; and whom the interpreter finds there."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from kenbun.kit.ids import public
from tests.interpreter.segments import Account, Lead, holds, shown_leads

World = dict[str, Any]

_NOW = """
    SELECT t.ticked_at AS now, w.time_zone AS zone FROM workspaces w
    JOIN workspace_ticks t ON t.workspace_id = :w WHERE w.workspace_id = :w
"""
_LEADS = """
    SELECT l.lead_id AS id, l.account_id AS account, p.fields, l.created_at, l.owner_id,
           l.engagement_score AS engagement, l.profile_score AS profile,
           EXISTS (SELECT FROM watches w WHERE w.workspace_id = :w AND w.lead_id = l.lead_id) AS watched,
           EXISTS (SELECT FROM conversions c WHERE c.workspace_id = :w AND c.lead_id = l.lead_id) AS converted
    FROM leads l JOIN lead_profiles p ON p.workspace_id = :w AND p.lead_id = l.lead_id WHERE l.workspace_id = :w
"""
_ACCOUNTS = """
    SELECT account_id AS id, domain, fields, created_at, account_score AS score, archived_at IS NOT NULL AS archived,
           EXISTS (SELECT FROM surges s
                   WHERE s.workspace_id = :w AND s.account_id = a.account_id AND s.ended_at IS NULL) AS surging
    FROM accounts a WHERE a.workspace_id = :w
"""
_EVENTS = """
    SELECT e.lead_id, t.name AS type, e.happened_at AS at, e.channel, e.metadata,
           e.suppressed IS NOT NULL AS suppressed
    FROM events e JOIN event_types t ON t.workspace_id = :w AND t.type_id = e.type_id WHERE e.workspace_id = :w
"""
_SESSIONS = "SELECT lead_id, started_at AS at FROM sessions WHERE workspace_id = :w"
_HISTORY = """
    SELECT subject, subject_id AS id, dimension, at, is_day, low, last, high FROM score_history WHERE workspace_id = :w
"""
_DIMENSIONS = ("engagement", "profile", "account", "account_engagement")
_LEVELS = "SELECT dimension, bands FROM level_sets WHERE workspace_id = :w AND in_force_to IS NULL"
_MEMBERS = """
    SELECT s.segment_id, s.kind, m.subject_id FROM segments s
    LEFT JOIN segment_members m ON m.workspace_id = :w AND m.segment_id = s.segment_id WHERE s.workspace_id = :w
"""
_HANDS = """
    SELECT h.segment_id, coalesce(l.root_id, a.root_id, h.subject_id) AS subject_id, h.wish FROM segment_hands h
    LEFT JOIN lead_parts l ON l.workspace_id = :w AND l.lead_id = h.subject_id
    LEFT JOIN account_parts a ON a.workspace_id = :w AND a.account_id = h.subject_id
    WHERE h.workspace_id = :w ORDER BY h.set_at, h.subject_id DESC
"""


async def read_world(connection: AsyncConnection, workspace_id: UUID, roles: Mapping[UUID, str]) -> World:
    """As of the last tick. `roles`: who has which in a committee, by public id: several tables together say so."""

    async def rows(statement: str) -> list[dict[str, Any]]:
        found = await connection.execute(text(statement), {"w": workspace_id})
        return [dict(row) for row in found.mappings()]

    [beside] = await rows(_NOW)
    accounts, leads = await rows(_ACCOUNTS), await rows(_LEADS)
    done, begun = _by_lead(await rows(_EVENTS)), _by_lead(await rows(_SESSIONS))
    for account in accounts:
        account["fields"] = {"domain": account.pop("domain")} | account["fields"]
    for lead in leads:
        owner = lead.pop("owner_id")
        lead |= {"owner": owner and public("usr", owner), "role": roles.get(lead["id"])}
        lead |= {"events": done[lead["id"]], "sessions": [one["at"] for one in begun[lead["id"]]]}
    members: dict[str, set[UUID]] = defaultdict(set)
    for row in await rows(_MEMBERS):
        members[public("seg", row["segment_id"])] |= {row["subject_id"]} - {None}
    levels = {one: [] for one in _DIMENSIONS} | {
        row["dimension"]: row["bands"] for row in await rows(_LEVELS)
    }
    beside |= {"history": await rows(_HISTORY), "hands": await rows(_HANDS)}
    return beside | {"levels": levels, "accounts": accounts, "leads": leads, "members": members}


def _by_lead(rows: list[dict[str, Any]]) -> dict[UUID, list[dict[str, Any]]]:
    found: dict[UUID, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        found[row.pop("lead_id")].append(row)
    return found


class Kept:
    """A world that can be asked often: for each lead and each account there is a small one, with no more than what
    conditions on it can see."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._accounts = {one["id"]: one for one in world["accounts"]}
        self._people: dict[UUID | None, list[dict[str, Any]]] = defaultdict(list)
        self._history: dict[tuple[str, UUID], list[dict[str, Any]]] = defaultdict(list)
        for lead in world["leads"]:
            self._people[lead["account"]].append(lead)
        for row in world["history"]:
            self._history[row["subject"], row["id"]].append(row)

    def members(self, kind: str, tree: dict[str, Any], now: datetime) -> set[UUID]:
        """Whom the interpreter finds, at `now`."""
        if kind == "lead":
            leads = ((one, self._of_lead(one, now)) for one in shown_leads(self.world))
            return {one["id"] for one, world in leads if holds(tree, Lead(one, world))}
        shown = (one for one in self.world["accounts"] if not one["archived"])
        accounts = ((one, self._of_account(one, now)) for one in shown)
        return {one["id"] for one, world in accounts if holds(tree, Account(one, world))}

    def by_hand(self, kind: str, segment: str, found: set[UUID]) -> set[UUID]:
        """What conditions say, and people beside them: the last that was said of any part of one."""
        rows = shown_leads(self.world) if kind == "lead" else self.world["accounts"]
        there = {one["id"] for one in rows if not one.get("archived")}
        for hand in self.world["hands"]:
            if public("seg", hand["segment_id"]) == segment:
                one = {hand["subject_id"]}
                found = found | one if hand["wish"] == "in" else found - one
        return found & there

    def _of_lead(self, lead: dict[str, Any], now: datetime) -> World:
        account = self._accounts.get(lead["account"])
        history = self._history["lead", lead["id"]] + self._history["account", lead["account"]]
        small = {"leads": [lead], "accounts": [account] if account else [], "history": history, "now": now}
        return self.world | small

    def _of_account(self, account: dict[str, Any], now: datetime) -> World:
        people, history = self._people[account["id"]], self._history["account", account["id"]]
        return self.world | {"leads": people, "accounts": [account], "history": history, "now": now}
