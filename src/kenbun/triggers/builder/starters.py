"""Ready-made triggers to begin with.

Levels stand by the names that a workspace begins with, segments by the name of the template that makes them: where it
has others, a trigger that names them is not offered. Each is written as the API takes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kenbun.triggers.drafts import Subject

Json = dict[str, Any]
_DAY = 86_400
_TELLS_OWNER: Json = {"act": "notify_owner"}
_TELLS_ADMINS: Json = {"act": "notify", "members": "admins"}


@dataclass(frozen=True, slots=True)
class Starter:
    """`why` says what one does with it; `segment` names the segment that `segment_id` is looked up by."""

    name: str
    title: str
    why: str
    document: Json
    segment: str | None = None

    @property
    def subject(self) -> Subject:
        subject: Subject = self.document["subject"]
        return subject


def _trigger(
    kind: str, subject: str, *outputs: Json, fire: str = "always", rest: int = 0, **fields: Any
) -> Json:
    return {
        "kind": kind,
        "subject": subject,
        **fields,
        "conditions": fields.get("conditions"),
        "fire": fire,
        "cooldown_seconds": rest,
        "outputs": list(outputs),
        "active": True,
    }


_OWNED = {"none": [{"owner": None}]}
_NOT_WON = {"none": [{"converted": True}]}

STARTERS: tuple[Starter, ...] = (
    Starter(
        "surge-owner",
        "Account surges, tell its owner",
        "Far more people are looking at us than in the weeks before: call while they do.",
        _trigger("surge", "account", _TELLS_OWNER, account_surge=True),
    ),
    Starter(
        "very-hot",
        "Lead becomes Very Hot, tell the owner",
        "Somebody has done enough to be called today.",
        _trigger(
            "level",
            "lead",
            _TELLS_OWNER,
            dimension="engagement",
            level="Very Hot",
            on="enter",
            rest=7 * _DAY,
            conditions={"all": [_NOT_WON]},
        ),
    ),
    Starter(
        "hot-unowned",
        "Hot lead without an owner, tell the admins",
        "Nobody follows up on who has nobody: give them to somebody.",
        _trigger(
            "milestone",
            "lead",
            _TELLS_ADMINS,
            dimension="engagement",
            direction="up",
            threshold=50,
            event_type=None,
            fire="once",
            conditions={"all": [{"owner": None}]},
        ),
    ),
    Starter(
        "trial-to-prices",
        "From trial to prices within a day",
        "They tried it and went to look what it costs: the moment to help.",
        _trigger(
            "sequence",
            "lead",
            _TELLS_OWNER,
            steps=["Trial Started", "Page View"],
            ordered=True,
            within_seconds=_DAY,
            rest=7 * _DAY,
            conditions={"all": [_NOT_WON]},
        ),
    ),
    Starter(
        "pricing-again",
        "Keeps coming back in an hour",
        "Ten page views within an hour are no accident.",
        _trigger(
            "surge",
            "lead",
            _TELLS_OWNER,
            event_type="Page View",
            count=10,
            within_seconds=3_600,
            rest=_DAY,
            conditions={"all": [_OWNED]},
        ),
    ),
    Starter(
        "cooling",
        "Hot lead cools down, tell the owner",
        "Interest is fading without a deal: a good time to write once more.",
        _trigger(
            "milestone",
            "lead",
            _TELLS_OWNER,
            dimension="engagement",
            direction="down",
            threshold=50,
            event_type=None,
            rest=30 * _DAY,
            conditions={"all": [_OWNED, _NOT_WON]},
        ),
    ),
    Starter(
        "target-account",
        "Account becomes a Target, tell the admins",
        "What we learned of the company puts it on the list: decide who takes it.",
        _trigger(
            "level", "account", _TELLS_ADMINS, dimension="account", level="Target", on="enter", fire="once"
        ),
    ),
    Starter(
        "no-champion",
        "Target account without a champion",
        "It came into the segment of that name: somebody should find us a friend there.",
        _trigger("segment", "account", _TELLS_OWNER, on="enter", rest=7 * _DAY),
        segment="Target accounts without a champion",
    ),
    Starter(
        "gone-quiet",
        "Hot lead gone quiet, tell the owner",
        "It came into the segment of that name: worth a call before they are lost.",
        _trigger("segment", "lead", _TELLS_OWNER, on="enter", rest=30 * _DAY),
        segment="Hot, gone quiet",
    ),
)


def starter_named(name: str) -> Starter | None:
    return next((one for one in STARTERS if one.name == name), None)
