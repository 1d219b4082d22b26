"""The cases kept as data beside this file: one lead, or one account with its leads, a tree, and what is expected.

What a case does not say of its lead or account is as in `LEAD` and `ACCOUNT`; times are written as RFC 3339, `now` as
well. A case of an account gives its leads in `leads`, and is asked of the account; else it is asked of the lead.
"""

import json
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from kenbun.kit.ids import public

FOLDER = Path(__file__).parent
NOW, ZONE = "2026-03-10T12:00:00Z", "UTC"
ROLE, OWNER, SEGMENT = (
    public(kind, UUID(int=number)) for kind, number in (("role", 1), ("usr", 2), ("seg", 3))
)
LEAD_ID, ACCOUNT_ID = UUID(int=10), UUID(int=20)
_NAMED = {"ROLE": ROLE, "OWNER": OWNER, "SEGMENT": SEGMENT}

LEAD: dict[str, Any] = {
    "fields": {},
    "created_at": "2025-01-01T00:00:00Z",
    "owner": None,
    "engagement": 0,
    "profile": 0,
    "watched": False,
    "converted": False,
    "role": None,
    "events": [],
    "sessions": [],
}
ACCOUNT: dict[str, Any] = {
    "fields": {},
    "created_at": "2025-01-01T00:00:00Z",
    "score": 0,
    "surging": False,
    "archived": False,
}
EVENT = {"channel": "website", "metadata": {}, "suppressed": False}
BANDS = [
    {"name": "Cold", "min": 0, "max": 24},
    {"name": "Warm", "min": 25, "max": 49},
    {"name": "Hot", "min": 60, "max": None},
]
LEVELS = dict.fromkeys(("engagement", "profile", "account", "account_engagement"), BANDS)


class Case(NamedTuple):
    name: str
    kind: Any
    tree: dict[str, Any]
    world: dict[str, Any]
    subject: UUID
    expected: bool


def cases() -> list[Case]:
    files = sorted(FOLDER.glob("*.json"))
    return [_case(file.stem, case) for file in files for case in json.loads(file.read_text())]


def _case(file: str, case: dict[str, Any]) -> Case:
    kind = "account" if "leads" in case else "lead"
    account = None if case.get("account", {}) is None else {**ACCOUNT, **case.get("account", {})}
    people = case.get("leads", [case.get("lead", {})])
    leads = [_lead(one, place, account) for place, one in enumerate(people)]
    history = [_recorded(row, kind) for row in case.get("history", [])]
    subject = ACCOUNT_ID if kind == "account" else LEAD_ID
    world = {
        "now": _time(case.get("now", NOW)),
        "zone": case.get("zone", ZONE),
        "levels": LEVELS,
        "roles": [ROLE],
        "accounts": [] if account is None else [{"id": ACCOUNT_ID, **_times(account)}],
        "leads": leads,
        "history": history,
        "members": {SEGMENT: [subject] if case.get("member") else []},
    }
    return Case(f"{file}: {case['name']}", kind, _names(case["tree"]), world, subject, case["expected"])


def _lead(given: dict[str, Any], place: int, account: dict[str, Any] | None) -> dict[str, Any]:
    lead = _times({**LEAD, **_names(given)})
    events = [{**EVENT, **event, "at": _time(event["at"])} for event in lead["events"]]
    sessions = [_time(at) for at in lead["sessions"]]
    found = {"id": UUID(int=10 + place), "account": ACCOUNT_ID if account else None}
    committee = {"detected": lead["role"], "chosen": None}
    return {**lead, **found, **committee, "events": events, "sessions": sessions}


def _recorded(row: dict[str, Any], kind: str) -> dict[str, Any]:
    of_account = kind == "account" or row["dimension"] == "account"
    whose = {"subject": "account", "id": ACCOUNT_ID} if of_account else {"subject": "lead", "id": LEAD_ID}
    return {"is_day": False, **whose, **row, "at": _time(row["at"])}


def _times(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "created_at": _time(row["created_at"])}


def _names(value: Any) -> Any:
    """Words in capitals stand for ids."""
    if isinstance(value, dict):
        return {name: _names(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_names(part) for part in value]
    return _NAMED.get(value, value) if isinstance(value, str) else value


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)
