"""One lead's sessions, said as plainly as possible: nothing of the product is used here."""

import re
from datetime import timedelta

CHANNELS = ("website", "email", "product", "crm", "system", "other")


def sessions(events, timeout_minutes=30):
    """Of the events of one lead the runs with gaps under the timeout, as (start, end, count, channels)."""
    active = sorted((event["timestamp"], channel(event)) for event in events if channel(event) != "system")
    runs = []
    for at, where in active:
        if runs and at - runs[-1][-1][0] < timedelta(minutes=timeout_minutes):
            runs[-1].append((at, where))
        else:
            runs.append([(at, where)])
    return [(run[0][0], run[-1][0], len(run), sorted({where for _, where in run})) for run in runs]


def channel(event):
    """The one named in the metadata, else the one that the type's name speaks of."""
    named = event["metadata"].get("channel")
    if named in CHANNELS:
        return named
    words = re.sub(r"[\s_-]+", " ", event["event_type"]).casefold().split()
    if "email" in words:
        return "email"
    if "page" in words or "form" in words or "demo" in words:
        return "website"
    if "login" in words or "api" in words or "feature" in words or "trial" in words:
        return "product"
    return "other"
