"""Common segments to begin with.

Levels and roles stand by the names that a workspace begins with: where it has others, a template that names them is not
offered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kenbun.segments.evaluation import Kind

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Starter:
    """`why` says what one does with it."""

    name: str
    kind: Kind
    title: str
    why: str
    conditions: Json


def _did(event_type: str | None, at_least: int = 1, days: int | None = None, **more: Any) -> Json:
    window = {"within_days": days} if days else {}
    return {"did": event_type, "times": {"at_least": at_least}, **window, **more}


def _seldom(event_type: str | None, at_most: int, days: int) -> Json:
    return {"did": event_type, "times": {"at_most": at_most}, "within_days": days}


def _on(path: str) -> Json:
    return {"where": {"all": [{"field": "metadata.path", "operator": "starts_with", "value": path}]}}


def _quiet(days: int) -> Json:
    return {"last_activity": "not_within", "days": days}


def _lively(days: int) -> Json:
    return {"last_activity": "within", "days": days}


def _score(least: int, **when: int) -> Json:
    return {"score": "engagement", "operator": "gte", "value": least, **when}


def _level(dimension: str, name: str) -> Json:
    return {"level": dimension, "operator": "at_least", "value": name}


_EVALUATES = {"any": [_did("Demo Requested", days=60), _did("Page View", 2, 60, **_on("/pricing"))]}
_TRIED_HARD = {"any": [_did("Colleague Invited", days=30), _did(None, 5, 14, channel="product")]}

STARTERS: tuple[Starter, ...] = (
    Starter(
        "gone-quiet",
        "lead",
        "Hot, gone quiet",
        "They were about to talk to us, and stopped. Worth a call before they are lost.",
        {"all": [_score(50, within_days=90), _quiet(14), {"none": [{"converted": True}]}]},
    ),
    Starter(
        "trial-active",
        "lead",
        "Trial users active in the product",
        "They try it in earnest: help them on while they do.",
        {"all": [_did("Trial Started", days=30), _TRIED_HARD, {"none": [{"converted": True}]}]},
    ),
    Starter(
        "ready-to-talk",
        "lead",
        "Ready to talk",
        "Asked for a demo, or came back to the prices; nobody has won them yet.",
        {"all": [_EVALUATES, _lively(14), {"none": [{"converted": True}]}]},
    ),
    Starter(
        "unowned",
        "lead",
        "Warm, and nobody's",
        "Whoever shows interest should have somebody to talk to.",
        {"all": [{"owner": None}, _level("engagement", "Warm"), _lively(30)]},
    ),
    Starter(
        "no-company",
        "lead",
        "Interested, company unknown",
        "They look closely under a private address: find out whom they work for.",
        {"all": [{"has_account": False}, _score(10)]},
    ),
    Starter(
        "right-people",
        "lead",
        "The right people, not yet interested",
        "They fit, and have hardly looked at us: for a campaign.",
        {"all": [_level("profile", "Strong Fit"), {"score": "engagement", "operator": "lt", "value": 25}]},
    ),
    Starter(
        "read-then-priced",
        "lead",
        "From content to prices",
        "Looked at a page within a day after a download: what they read has done its work.",
        {"all": [{"did": "Content Downloaded", "then": "Page View", "within_seconds": 86_400}]},
    ),
    Starter(
        "no-champion",
        "account",
        "Target accounts without a champion",
        "The company is right; nobody there speaks for us yet.",
        {"all": [_level("account", "Qualified"), {"none": [{"committee_role": "Champion"}]}]},
    ),
    Starter(
        "fell-quiet",
        "account",
        "Busy accounts that fell quiet",
        "Two months full of activity, and hardly any in the last week.",
        {"all": [_did(None, 40, 60), _seldom(None, 5, 7)]},
    ),
    Starter(
        "many-at-prices",
        "account",
        "Several people, looking at prices",
        "A company that sends more than one of its people there is about to decide something.",
        {
            "all": [
                {"active_leads": {"operator": "gte", "value": 3}},
                _did("Page View", 5, 14, **_on("/pricing")),
            ]
        },
    ),
    Starter(
        "surging",
        "account",
        "Surging now",
        "Far more active than they used to be: call this week.",
        {"all": [{"surging": True}]},
    ),
    Starter(
        "customers-at-risk",
        "account",
        "Customers who hardly log in",
        "They bought, and do not use it: ask before they ask themselves.",
        {"all": [{"converted": True}, _seldom("Logged In", 20, 14)]},
    ),
)


def starter_named(name: str, kind: str) -> Starter | None:
    return next((one for one in STARTERS if (one.name, one.kind) == (name, kind)), None)
