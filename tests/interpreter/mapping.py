"""Configured mappings, said as plainly as possible: all calls in order of time, one field at a time.

Nothing of the product is used here. Mappings are in the API's JSON shape, `types` names the types of the fields that
are no text, calls are dicts that name one lead (`who`) and perhaps an account (`account_id`).
"""

import re


def fields_of(mappings, types, calls):
    """The fields of everybody: by (`lead`, who) and (`account`, account_id)."""
    said = {}
    for call in calls:
        order = (call["timestamp"], call["message_id"])
        for place, (subject, field, value, wins) in enumerate(assertions(mappings, types, call)):
            whom = call["who"] if subject == "lead" else call["account_id"]
            said.setdefault((subject, whom), {}).setdefault(field, []).append((order, -place, wins, value))
    return {
        whom: {field: standing(values) for field, values in fields.items()} for whom, fields in said.items()
    }


def standing(values):
    """The newest of those that win over older ones; without any, the oldest. Of one call, what it says first."""
    latest = [one for one in values if one[2]]
    if latest:
        return max(latest)[3]
    first = min(one[0] for one in values)
    return max(one for one in values if one[0] == first)[3]


def assertions(mappings, types, call):
    """What one call says, in order: (subject, field, value, whether it wins over older values)."""
    said = []
    if call.get("traits"):
        said += found(
            [m for m in mappings if m["source"]["kind"] == "trait" and brought_by(call, m)],
            types,
            call["traits"],
            call,
        )
    if call["kind"] == "event":
        said += found(
            [m for m in mappings if m["source"]["kind"] == "metadata" and meant(m, call)],
            types,
            call["metadata"],
            call,
        )
    for one in list(said):
        said += copied(mappings, types, one, call)
    return said


def brought_by(call, mapping):
    asked = mapping["source"]["event_type"] or (
        "identify" if mapping["target"]["kind"] == "lead" else "group"
    )
    return asked == ("group" if call["kind"] == "group" else "identify")


def meant(mapping, call):
    return mapping["source"]["event_type"] in (None, call["event_type"])


def found(mappings, types, data, call):
    said = {}
    for mapping in mappings:
        target = (mapping["target"]["kind"], mapping["target"]["field"])
        if target in said or (target[0] == "account" and not call["account_id"]):
            continue
        value = typed(types.get(target, "text"), at(data, mapping["source"]["key"]))
        if value is not None:
            said[target] = (*target, value, mapping["update"] == "always_latest")
    return list(said.values())


def copied(mappings, types, one, call):
    subject, field, value, wins = one
    said = []
    for mapping in mappings:
        target = (mapping["target"]["kind"], mapping["target"]["field"])
        source = mapping["source"]
        if subject != "lead" or (source["kind"], source["key"]) != ("lead_field", field):
            continue
        if target[0] == "account" and not call["account_id"]:
            continue
        as_type = typed(types.get(target, "text"), value)
        if as_type is not None:
            copy = (*target, as_type, wins and mapping["update"] == "always_latest")
            said += [copy, *copied(mappings, types, copy, call)]
    return said


def at(data, key):
    if key in data:
        return data[key]
    first, _, rest = key.partition(".")
    return at(data[first], rest) if rest and isinstance(data.get(first), dict) else None


def typed(kind, value):
    if kind == "boolean":
        return {"yes": True, "no": False}.get(value) if isinstance(value, str) else value is True or None
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    if kind == "text":
        return str(value).strip() or None
    if kind == "date":
        return value if isinstance(value, str) and re.fullmatch(r"2026-\d\d-\d\d", value) else None
    if isinstance(value, str):
        return int(value) if value.strip().isdigit() else None
    return value
