"""Who meets conditions, said as plainly as possible: nothing of the product is used here but the JSON of trees.

The world is a dict: `now` and `zone` as for conditions; `leads` and `accounts`, lists of dicts with an `id`; `levels`,
by dimension the bands from the lowest, `{"name", "min", "max"}`; `history`, the recorded scores; `members`, by segment
the ids of who is in. A lead has `account` (an id or None), `fields`, `created_at`, `owner`, `engagement`, `profile`,
`watched`, `converted`, `role`, `events` and `sessions`; an account `fields`, `created_at`, `score`, `surging`,
`archived`. An event has `type`, `at`, `channel`, `metadata` and `suppressed`.
"""

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

from tests.interpreter import conditions

DAY = timedelta(hours=24)


def leads_in(tree, world):
    return {lead["id"] for lead in shown_leads(world) if holds(tree, Lead(lead, world))}


def accounts_in(tree, world):
    shown = [account for account in world["accounts"] if not account["archived"]]
    return {account["id"] for account in shown if holds(tree, Account(account, world))}


def shown_leads(world):
    archived = {account["id"] for account in world["accounts"] if account["archived"]}
    return [lead for lead in world["leads"] if lead["account"] not in archived]


def holds(tree, subject):
    if "all" in tree:
        return all(holds(part, subject) for part in tree["all"])
    if "any" in tree:
        return any(holds(part, subject) for part in tree["any"])
    if "none" in tree:
        return not any(holds(part, subject) for part in tree["none"])
    return subject.meets(tree)


class Lead:
    def __init__(self, lead, world):
        self.world = world
        self.row = lead
        self.people = [lead]
        self.account = next((one for one in world["accounts"] if one["id"] == lead["account"]), None)
        self.scores = {"engagement": lead["engagement"], "profile": lead["profile"]}
        self.scores["account"] = self.account and self.account["score"]
        self.recorded_as = {"engagement": ("lead", lead["id"]), "profile": ("lead", lead["id"])}
        self.recorded_as["account"] = ("account", lead["account"])
        self.owner = lead["owner"]

    def meets(self, leaf):
        return meets(leaf, self)

    def bands(self, dimension):
        return self.world["levels"][dimension]

    def fields(self):
        lead = {**self.row["fields"], "status": status(self)}
        return {"lead": lead, "account": self.account and self.account["fields"]}


class Account:
    def __init__(self, account, world):
        self.world = world
        self.row = self.account = account
        self.people = [lead for lead in world["leads"] if lead["account"] == account["id"]]
        self.scores = {
            "engagement": sum(lead["engagement"] for lead in self.people),
            "account": account["score"],
        }
        self.recorded_as = dict.fromkeys(self.scores, ("account", account["id"]))
        best = sorted(self.people, key=lambda lead: (-lead["engagement"], lead["id"]))
        self.owner = best[0]["owner"] if best else None

    def meets(self, leaf):
        return meets(leaf, self)

    def bands(self, dimension):
        return self.world["levels"]["account_engagement" if dimension == "engagement" else dimension]

    def fields(self):
        return {"account": self.row["fields"]}


def meets(leaf, subject):
    for key, reading in LEAVES.items():
        if key in leaf:
            return reading(leaf, subject)
    raise AssertionError(leaf)


def field(leaf, subject):
    if leaf["field"].startswith("score."):
        return compares(leaf, subject.scores[leaf["field"].removeprefix("score.")])
    world = {**subject.fields(), "now": subject.world["now"], "zone": subject.world["zone"]}
    return conditions.leaf_holds(leaf, world)


def compares(leaf, number):
    """As if it stood in a field."""
    world = {"metadata": {} if number is None else {"n": number}}
    compared = {"field": "metadata.n", "operator": leaf["operator"], "value": leaf["value"]}
    return conditions.leaf_holds(compared, world)


def did(leaf, subject):
    if "then" in leaf:
        return did_then(leaf, subject)
    number = len(list(deeds(leaf["did"], leaf.get("within_days"), leaf, subject)))
    [(compared, times)] = leaf.get("times", {"at_least": 1}).items()
    return {"at_least": number >= times, "at_most": number <= times, "exactly": number == times}[compared]


def counts(leaf, subject):
    if leaf["count"] == "invited_colleagues":
        sent = [one for one in deeds(None, leaf.get("days"), leaf, subject) if is_invitation(one["type"])]
        told = [invitee(one["metadata"]) for one in sent]
        number = len(set(told) - {None}) + told.count(None)
    elif leaf["count"] == "sessions":
        began = [at for lead in subject.people for at in lead["sessions"]]
        number = sum(in_window(at, leaf.get("days"), leaf, subject.world) for at in began)
    else:
        number = len(list(deeds(leaf.get("event_type"), leaf.get("days"), leaf, subject)))
    return compares(leaf, number)


def deeds(wanted, days, leaf, subject):
    for event in all_events(subject):
        if wanted is not None and same_type(event["type"]) != same_type(wanted):
            continue
        if leaf.get("channel") not in (None, event["channel"]):
            continue
        if not in_window(event["at"], days, leaf, subject.world):
            continue
        metadata = {
            "metadata": event["metadata"],
            "now": subject.world["now"],
            "zone": subject.world["zone"],
        }
        if leaf.get("where") is None or conditions.holds(leaf["where"], metadata):
            yield event


def all_events(subject):
    found = [event for lead in subject.people for event in lead["events"]]
    return [event for event in found if not event["suppressed"] and event["at"] <= subject.world["now"]]


INVITEE = ("invitee_email", "invited_email", "invitee", "invited_user", "colleague", "email")
NOT_SENT = ("accept", "declin", "receiv", "reject", "expir", "cancel")


def is_invitation(name):
    """By a word of the type's name that begins with "invit", unless another says what became of the invitation."""
    words = same_type(name)
    return any(word.startswith("invit") for word in words.split()) and not any(
        part in words for part in NOT_SENT
    )


def invitee(metadata):
    """Who is told, without case; None: somebody who is not named."""
    return next((str(metadata[key]).lower() for key in INVITEE if metadata.get(key) is not None), None)


def same_type(name):
    return re.sub(r"[\s_\-]+", " ", name).strip().casefold()


def in_window(at, days, leaf, world):
    if days is not None:
        return world["now"] - days * DAY < at <= world["now"]
    if leaf.get("between"):
        first, last = leaf["between"]
        return instant(first, world) <= micros(at) and (
            at.astimezone(ZoneInfo(world["zone"])).date().isoformat() <= last
            if len(last) == 10
            else micros(at) <= instant(last, world)
        )
    return at <= world["now"]


def instant(text, world):
    return conditions.instant_of(text, world["zone"])


def micros(at):
    return conditions.microseconds(at.astimezone(ZoneInfo("UTC")).replace(tzinfo=None))


def did_then(leaf, subject):
    within = timedelta(seconds=leaf["within_seconds"])
    first = [one["at"] for one in all_events(subject) if same_type(one["type"]) == same_type(leaf["did"])]
    then = [one["at"] for one in all_events(subject) if same_type(one["type"]) == same_type(leaf["then"])]
    return any(one < other <= one + within for one in first for other in then)


def score(leaf, subject):
    name = leaf["score"]
    if compares(leaf, subject.scores[name]):
        return True
    if "within_days" not in leaf and not leaf.get("ever"):
        return False
    return any(compares(leaf, number) for number in shown_over(leaf, subject, name))


def shown_over(leaf, subject, name):
    rows = [
        row
        for row in subject.world["history"]
        if (row["subject"], row["id"]) == subject.recorded_as[name] and row["dimension"] == name
    ]
    begin = None if leaf.get("ever") else subject.world["now"] - leaf["within_days"] * DAY
    before = []
    for row in sorted(rows, key=lambda row: row["at"]):
        if begin is None or row["at"] + (DAY if row["is_day"] else timedelta(hours=1)) > begin:
            yield from (row["low"], row["high"], row["last"])
        else:
            before = [row["last"]]
    yield from before


def level(leaf, subject):
    number = subject.scores[leaf["level"]]
    bands = subject.bands(leaf["level"])
    names = [band["name"].casefold() for band in bands]
    wanted = leaf["value"].casefold()
    here = None if number is None else next((one for one in bands if within(number, one)), None)
    name = None if number is None else "unclassified" if here is None else here["name"].casefold()
    if leaf["operator"] == "at_least":
        return name in names and wanted in names and names.index(name) >= names.index(wanted)
    return (name == wanted) == (leaf["operator"] == "is")


def within(number, band):
    return (band["min"] is None or band["min"] <= number) and (band["max"] is None or number <= band["max"])


def last_active(subject):
    return max((one["at"] for one in all_events(subject) if one["channel"] != "system"), default=None)


def active_within(subject, days):
    last = last_active(subject)
    return last is not None and last > subject.world["now"] - days * DAY


def status(lead):
    if lead.row["converted"]:
        return "Converted"
    if not all_events(lead):
        return "New"
    if active_within(lead, 30):
        return "Active"
    return "Quiet" if active_within(lead, 90) else "Inactive"


def crowd(compared, people):
    return compares(compared, len(people))


LEAVES = {
    "field": field,
    "did": did,
    "count": counts,
    "score": score,
    "level": level,
    "last_activity": lambda leaf, of: active_within(of, leaf["days"]) == (leaf["last_activity"] == "within"),
    "created_within_days": lambda leaf, of: (
        of.row["created_at"] > of.world["now"] - leaf["created_within_days"] * DAY
    ),
    "member_of": lambda leaf, of: of.row["id"] in of.world["members"].get(leaf["member_of"], ()),
    "owner": lambda leaf, of: of.owner == leaf["owner"],
    "has_account": lambda leaf, of: (of.account is not None) == leaf["has_account"],
    "watched": lambda leaf, of: any(lead["watched"] for lead in of.people) == leaf["watched"],
    "converted": lambda leaf, of: any(lead["converted"] for lead in of.people) == leaf["converted"],
    "committee_role": lambda leaf, of: any(lead["role"] == leaf["committee_role"] for lead in of.people),
    "surging": lambda leaf, of: bool(of.account and of.account["surging"]) == leaf["surging"],
    "leads": lambda leaf, of: crowd(leaf["leads"], of.people),
    "active_leads": lambda leaf, of: crowd(
        leaf["active_leads"], [lead for lead in of.people if active_within(Lead(lead, of.world), 30)]
    ),
}
