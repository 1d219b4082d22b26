"""Surges as the specification words them, worked out the slow way: every count anew at every instant.

Reads plain values alone and imports nothing of the product.
"""

from collections import Counter
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

USUAL = {
    "window_days": 7,
    "baseline_days": 28,
    "history_days": 14,
    "min_events": 10,
    "min_leads": 2,
    "min_average": 1,
    "start_ratio": 2,
    "end_ratio": 1.5,
}


def surges(acts, numbers, now):
    """`acts` are (lead, at, channel) of one account's activity; answers its rows at `now`, the earliest first."""
    acts = sorted((act for act in acts if act[1] <= now), key=lambda act: act[1])
    if not acts:
        return []
    rows, open_row = [], None
    for at in _instants(acts, numbers, now):
        held = _held(acts, numbers, at)
        if open_row is None and _begins(acts, numbers, at, held):
            open_row = {"started_at": at, "ended_at": None, "ratio": Fraction(0), "peak_events": 0}
            rows.append(open_row)
        elif open_row is not None and _ends(numbers, held):
            open_row["ended_at"] = at
            open_row = None
        if open_row is not None:
            open_row["ratio"] = max(open_row["ratio"], held["ratio"])
            open_row["peak_events"] = max(open_row["peak_events"], held["events"])
    return [_told(row, acts, numbers, now) for row in rows]


def _instants(acts, numbers, now):
    window, baseline = timedelta(days=numbers["window_days"]), timedelta(days=numbers["baseline_days"])
    found = {acts[0][1] + timedelta(days=numbers["history_days"])}
    for _, at, _ in acts:
        found |= {at, at + window, at + window + baseline}
    return sorted(one for one in found if one <= now)


def _held(acts, numbers, at):
    recent_from = at - timedelta(days=numbers["window_days"])
    before_from = recent_from - timedelta(days=numbers["baseline_days"])
    recent = [act for act in acts if recent_from < act[1] <= at]
    before = [act for act in acts if before_from < act[1] <= recent_from]
    average = Fraction(len(before) * numbers["window_days"], numbers["baseline_days"])
    average = max(average, Fraction(str(numbers["min_average"])))
    return {
        "events": len(recent),
        "leads": len({lead for lead, _, _ in recent}),
        "ratio": Fraction(len(recent)) / average,
    }


def _enough(numbers, held):
    return held["events"] >= numbers["min_events"] and held["leads"] >= numbers["min_leads"]


def _begins(acts, numbers, at, held):
    old_enough = acts[0][1] <= at - timedelta(days=numbers["history_days"])
    return old_enough and _enough(numbers, held) and held["ratio"] >= Fraction(str(numbers["start_ratio"]))


def _ends(numbers, held):
    return not _enough(numbers, held) or held["ratio"] < Fraction(str(numbers["end_ratio"]))


def _told(row, acts, numbers, now):
    start, end = row["started_at"], row["ended_at"]
    over_it = [act for act in acts if start <= act[1] and (end is None or act[1] < end)]
    last = start - timedelta(days=numbers["window_days"])
    told_by = over_it or [act for act in acts if last < act[1] <= start]
    channels = Counter(channel for _, _, channel in told_by)
    ratio = Decimal(row["ratio"].numerator) / Decimal(row["ratio"].denominator)
    return {
        "started_at": start,
        "ended_at": end,
        "events": len(over_it),
        "leads": len({lead for lead, _, _ in over_it}),
        "primary_channel": min(channels, key=lambda name: (-channels[name], name)),
        "multiplier": ratio.quantize(Decimal("0.01"), ROUND_HALF_UP),
        "peak_events": row["peak_events"],
    }
