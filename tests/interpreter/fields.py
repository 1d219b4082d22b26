"""Fields of leads and accounts as calls assert them, said as plainly as possible, for a few of the mappings.

Nothing of the product is used here.
"""

# field: the keys that speak of it, the first present one counting
LEAD_TRAITS = {"title": ["title", "job_title"], "city": ["city"], "email": ["email"], "name": ["name"]}
LEAD_METADATA = {"title": ["job_title"], "city": ["city"]}
LEAD_METADATA_IF_EMPTY = {"email": ["email"]}
GROUP_TRAITS = {"name": ["name"], "plan": ["plan"], "employees": ["employees"]}
ACCOUNT_METADATA = {"plan": ["plan"], "employees": ["employees"]}


def lead_fields(calls, first_seen, others=()):
    """Of one lead's calls; `first_seen` gives the aliases that each call (by message id) brought.

    `others` are calls of leads merged into it: its own addresses and phones come before theirs, whenever they came.
    """
    latest, earliest, own = [], [], []
    for call in [*calls, *others]:
        order = (call["timestamp"], call["message_id"])
        brought = enumerate(first_seen[call["message_id"]])
        said = [(*order, place, kind, value) for place, (kind, value) in brought]
        said += [(*order, 99, *pair) for pair in read(LEAD_METADATA_IF_EMPTY, call["metadata"])]
        earliest += said
        own += said if call in calls else []
        if call.get("traits") and call["kind"] != "group":
            latest += [(*order, 1, *pair) for pair in read(LEAD_TRAITS, call["traits"])]
        latest += [(*order, 0, *pair) for pair in read(LEAD_METADATA, call["metadata"])]
    fields = {field: value for field, value in held([], earliest).items() if field in ("email", "phone")}
    if others:
        fields |= {field: value for field, value in held([], own).items() if field in ("email", "phone")}
        return fields | held(latest, [])
    return held(latest, [one for one in [*earliest, *own] if one[3] in ("email", "phone")])


def account_fields(calls):
    """Of the calls that speak of one account."""
    latest = []
    for call in calls:
        order = (call["timestamp"], call["message_id"])
        if call.get("traits") and call["kind"] == "group":
            latest += [(*order, 0, *pair) for pair in read(GROUP_TRAITS, call["traits"], {"employees"})]
        latest += [(*order, 0, *pair) for pair in read(ACCOUNT_METADATA, call["metadata"], {"employees"})]
        if call.get("account_name"):
            latest.append((*order, -1, "name", call["account_name"]))
    return held(latest, [])


def held(latest, earliest):
    """`latest` over `earliest`; the last of the one, the first of the other, by time, message id and source."""
    ordered = sorted(earliest, key=lambda one: one[:3], reverse=True) + sorted(
        latest, key=lambda one: one[:3]
    )
    return {field: value for *_, field, value in ordered}


def read(mapping, data, numbers=frozenset()):
    """What does not read as the field's type is passed over."""
    found = []
    for field, keys in mapping.items():
        values = [typed(data[key], field in numbers) for key in keys if key in data]
        found += [(field, value) for value in values if value is not None][:1]
    return found


def typed(value, is_number):
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    if not is_number:
        return str(value).strip() or None
    if isinstance(value, str):
        return int(value) if value.isdigit() else None
    return value
