"""What inactivity takes from one lead, said as plainly as possible: nothing of the product is used here.

`hits` are tuples (time, half-life in days or None, points, after caps), `active` the times of activity, `decays` rules
as the API writes them, in the order of their creation.
"""

from datetime import timedelta
from decimal import Decimal


def deductions(hits, active, decays, at, negative=False):
    """Up to `at`, in order: dicts of the rule's name, the time, the interval's number, points, parts by half-life."""
    taken = []
    for due, _, number, rule, since in due_moments(active, decays, at):
        size = Decimal(-rule["points"])
        if negative:
            parts = {None: size}
        else:
            positive, score = standing(hits, taken, due)
            size = min(size, max(score, Decimal(0)))
            # a thousandth of what a line can show is nothing
            size = size if size > Decimal("1e-9") else Decimal(0)
            there = sum(positive.values())
            parts = {half_life: size * one / there for half_life, one in positive.items()} if size else {}
        if size:
            taken.append(
                {
                    "rule": rule["name"],
                    "at": due,
                    "since": since,
                    "number": number,
                    "points": size,
                    "parts": parts,
                }
            )
    return taken


def due_moments(active, decays, at):
    """After each activity, every N days, until right before the next one."""
    found = []
    times = sorted(set(active))
    for place, since in enumerate(times):
        following = times[place + 1] if place + 1 < len(times) else None
        for order, rule in enumerate(decays):
            if not rule.get("active", True):
                continue
            number, due = 1, since + timedelta(days=rule["every_days"])
            while due <= at and (following is None or due < following):
                found.append((due, order, number, rule, since))
                number, due = number + 1, due + timedelta(days=rule["every_days"])
    return sorted(found, key=lambda one: one[:2])


def standing(hits, taken, at):
    """What is left of the positive points by half-life, and the score, at a time."""
    positive, score = {}, Decimal(0)
    for happened_at, half_life, points in hits:
        if happened_at <= at:
            value = Decimal(points) * left(happened_at, half_life, at)
            score += value
            if points > 0:
                positive[half_life] = positive.get(half_life, Decimal(0)) + value
    for one in taken:
        for half_life, part in one["parts"].items():
            value = part * left(one["at"], half_life, at)
            score -= value
            positive[half_life] -= value
    return {half_life: max(Decimal(0), value) for half_life, value in positive.items()}, score


def worth(deduction, at):
    """What a deduction takes off at a later time: it fades with what it was taken from."""
    return sum(part * left(deduction["at"], half_life, at) for half_life, part in deduction["parts"].items())


def left(since, half_life, at):
    """Of a point."""
    if half_life is None:
        return Decimal(1)
    age = max(Decimal(0), Decimal((at - since) // timedelta(microseconds=1)) / 86_400_000_000)
    return Decimal("0.5") ** (age / Decimal(str(half_life)))
