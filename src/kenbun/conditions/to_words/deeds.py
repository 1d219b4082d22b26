"""What somebody has done, how often and when, in words."""

from __future__ import annotations

from kenbun.conditions.counts import WORDS, Count
from kenbun.conditions.nodes import Leaf
from kenbun.conditions.to_words.numbers import any_at_all, how_many, how_often
from kenbun.conditions.to_words.said import Said, of_any_lead, of_leads_together, quoted
from kenbun.conditions.to_words.times import last_days
from kenbun.subject import Subject


def deed_words(leaf: Leaf, count: Count, where: str, subject: Subject, *, so: bool) -> Said:
    """`did “Page View” at least 3 times in the last 30 days where path contains “/pricing”`"""
    which = _which(count, where)
    some = any_at_all(leaf)
    if some is not None:
        done = some is so
        if subject == "lead":
            return of_any_lead(subject, f"{_done(count) if done else _not_done(count)}{which}")
        return of_any_lead(subject, f"{_done(count)}{which}", so=done)
    return of_leads_together(subject, f"{_as_often(leaf, count, so=so)}{which}")


def counted(count: Count, *, one: bool = False) -> str:
    """`“Page View” events on the website channel in the last 30 days`; of `one` in the singular."""
    noun = WORDS[count.what].removesuffix("s") if one else WORDS[count.what]
    return f"{f'{quoted(count.event_type)} ' if count.event_type else ''}{noun}{_which(count, '')}"


def _done(count: Count) -> str:
    match count.what:
        case "sessions":
            return "had a session"
        case "invited_colleagues":
            return "invited a colleague"
    return f"did {quoted(count.event_type)}" if count.event_type else "did something"


def _not_done(count: Count) -> str:
    match count.what:
        case "sessions":
            return "had no session"
        case "invited_colleagues":
            return "invited no colleague"
    return f"did not do {quoted(count.event_type)}" if count.event_type else "did nothing"


def _as_often(leaf: Leaf, count: Count, *, so: bool) -> str:
    match count.what:
        case "sessions":
            return f"had {how_many(leaf, 'session', 'sessions', so=so)}"
        case "invited_colleagues":
            return f"invited {how_many(leaf, 'colleague', 'colleagues', so=so)}"
    if count.event_type:
        return f"did {quoted(count.event_type)} {how_often(leaf, so=so)}"
    return f"had {how_many(leaf, 'event', 'events', so=so)}"


def _which(count: Count, where: str) -> str:
    """` on the website channel in the last 30 days where path contains “/pricing”`"""
    parts = [f"on the {count.channel} channel" if count.channel else ""]
    if count.days:
        parts.append(last_days(count.days))
    if count.between:
        parts.append(f"between {count.between[0]} and {count.between[1]}")
    parts.append(where)
    return "".join(f" {part}" for part in parts if part)
