"""Which events filters suppress, said as plainly as possible: nothing of the product is used here.

Events are dicts as everywhere in this folder; `judged_by` is a list with, of each event, the filters in force for it:
dicts as the API writes them. The same dict is the same filter; put in force again later, it is a copy.
"""

from datetime import timedelta

from tests.interpreter.conditions import holds
from tests.interpreter.scores import folded


def reasons(events, judged_by, zone):
    """Of each of one lead's events the reasons why it is suppressed, as a set; none: it is not."""
    found = [set() for _ in events]
    filters = {id(one): one for some in judged_by for one in some}
    for one in filters.values():
        subject = [any(one is other for other in some) for some in judged_by]
        judge = by_metadata if one["kind"] == "attribute" else by_pace
        for place, reason in judge(one, events, subject, zone):
            if subject[place]:
                found[place].add(reason)
    return found


def by_metadata(one, events, subject, zone):
    return [(place, "metadata_filter") for place, event in enumerate(events) if matches(one, event, zone)]


def matches(one, event, zone):
    if one["event_type"] is not None and folded(one["event_type"]) != folded(event["event_type"]):
        return False
    world = {"metadata": event["metadata"], "zone": zone, "now": event["timestamp"]}
    return one["conditions"] is None or holds(one["conditions"], world)


def by_pace(one, events, subject, zone):
    window = timedelta(seconds=one["window_seconds"])
    places = [
        place
        for place, event in enumerate(events)
        if folded(event["event_type"]) == folded(one["event_type"])
    ]
    places.sort(key=lambda place: (events[place]["timestamp"], events[place]["message_id"]))
    too_fast = [place for place in places if exceeds(one["count"], window, events, places, place)]
    if not one["keep_first"]:
        return [(place, "inorganic") for place in too_fast]
    found = []
    for run in runs(window, events, places):
        if any(place in too_fast and subject[place] for place in run):
            found += [(place, "inorganic_grouped") for place in run[1:]]
    return found


def exceeds(count, window, events, places, place):
    at = events[place]["timestamp"]
    return sum(at - window < events[other]["timestamp"] <= at for other in places) > count


def runs(window, events, places):
    found = []
    for place in places:
        if found and events[place]["timestamp"] - events[found[-1][-1]]["timestamp"] <= window:
            found[-1].append(place)
        else:
            found.append([place])
    return found
