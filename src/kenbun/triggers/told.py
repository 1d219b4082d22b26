"""What happened when a trigger fired, as people say it: read from the cause that is kept with the firing.

| kind | what its cause holds |
|---|---|
| milestone | `dimension`, `from`, `to` |
| level | `dimension`, `from_level`, `to_level` (null between levels), `from`, `to` |
| segment | `segment_id`, `segment` (its name then), `on` (enter, leave) |
| sequence | `events`: of each its `id`, `type` and `at`, in the order of time |
| surge | `count`, `within_seconds`; of an account's surge `events`, `leads`, `multiplier` |

`event_id` and `event_type` stand in each that came of an event, `scores` and `levels` are those of that moment, by
dimension.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kenbun.conditions.to_words.times import duration
from kenbun.triggers.words import score_of

Cause = Mapping[str, Any]

HELD = {
    "anew": "surges worked out anew",
    "archive": "its account being archived",
    "chain": "a chain of three triggers before it",
    "deletion": "a deletion",
    "edit": "a changed segment",
    "filter": "changed filters",
    "import": "an import",
    "late": "coming in more than a day late",
    "levels": "changed levels",
    "mapping": "a mapping applied backwards",
    "merge": "a merge by hand",
    "publish": "publishing",
    "rescore": "scores worked out anew",
    "roles": "a role that came of old events, an import or other rules",
    "sessions": "sessions woven anew",
    "settings": "changed settings",
    "unmerge": "an unmerge",
    "conversions": "other definitions of conversions",
}
"""Why something was held back, as people say it after “because of”."""

_PASSED = {"enter": "Entered", "leave": "Left"}


def what_happened(kind: str, cause: Cause) -> str:
    """`Engagement went from 48 to 72 with Demo Request`; without a full stop. What is missing is left out, as causes
    are kept for good."""
    said = _SAID[kind](cause)
    event_type = cause.get("event_type")
    if event_type and kind in ("milestone", "level"):
        return f"{said} with {event_type}"
    return f"{said} as it faded" if cause.get("by") == "fading" and kind != "segment" else said


def tell(firings: Sequence[dict[str, Any]]) -> None:
    """Adds `words`, and `because` where one was held back, to firings as a timeline has them."""
    for one in firings:
        one["words"] = what_happened(one["waits_for"], one["cause"])
        one["because"] = because_of(one["held_because"])


def because_of(held_because: str | None) -> str:
    return HELD.get(held_because, held_because) if held_because else ""


def _milestone(cause: Cause) -> str:
    score = score_of(str(cause.get("dimension", "score")))
    return f"{score.capitalize()} went from {_number(cause.get('from'))} to {_number(cause.get('to'))}"


def _level(cause: Cause) -> str:
    before, after = (cause.get(name) or "no level" for name in ("from_level", "to_level"))
    at = f" at {_number(cause['to'])} points" if cause.get("to") is not None else ""
    return (
        f"{score_of(str(cause.get('dimension', ''))).capitalize()} went from {before} to {after}{at}".strip()
    )


def _segment(cause: Cause) -> str:
    return f"{_PASSED.get(str(cause.get('on')), 'Entered')} the segment “{cause.get('segment', '')}”"


def _sequence(cause: Cause) -> str:
    steps = [str(one.get("type")) for one in cause.get("events", ())]
    return f"Did {', then '.join(steps)}"


def _surge(cause: Cause) -> str:
    if "multiplier" in cause:
        events, people = _number(cause.get("events")), _number(cause.get("leads"))
        by = "one person" if people == "1" else f"{people} people"
        return f"Surges: {events} events of {by}, {float(cause['multiplier']):g} times the average"
    within = f" within {duration(cause['within_seconds'])}" if cause.get("within_seconds") else ""
    last = f", the last of them {cause['event_type']}" if cause.get("event_type") else ""
    events = "event" if cause.get("count") == 1 else "events"
    return f"{_number(cause.get('count'))} {events}{within}{last}"


_SAID = {
    "milestone": _milestone,
    "level": _level,
    "segment": _segment,
    "sequence": _sequence,
    "surge": _surge,
}


def standing(cause: Cause) -> list[tuple[str, str]]:
    """The scores and levels of that moment: `Engagement score`, `72, Hot`."""
    scores, levels = cause.get("scores") or {}, cause.get("levels") or {}
    found = []
    for dimension, score in scores.items():
        level = levels.get(dimension)
        value = _number(score)
        found.append((f"{score_of(dimension).capitalize()} score", f"{value}, {level}" if level else value))
    return found


def _number(value: Any) -> str:
    return f"{value:,}" if isinstance(value, int) else "–" if value is None else str(value)
