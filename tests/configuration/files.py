"""Drawn sections of a configuration, as people might write them: in any order, defaults left out or not."""

from hypothesis import strategies as st

from kenbun.levels.dimensions import DIMENSIONS
from kenbun.levels.drafts import COLORS

words = st.sampled_from(
    [
        "Hot",
        "cold",
        "Très chaud",
        "NO",
        "2026-01-31",
        "<b>",
        "a: b",
        "😀",
        "yes",
        "1e3",
        "x y z",
        "[1]",
        "a.b",
    ]
)
some_fields = ["colour", "size", "since", "vip"]
types = st.sampled_from(["text", "number", "boolean", "date"])


@st.composite
def bands(draw):
    ends = sorted(draw(st.sets(st.integers(-50, 200), max_size=5)))
    names = draw(st.lists(words, min_size=len(ends), max_size=len(ends), unique_by=str.casefold))
    made = [
        {"name": name, "min": low, "max": high, "color": draw(st.sampled_from(COLORS))}
        for name, low, high in zip(names, ends, [*(end - 1 for end in ends[1:]), None], strict=False)
    ]
    return draw(st.permutations(made))


levels = st.fixed_dictionaries(dict.fromkeys(DIMENSIONS, bands()))

conversions = st.dictionaries(
    words,
    st.fixed_dictionaries({"event_type": words.filter(lambda word: word not in ("<b>", "😀"))})
    | st.fixed_dictionaries({"field": st.sampled_from(["lifecycle_stage", "plan_of_own"]), "value": words}),
    max_size=4,
)

event_types = st.dictionaries(
    st.sampled_from(["Page View", "Trial", "NO", "API call", "😀"]),
    st.fixed_dictionaries(
        {}, optional={"channel": st.sampled_from(["product", "website", "other"]), "hidden": st.booleans()}
    ),
    max_size=3,
)

_PLAN = {"all": [{"field": "metadata.plan", "operator": "equals", "value": "NO"}]}
filters = st.dictionaries(
    words,
    st.fixed_dictionaries(
        {"kind": st.just("attribute"), "conditions": st.just(_PLAN)},
        optional={"event_type": st.sampled_from(["Page View", "Trial"]), "active": st.booleans()},
    )
    | st.fixed_dictionaries(
        {
            "kind": st.just("velocity"),
            "event_type": st.sampled_from(["Page View", "Trial"]),
            "count": st.integers(1, 9),
            "window_seconds": st.sampled_from([1, 60, 3600]),
        },
        optional={"keep_first": st.booleans(), "active": st.booleans()},
    ),
    max_size=3,
)

# a type does not change, so each name has its own
kinds = dict(zip(some_fields, ["text", "number", "date", "boolean"], strict=True))


def custom(always=()):
    chosen = st.sets(st.sampled_from(some_fields)).map(lambda names: [*names, *always])
    return chosen.flatmap(
        lambda names: st.fixed_dictionaries(
            {
                name: st.fixed_dictionaries(
                    {"type": st.just(kinds.get(name, "text"))}, optional={"label": words}
                )
                for name in names
            }
        )
    )


@st.composite
def mapping(draw):
    fields = {"lead": draw(custom(["plan_of_own"])), "account": draw(custom())}
    sources = st.fixed_dictionaries(
        {"kind": st.just("metadata"), "key": words},
        optional={"event_type": st.sampled_from(["Page View", "Trial"])},
    ) | st.fixed_dictionaries({"kind": st.just("trait"), "key": words})
    targets = st.one_of(
        [
            st.fixed_dictionaries(
                {"kind": st.just(kind), "field": st.sampled_from([*fields[kind], "industry"])}
            )
            for kind in ("lead", "account")
        ]
    )
    made = st.fixed_dictionaries(
        {"source": sources, "target": targets},
        optional={"update": st.sampled_from(["always_latest", "only_if_empty"])},
    )
    several = st.lists(
        made,
        max_size=6,
        unique_by=lambda one: str([sorted(one["source"].items()), sorted(one["target"].items())]),
    )
    return {"fields": fields, "mappings": draw(several)}


_CONDITION = {"all": [{"field": "metadata.path", "operator": "contains", "value": "NO"}]}
event_rules = st.fixed_dictionaries(
    {"name": words, "event_type": st.sampled_from(["Page View", "Trial"]), "points": st.integers(-9, 9)},
    optional={
        "half_life_days": st.sampled_from([None, 0.5, 7]),
        "from": st.sampled_from([None, "2026-01-31"]),
        "cap": st.sampled_from([None, {"points": 4, "per": "day"}]),
        "conditions": st.sampled_from([None, _CONDITION]),
        "active": st.booleans(),
    },
)
field_rules = st.sampled_from(
    [("title", "contains", "head"), ("lead.city", "is_empty", None), ("country", "one_of", ["NO", "SE"])]
).flatmap(
    lambda of: st.fixed_dictionaries(
        {"name": words, "field": st.just(of[0]), "operator": st.just(of[1]), "points": st.integers(-9, 9)},
    ).map(lambda rule: rule | ({} if of[2] is None else {"value": of[2]}))
)
account_rules = st.fixed_dictionaries(
    {
        "name": words,
        "field": st.just("employees"),
        "operator": st.sampled_from(["gt", "lte"]),
        "value": st.integers(0, 5) | st.just(0.5),
        "points": st.integers(-9, 9),
    }
)


@st.composite
def several(draw, rules, most=1):
    names = draw(st.lists(words, min_size=1, max_size=most, unique=True))
    primary = draw(st.sampled_from(names))
    made = {}
    for name in names:
        made[name] = {"rules": draw(st.lists(rules, max_size=2))}
        if name == primary or draw(st.booleans()):
            made[name]["primary"] = name == primary
    return made


rulesets = st.fixed_dictionaries(
    {
        "engagement": several(event_rules, most=2),
        "profile": several(field_rules),
        "account": several(account_rules),
    }
)

decays = st.lists(
    st.fixed_dictionaries(
        {"name": words, "points": st.integers(-9, -1), "every_days": st.sampled_from([1, 7, 3650])},
        optional={"active": st.booleans()},
    ),
    max_size=3,
)

workspace = st.fixed_dictionaries(
    {
        "time_zone": st.sampled_from(["UTC", "Asia/Kathmandu"]),
        "session_timeout_minutes": st.sampled_from([1, 30, 1440]),
        "negative_scores": st.booleans(),
        "history_days": st.sampled_from([1, 3650]),
    }
)

_TREES = st.sampled_from(
    [
        {"field": "lead.title", "operator": "contains", "value": "NO"},
        {"any": [{"field": "score.engagement", "operator": ">=", "value": 5}]},
        {
            "all": [
                {"count": "events", "where": _CONDITION, "days": 7, "operator": "gte", "value": 1},
                {"count": "sessions", "operator": "lt", "value": 3},
            ]
        },
    ]
)
committee = st.lists(
    st.fixed_dictionaries(
        {"name": words},
        optional={
            "position": st.integers(1, 4),
            "tracked": st.booleans(),
            "conditions": st.lists(
                st.fixed_dictionaries(
                    {"weight": st.integers(1, 100), "conditions": _TREES}, optional={"name": words}
                ),
                max_size=2,
            ),
        },
    ),
    max_size=4,
    unique_by=lambda role: str(role["name"]).casefold(),
)

surge = st.fixed_dictionaries(
    {
        "window_days": st.integers(1, 31),
        "baseline_days": st.sampled_from([7, 112]),
        "history_days": st.integers(0, 365),
        "min_events": st.integers(1, 100),
        "min_leads": st.integers(1, 9),
        "min_average": st.sampled_from([0.01, 1, 2.5]),
        "start_ratio": st.sampled_from([2, 2.0, 1000]),
        "end_ratio": st.sampled_from([0, 1.25, 2]),
    }
)


def with_one_that_asks(entries):
    """For the members of another, by its name."""
    if not entries:
        return entries
    return entries | {"those who are in": {"conditions": {"all": [{"member_of": min(entries)}]}}}


_SEGMENT = st.fixed_dictionaries(
    {},
    optional={
        "description": words,
        "active": st.booleans(),
        "conditions": st.none()
        | st.sampled_from(
            [
                {"did": "page_view", "times": {"at_most": 0}, "within_days": 7},
                {"all": [{"owner": None}, {"any": [{"last_activity": "not_within", "days": 3}]}]},
                {"none": [{"field": "account.industry", "operator": "is_empty"}]},
            ]
        ),
    },
)
segments = st.fixed_dictionaries(
    {},
    optional={
        noun: st.dictionaries(words, _SEGMENT, max_size=2)
        .filter(lambda entries: len({name.casefold() for name in entries}) == len(entries))
        .map(with_one_that_asks)
        for noun in ("leads", "accounts")
    },
)

_WAITS = (
    st.fixed_dictionaries(
        {
            "kind": st.just("milestone"),
            "dimension": st.sampled_from(["engagement", "profile"]),
            "direction": st.sampled_from(["up", "down"]),
            "threshold": st.integers(-5, 100),
        }
    )
    | st.fixed_dictionaries(
        {
            "kind": st.just("sequence"),
            "steps": st.just(["Trial", "Hot"]),
            "within_seconds": st.integers(1, 9),
        },
        optional={"ordered": st.booleans()},
    )
    | st.fixed_dictionaries(
        {"kind": st.just("surge"), "count": st.integers(1, 9), "within_seconds": st.integers(1, 9)}
    )
)
_OUTPUT = st.sampled_from(
    [
        {"act": "notify", "members": "admins"},
        {"act": "notify_owner"},
        {"act": "set_field", "field": "industry", "value": "Hot"},
    ]
)
_MORE = st.fixed_dictionaries(
    {"subject": st.just("lead")},
    optional={
        "fire": st.sampled_from(["once", "always"]),
        "cooldown_seconds": st.integers(0, 9),
        "active": st.booleans(),
        "conditions": st.sampled_from([None, {"owner": None}]),
        "outputs": st.lists(_OUTPUT, max_size=3),
    },
)
triggers = st.dictionaries(
    words, st.builds(lambda waits, more: waits | more, _WAITS, _MORE), max_size=3
).filter(lambda entries: len({name.casefold() for name in entries}) == len(entries))


whole = st.fixed_dictionaries(
    {},
    # what is not said stays
    optional={
        "settings": workspace,
        "mapping": mapping(),
        "event_types": event_types,
        "filters": filters,
        "conversions": conversions,
        "levels": levels,
        "committee": committee,
        "surge": surge,
        "segments": segments,
        "triggers": triggers,
    },
)

FIRST = {
    "mapping": {
        "fields": {
            "lead": {"old": {}, "plan_of_own": {"label": "Its plan"}},
            "account": {"old": {"type": "number"}},
        },
        "mappings": [
            {"source": {"kind": "metadata", "key": "x y z"}, "target": {"kind": "lead", "field": "old"}},
            {
                "source": {"kind": "lead_field", "key": "old"},
                "target": {"kind": "account", "field": "industry"},
            },
            {"source": {"kind": "trait", "key": "Hot"}, "target": {"kind": "lead", "field": "industry"}},
        ],
    },
    "filters": {
        "Hot": {"kind": "attribute", "event_type": "Trial"},
        "cold": {"kind": "velocity", "event_type": "Trial", "count": 1, "window_seconds": 60},
    },
    "conversions": {"Hot": {"event_type": "Trial"}, "cold": {"field": "old", "value": "yes"}},
    "levels": {
        "engagement": [{"name": "Hot", "min": 5, "max": None, "color": "red"}],
        "profile": [],
        "account": [],
        "account_engagement": [{"name": "x", "min": None, "max": 0, "color": "blue"}],
    },
}
"""What stands before a drawn file is brought in: some of it stays, some changes, some goes."""
