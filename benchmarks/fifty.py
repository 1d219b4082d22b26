"""Fifty triggers: as a workspace has them, of all kinds, of leads and of accounts; and fifty that make a storm."""

import time
from random import Random
from typing import Any

from benchmarks.live import call
from benchmarks.rules import TYPES
from benchmarks.server import Bench
from kenbun.events.accept.call import Call

HOUR, DAY, WEEK = 3_600, 86_400, 7 * 86_400

_LEADERS = {"all": [{"field": "lead.title", "operator": "contains", "value": "VP"}]}
_LARGE = {"all": [{"field": "account.employees", "operator": "gte", "value": 200}]}
_ACTIVE = {"all": [{"did": "Page View", "times": {"at_least": 3}, "within_days": 30}]}

J = dict[str, Any]

SEGMENTS: list[J] = [
    {
        "name": "Bench: asked for a demo",
        "kind": "lead",
        "conditions": {"all": [{"did": "Demo Requested", "times": {"at_least": 1}, "within_days": 30}]},
    },
    {
        "name": "Bench: hot leaders",
        "kind": "lead",
        "conditions": {"all": [{"score": "engagement", "operator": "gte", "value": 80}, *_LEADERS["all"]]},
    },
    {
        "name": "Bench: warm companies",
        "kind": "account",
        "conditions": {"all": [{"score": "engagement", "operator": "gte", "value": 1_000}]},
    },
]


class Traffic:
    """As leads come in a day: each once, to do one to four things, most of them page views."""

    def __init__(self, rng: Random, leads: int) -> None:
        self._rng = rng
        self._leads = rng.sample(range(leads), leads)
        self._names, self._weights = list(TYPES), list(TYPES.values())
        self._waiting: list[Call] = []

    def calls(self, number: int) -> list[Call]:
        """The next ones. Whoever has been here comes again only after all others."""
        while len(self._waiting) < number:
            lead = self._leads.pop()
            self._leads.insert(0, lead)
            names = self._rng.choices(self._names, self._weights, k=self._rng.randint(1, 4))
            self._waiting += [call(lead, name, self._rng) for name in names]
        taken, self._waiting = self._waiting[:number], self._waiting[number:]
        return taken


def segments(bench: Bench) -> dict[str, list[str]]:
    """Those above, made and worked out: their ids, by whose they are."""
    made: dict[str, list[str]] = {"lead": [], "account": []}
    for draft in SEGMENTS:
        answer = bench.http.post("/api/segments", json=draft).raise_for_status().json()
        made[draft["kind"]].append(answer["id"])
    for one in (*made["lead"], *made["account"]):
        while bench.http.get(f"/api/segments/{one}").raise_for_status().json()["evaluated_at"] is None:
            time.sleep(0.1)
    return made


def usual(segments: dict[str, list[str]]) -> list[J]:
    """`segments` are the ids of those above, by whose they are. Nothing is told."""
    made = [*_milestones(), *_levels(), *_sequences(), *_surges(), *_of_segments(segments)]
    return [{"subject": "lead", "cooldown_seconds": DAY, **one} for one in made]


def _milestones() -> list[J]:
    """For sales: who gets hot; for marketing: who falls off; two that wait for a certain event."""
    up = [
        (100, _LEADERS),
        (120, _ACTIVE),
        (150, None),
        (200, _LEADERS),
        (250, _ACTIVE),
        (300, None),
        (500, None),
    ]
    leads = [_milestone("engagement", threshold, conditions) for threshold, conditions in up]
    leads += [_milestone("engagement", threshold, None, "down") for threshold in (0, 20)]
    leads += [
        {**_milestone("engagement", 100, None), "event_type": name}
        for name in ("Demo Requested", "Trial Started")
    ]
    leads += [_milestone("profile", threshold, None) for threshold in (40, 60)]
    accounts = [
        _milestone("account_engagement", 2_000, None),
        _milestone("account_engagement", 3_000, _LARGE),
    ]
    return leads + [{"subject": "account", **one} for one in accounts]


def _milestone(dimension: str, threshold: int, conditions: J | None, direction: str = "up") -> J:
    return {
        "kind": "milestone",
        "dimension": dimension,
        "direction": direction,
        "threshold": threshold,
        "conditions": conditions,
    }


def _levels() -> list[J]:
    asked = [("Very Hot", "enter", _LEADERS), ("Very Hot", "leave", None), ("Hot", "enter", _LEADERS)]
    leads = [_level("engagement", *one) for one in asked] + [_level("profile", "Perfect Fit", "enter", None)]
    accounts = [_level("account", "Target", "enter", None), _level("account", "Target", "leave", None)]
    return leads + [{"subject": "account", **one} for one in accounts]


def _level(dimension: str, level: str, on: str, conditions: J | None) -> J:
    return {"kind": "level", "dimension": dimension, "level": level, "on": on, "conditions": conditions}


def _sequences() -> list[J]:
    """Steps towards a purchase, most of them rare; one of page views, too."""
    steps: list[tuple[tuple[str, ...], int]] = [
        (("Content Downloaded", "Demo Requested"), WEEK),
        (("Webinar Attended", "Demo Requested"), WEEK),
        (("Demo Requested", "Trial Started"), 2 * WEEK),
        (("Trial Started", "Colleague Invited"), WEEK),
        (("Trial Started", "API Called", "Colleague Invited"), 2 * WEEK),
        (("Email Clicked", "Form Submitted"), DAY),
        (("Email Opened", "Email Clicked", "Page View"), DAY),
        (("Form Submitted", "Form Submitted"), DAY),
        (("Content Downloaded", "Webinar Attended", "Form Submitted"), WEEK),
        (("Page View", "Page View", "Form Submitted"), HOUR),
    ]
    leads = [_sequence(some, within) for some, within in steps]
    accounts = [_sequence(some, within) for some, within in steps[2:4]]
    return leads + [{"subject": "account", **one} for one in accounts]


def _sequence(steps: tuple[str, ...], within: int) -> J:
    return {"kind": "sequence", "steps": list(steps), "within_seconds": within}


def _surges() -> list[J]:
    """More than people do: five pages in an hour, ten of anything in a day; of two companies, and the surge itself."""
    asked: list[tuple[str | None, int, int]] = [
        ("Page View", 5, HOUR),
        ("Page View", 10, DAY),
        (None, 10, DAY),
        ("Email Clicked", 3, DAY),
        ("Form Submitted", 3, WEEK),
        ("Content Downloaded", 3, WEEK),
        ("API Called", 5, DAY),
        ("Logged In", 5, DAY),
        ("Feature Used", 10, DAY),
    ]
    leads = [_surge(*one) for one in asked]
    accounts = [_surge("Demo Requested", 3, WEEK), _surge("Page View", 50, DAY), {"account_surge": True}]
    return leads + [{"subject": "account", "kind": "surge", **one} for one in accounts]


def _surge(event_type: str | None, count: int, within: int) -> J:
    return {"kind": "surge", "event_type": event_type, "count": count, "within_seconds": within}


def _of_segments(segments: dict[str, list[str]]) -> list[J]:
    return [
        {"kind": "segment", "subject": subject, "segment_id": segment_id, "on": on}
        for subject, some in segments.items()
        for segment_id in some
        for on in ("enter", "leave")
    ][:5]


def storm(rng: Random) -> list[J]:
    """Thresholds and runs that most events pass: more than one firing for each."""
    hot = {"all": [{"field": "lead.title", "operator": "contains", "value": "VP"}]}
    milestones = [
        {
            "kind": "milestone",
            "dimension": "engagement",
            "direction": rng.choice(["up", "up", "down"]),
            "threshold": rng.randint(20, 200),
            "conditions": hot if number % 3 == 0 else None,
        }
        for number in range(15)
    ]
    levels = [
        _level("engagement", level, on, None)
        for level in ("Warm", "Hot", "Very Hot")
        for on in ("enter", "leave")
    ]
    names = list(TYPES)
    sequences = [_sequence(tuple(rng.sample(names, 3)), rng.choice([HOUR, DAY, WEEK])) for _ in range(14)]
    surges = [_surge(rng.choice(names), rng.randint(5, 20), rng.choice([HOUR, DAY, WEEK])) for _ in range(15)]
    return [
        {"subject": "lead", "cooldown_seconds": DAY, **one}
        for one in (*milestones, *levels, *sequences, *surges)
    ]
