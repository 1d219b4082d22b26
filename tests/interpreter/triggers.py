"""What triggers fire, said as plainly as possible: nothing of the product is used here.

A story is a list of moments in order: `{"at", "events"}` for a batch (events of those that come in, each with `who`,
`event_type`, `timestamp`, `message_id`, `metadata`), or `{"at", "events": []}` where only time has passed. `roots(who,
at)` tells in whom somebody is shown at a time; a moment that is `silent` moves scores, as a merge does, and fires
nothing. Triggers are as the API writes them, of leads, or runs of events of accounts (`account(who)` tells whose
somebody is). Nothing that happened more than a day before it came in fires. Conditions are asked once all of a moment
is in; fields are what events have said last, each `traits`.
"""

from datetime import timedelta
from itertools import combinations, pairwise, permutations

from tests.interpreter import segments
from tests.interpreter.scores import level, score_at

DAY = timedelta(days=1)


def firings(trigger, story, roots, rules, zone, bands=(), account=None):
    """(at, who did it) of each, in order; of accounts (at, which)."""
    reader = _Reader(trigger, roots, rules, zone, bands, account)
    reader.people = sorted({event["who"] for moment in story for event in moment["events"]})
    for moment in story:
        reader.judge(moment)
    return reader.found


class _Reader:
    def __init__(self, trigger, roots, rules, zone, bands, account):
        self.trigger, self.roots, self.account = trigger, roots, account
        self.rules, self.zone, self.bands = rules, zone, bands
        self.known, self.shown, self.last, self.found = [], {}, {}, []
        self.of_scores = trigger["kind"] in ("milestone", "level")

    def judge(self, moment):
        at = moment["at"]
        candidates = list(self.by_itself(moment)) if self.of_scores else []
        for event in sorted(moment["events"], key=lambda one: (one["timestamp"], one["message_id"])):
            subject = self.whose(event["who"], at)
            before = self.of(subject, at)
            self.known.append(event)
            fresh = event["timestamp"] > at - DAY
            if fresh and completes(self.trigger, before, event, at, self.worth, self.bands):
                is_account = self.trigger["subject"] == "account"
                candidates.append((subject, subject if is_account else event["who"]))
            if self.of_scores:
                self.shown[subject] = self.worth([*before, event], at)
        for subject, who in candidates:
            if self.meets(subject, at):
                self.fire(subject, who, at)

    def by_itself(self, moment):
        """What time, or a merge, has done to scores."""
        at = moment["at"]
        for root in sorted({self.roots(event["who"], at) for event in self.known}):
            now = self.worth(self.of(root, at), at)
            was = self.shown.get(root)
            tells = was is not None and not moment.get("silent") and not self.trigger.get("event_type")
            if tells and crosses(self.trigger, was, now, self.bands):
                yield root, root
            self.shown[root] = now

    def worth(self, events, at):
        return score_at(self.rules, events, at, self.zone)

    def whose(self, who, at):
        return self.account(who) if self.trigger["subject"] == "account" else self.roots(who, at)

    def of(self, subject, at):
        return [event for event in self.known if self.whose(event["who"], at) == subject]

    def fire(self, subject, who, at):
        together = [one for one in self.people if self.whose(one, at) == subject]
        before = max((self.last[one] for one in [*together, who] if one in self.last), default=None)
        rest = timedelta(seconds=self.trigger["cooldown_seconds"])
        if before is not None and (self.trigger["fire"] == "once" or at - before < rest):
            return
        self.last[who] = at
        self.found.append((at, who))

    def meets(self, subject, at):
        """As the segments' own reading has it, of a world with these people at that moment."""
        tree = self.trigger.get("conditions")
        if tree is None:
            return True
        by_root = {}
        for event in self.known:
            by_root.setdefault(self.roots(event["who"], at), []).append(event)
        leads = [lead(root, at, events, self.worth, self.account) for root, events in sorted(by_root.items())]
        accounts = [{"id": one, "fields": {}, "score": 0} for one in {one["account"] for one in leads}]
        world = {"now": at, "zone": self.zone, "leads": leads, "accounts": accounts, "history": []}
        of_account = self.trigger["subject"] == "account"
        kind, rows = (segments.Account, accounts) if of_account else (segments.Lead, leads)
        return segments.holds(tree, kind(next(row for row in rows if row["id"] == subject), world))


def lead(root, at, events, worth, account):
    said = [one for one in events if one.get("traits")]
    said.sort(key=lambda one: (one["timestamp"], one["message_id"]))
    return {
        "id": root,
        "account": account(root) if account else None,
        "fields": {name: value for one in said for name, value in one["traits"].items()},
        "owner": None,
        "engagement": worth(events, at),
        "profile": 0,
        "converted": False,
        "events": [done(one) for one in events],
    }


def done(event):
    return {
        "type": event["event_type"],
        "at": event["timestamp"],
        "channel": None,
        "metadata": {},
        "suppressed": False,
    }


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
