"""What events are worth under rules, said as plainly as possible: nothing of the product is used here.

Events are dicts with `event_type`, `timestamp` (an aware datetime), `message_id` and `metadata`; rules are as
the API writes them. `zone` is an IANA name. Whoever asks hands over the events of one lead, known at that time.
"""

import re
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

from tests.interpreter import inactivity
from tests.interpreter.conditions import holds
from tests.interpreter.sessions import channel

MILLIONTH = Decimal("0.000001")


def receipt(rules, events, at, zone, negative=False, decays=()):
    """The lines of the score at `at`, each a dict with kind, rule (its name), event, points and value."""
    lines = []
    for rule in rules:
        if rule.get("active", True):
            lines += rule_lines(rule, events, at, zone)
    lines += inactivity_lines(rules, events, at, zone, negative, decays)
    total = sum((line["value"] for line in lines), Decimal(0))
    if total < 0 and not negative:
        lines.append({"kind": "floor", "rule": None, "event": None, "points": -total, "value": -total})
        total = Decimal(0)
    rest = half_up(total) - total
    if rest:
        lines.append({"kind": "rounding", "rule": None, "event": None, "points": rest, "value": rest})
    return lines


def score(lines):
    return int(sum((line["value"] for line in lines), Decimal(0)))


def score_at(rules, events, at, zone, negative=False, decays=()):
    return score(receipt(rules, events, at, zone, negative, decays))


def rule_lines(rule, events, at, zone):
    matching = [event for event in events if matches(rule, event, zone)]
    matching.sort(key=lambda event: (event["timestamp"], event["message_id"]))
    lines, used, over = [], {}, {}
    for event in matching:
        worth = fading(event["timestamp"], rule.get("half_life_days"), at)
        lines.append(line("rule", rule, event, Decimal(rule["points"]), worth))
        if cap := rule.get("cap"):
            period = period_of(cap["per"], event["timestamp"], zone)
            left = cap["points"] - used.get(period, 0)
            counted = min(abs(rule["points"]), left)
            used[period] = used.get(period, 0) + counted
            excess = Decimal(abs(rule["points"]) - counted) * (1 if rule["points"] > 0 else -1)
            if excess:
                over.setdefault(period, []).append(line("cap", rule, None, excess, worth))
    for parts in over.values():
        points = -sum(part["points"] for part in parts)
        value = -sum(part["value"] for part in parts)
        lines.append({"kind": "cap", "rule": rule["name"], "event": None, "points": points, "value": value})
    return lines


def inactivity_lines(rules, events, at, zone, negative, decays):
    hits = [hit for rule in rules if rule.get("active", True) for hit in brought(rule, events, zone)]
    active = [event["timestamp"] for event in events if channel(event) != "system"]
    return [
        {
            "kind": "inactivity",
            "rule": one["rule"],
            "event": None,
            "at": one["at"],
            "points": -one["points"].quantize(MILLIONTH, ROUND_HALF_UP),
            "value": -inactivity.worth(one, at).quantize(MILLIONTH, ROUND_HALF_UP),
        }
        for one in inactivity.deductions(hits, active, decays, at, negative)
    ]


def brought(rule, events, zone):
    """What a rule gave for each event, after its cap: (time, half-life, points)."""
    given, used = [], {}
    matching = [event for event in events if matches(rule, event, zone)]
    for event in sorted(matching, key=lambda event: (event["timestamp"], event["message_id"])):
        points = rule["points"]
        if cap := rule.get("cap"):
            period = period_of(cap["per"], event["timestamp"], zone)
            size = min(abs(points), cap["points"] - used.get(period, 0))
            used[period] = used.get(period, 0) + size
            points = size if points > 0 else -size
        given.append((event["timestamp"], rule.get("half_life_days"), points))
    return given


def line(kind, rule, event, points, worth):
    value = (points * worth).quantize(MILLIONTH, ROUND_HALF_UP)
    named = event and event["message_id"]
    return {"kind": kind, "rule": rule["name"], "event": named, "points": points, "value": value}


def matches(rule, event, zone):
    if folded(rule["event_type"]) != folded(event["event_type"]):
        return False
    day = event["timestamp"].astimezone(ZoneInfo(zone)).date()
    if rule.get("from") and day < date.fromisoformat(rule["from"]):
        return False
    if rule.get("to") and day > date.fromisoformat(rule["to"]):
        return False
    world = {"metadata": event["metadata"], "zone": zone, "now": event["timestamp"]}
    return rule.get("conditions") is None or holds(rule["conditions"], world)


def folded(name):
    return re.sub(r"[\s_-]+", " ", name).strip().casefold()


def fading(happened_at, half_life, at):
    """What is left of a point."""
    if half_life is None:
        return Decimal(1)
    age = max(Decimal(0), Decimal((at - happened_at) // timedelta(microseconds=1)) / 86_400_000_000)
    return Decimal("0.5") ** (age / Decimal(str(half_life)))


def period_of(per, happened_at, zone):
    day = happened_at.astimezone(ZoneInfo(zone)).date()
    return {"day": day, "week": day.isocalendar()[:2], "ever": None}[per]


def half_up(number):
    return number.quantize(Decimal(1), ROUND_HALF_UP)


def level(score, bands):
    for band in bands:
        if (band["min"] is None or band["min"] <= score) and (band["max"] is None or score <= band["max"]):
            return band["name"]
    return "Unclassified"
