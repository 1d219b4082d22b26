"""What triggers fire, said as plainly as possible: nothing of the product is used here.

A story is a list of moments in order: `{"at", "events"}` for a batch (events of those that come in, each with `who`,
`event_type`, `timestamp`, `message_id`, `metadata`), or `{"at", "events": []}` where only time has passed. `roots(who,
at)` tells in whom somebody is shown at a time; a moment that is `silent` moves scores, as a merge does, and fires
nothing. Triggers are as the API writes them. Nothing that happened more than a
day before it came in fires.
"""

from datetime import timedelta
from itertools import combinations, pairwise, permutations

from tests.interpreter.scores import level, score_at

DAY = timedelta(days=1)


def firings(trigger, story, roots, rules, zone, bands=()):
    """(at, who did it) of each, in order."""
    known, shown, found = [], {}, []
    people = sorted({event["who"] for moment in story for event in moment["events"]})
    last = {}

    def worth(events, at):
        return score_at(rules, events, at, zone)

    def of(root, at):
        return [event for event in known if roots(event["who"], at) == root]

    def fire(root, who, at):
        together = [one for one in people if roots(one, at) == root]
        before = max((last[one] for one in [*together, who] if one in last), default=None)
        rest = timedelta(seconds=trigger["cooldown_seconds"])
        if before is not None and (trigger["fire"] == "once" or at - before < rest):
            return
        last[who] = at
        found.append((at, who))

    for moment in story:
        at = moment["at"]
        for root in sorted({roots(event["who"], at) for event in known}):
            now = worth(of(root, at), at)
            was = shown.get(root)
            by_itself = was is not None and not moment.get("silent") and not trigger.get("event_type")
            if by_itself and crosses(trigger, was, now, bands):
                fire(root, root, at)
            shown[root] = now
        for event in sorted(moment["events"], key=lambda one: (one["timestamp"], one["message_id"])):
            root = roots(event["who"], at)
            before = of(root, at)
            known.append(event)
            fresh = event["timestamp"] > at - DAY
            if fresh and completes(trigger, before, event, at, worth, bands):
                fire(root, event["who"], at)
            shown[root] = worth([*before, event], at)
    return found


def completes(trigger, before, event, at, worth, bands):
    kind = trigger["kind"]
    if kind in ("milestone", "level"):
        wanted = trigger.get("event_type")
        if wanted and wanted != event["event_type"]:
            return False
        return crosses(trigger, worth(before, at), worth([*before, event], at), bands)
    window = timedelta(seconds=trigger["within_seconds"])
    types = trigger["steps"] if kind == "sequence" else [trigger["event_type"]]
    if event["event_type"] not in types and types != [None]:
        return False
    inside = [event["timestamp"]]
    inside += [
        one["timestamp"]
        for one in before
        if event["timestamp"] < one["timestamp"] <= event["timestamp"] + window
    ]
    if kind == "surge":
        inside = [end for end in inside if end < event["timestamp"] + window]
    held = [there(trigger, [*before, event], end, window) for end in inside]
    held_without = [there(trigger, before, end, window) for end in inside]
    return any(held) and not any(held_without)


def there(trigger, events, end, window):
    if trigger["kind"] == "surge":
        counted = [
            one
            for one in events
            if end - window < one["timestamp"] <= end and trigger["event_type"] in (None, one["event_type"])
        ]
        return len(counted) >= trigger["count"]
    some = [
        one
        for one in events
        if end - window <= one["timestamp"] <= end and one["event_type"] in trigger["steps"]
    ]
    steps = trigger["steps"]
    if not trigger["ordered"]:
        return any(
            sorted(one["event_type"] for one in chosen) == sorted(steps)
            for chosen in combinations(some, len(steps))
        )
    return any(
        [one["event_type"] for one in chosen] == steps
        and all(first["timestamp"] < then["timestamp"] for first, then in pairwise(chosen))
        for chosen in permutations(some, len(steps))
    )


def crosses(trigger, before, after, bands):
    if trigger["kind"] == "milestone":
        threshold = trigger["threshold"]
        if trigger["direction"] == "up":
            return before < threshold <= after
        return after < threshold <= before
    if trigger["kind"] == "level":
        was, is_now = level(before, bands), level(after, bands)
        return was != is_now and trigger["level"] == (is_now if trigger["on"] == "enter" else was)
    return False
