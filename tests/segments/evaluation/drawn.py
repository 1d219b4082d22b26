"""Random worlds and random trees that have something to do with one another: much lies at the edges of windows."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from kenbun.kit.ids import new_id, public

SEGMENTS = [public("seg", new_id()) for _ in range(2)]
OWNERS = [public("usr", new_id()) for _ in range(2)]
ROLES = [public("role", new_id()) for _ in range(2)]
TYPES = ["Page View", "Sign Up", "Log-in", "Invite Sent"]
ASKED_TYPES = [*TYPES, "page_view", "Never Seen"]
DAYS = [1, 2, 7, 30, 90]
ZONES = st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "America/Sao_Paulo"])
NOWS = st.sampled_from(
    [
        datetime(2026, 3, 10, 12, 30, tzinfo=UTC),
        # the day after clocks went forward in Berlin, and the day on which they go back in New York
        datetime(2026, 3, 30, 10, 0, tzinfo=UTC),
        datetime(2026, 11, 1, 6, 30, tzinfo=UTC),
        datetime(2026, 3, 10, 23, 59, 59, 999999, tzinfo=UTC),
    ]
)
TICK = timedelta(microseconds=1)
BANDS = [
    {"name": "Cold", "min": 0, "max": 24},
    {"name": "Hot", "min": 50, "max": 74},
    {"name": "Top", "min": 75, "max": None},
]
BANDS_OF = dict.fromkeys(("engagement", "profile", "account"), BANDS) | {
    "account_engagement": [
        {"name": "Quiet", "min": None, "max": 30},
        {"name": "Busy", "min": 31, "max": None},
    ]
}

_numbers = st.sampled_from([0, 1, 24, 25, 30, 50, 60, 74, 75, 100])
_texts = st.sampled_from(["VP Sales", "vp", "Engineer", "", "5", None, ["VP", "CTO"]])
_fields = st.fixed_dictionaries({}, optional={"title": _texts, "plan": _texts, "seats": _numbers})
_metadata = st.fixed_dictionaries(
    {},
    optional={
        "path": st.sampled_from(["/pricing", "/Pricing/team", "/blog", 5]),
        "amount": _numbers,
        "invitee": st.sampled_from(["Eve@acme.com", "eve@acme.com", "bob"]),
    },
)


def _times(now: datetime) -> st.SearchStrategy[datetime]:
    edges = [now - timedelta(days=days) + tick for days in DAYS for tick in (-TICK, timedelta(), TICK)]
    return st.one_of(
        st.sampled_from([*edges, now, now - TICK]),
        st.integers(0, 100 * 24).map(lambda hours: now - timedelta(hours=hours)),
        st.sampled_from([0, 1, 60, 61, 300, 301, 3600]).map(lambda seconds: now - timedelta(seconds=seconds)),
    )


@st.composite
def worlds(draw: st.DrawFn) -> dict[str, Any]:
    now, zone = draw(NOWS), draw(ZONES)
    times = _times(now)
    event = st.fixed_dictionaries(
        {
            "type": st.sampled_from(TYPES),
            "at": times,
            "channel": st.sampled_from(["website", "product", "system"]),
            "metadata": _metadata,
            "suppressed": st.sampled_from([False, False, False, True]),
        }
    )
    account = st.fixed_dictionaries(
        {
            "fields": _fields,
            "created_at": times,
            "score": _numbers,
            "surging": st.sampled_from([None, True, False]),
            "archived": st.sampled_from([False, False, False, True]),
        }
    )
    accounts = [{"id": new_id(), **one} for one in draw(st.lists(account, max_size=3))]
    lead = st.fixed_dictionaries(
        {
            "account": st.sampled_from([None, *(one["id"] for one in accounts)]),
            "fields": _fields,
            "created_at": times,
            "owner": st.sampled_from([None, *OWNERS]),
            "engagement": _numbers,
            "profile": _numbers,
            "watched": st.booleans(),
            "converted": st.booleans(),
            "detected": st.sampled_from([None, *ROLES]),
            "chosen": st.sampled_from([None, None, "none", *ROLES]),
            "events": st.lists(event, max_size=6),
            "sessions": st.lists(times, max_size=2, unique=True),
        }
    )
    leads = [{"id": new_id(), **_placed(one)} for one in draw(st.lists(lead, min_size=1, max_size=5))]
    ids = [one["id"] for one in leads] + [one["id"] for one in accounts]
    return {
        "now": now,
        "zone": zone,
        "levels": BANDS_OF,
        "roles": ROLES,
        "accounts": accounts,
        "leads": leads,
        "history": draw(_history(leads, accounts, now)),
        "members": {one: draw(st.lists(st.sampled_from(ids), unique=True)) for one in SEGMENTS},
    }


def _placed(lead: dict[str, Any]) -> dict[str, Any]:
    """Without an account there is no committee; what people have said of a role comes before what was detected."""
    if lead["account"] is None:
        lead = lead | {"detected": None, "chosen": None}
    said = lead["chosen"]
    return lead | {"role": lead["detected"] if said is None else None if said == "none" else said}


@st.composite
def _history(draw: st.DrawFn, leads: list[Any], accounts: list[Any], now: datetime) -> list[dict[str, Any]]:
    """At most one row of each hour; days end where hours begin."""
    kinds = [("lead", one["id"], name) for one in leads[:2] for name in ("engagement", "profile")]
    kinds += [("account", one["id"], name) for one in accounts[:1] for name in ("engagement", "account")]
    hour = now.replace(minute=0, second=0, microsecond=0)
    back = st.one_of(
        st.integers(0, 60), st.sampled_from([24 * days + more for days in DAYS for more in (-1, 0, 1, 2)])
    )
    keys = draw(st.lists(st.tuples(st.sampled_from(kinds), back), max_size=12, unique=True))
    rows = []
    for (subject, identifier, dimension), hours in keys:
        low, last, high = sorted(draw(st.tuples(_numbers, _numbers, _numbers)))
        row = {
            "subject": subject,
            "id": identifier,
            "dimension": dimension,
            "at": hour - timedelta(hours=hours),
        }
        is_day = hours > 24 * 60
        rows.append(row | {"is_day": is_day, "low": low, "last": last, "high": high})
    return rows


_operators = st.sampled_from(["gte", "gt", "lte", "lt", "equals", "not_equals"])
_compared = st.one_of(
    st.fixed_dictionaries({"operator": _operators, "value": _numbers}),
    st.tuples(_numbers, _numbers).map(lambda two: {"operator": "between", "value": sorted(two)}),
)
_where = st.sampled_from(
    [
        {"field": "metadata.path", "operator": "contains", "value": "/pricing"},
        {"none": [{"field": "metadata.path", "operator": "equals", "value": "/blog"}]},
        {
            "any": [
                {"field": "metadata.amount", "operator": "gte", "value": 30},
                {"field": "metadata.path", "operator": "is_empty"},
            ]
        },
    ]
)
_dates = st.sampled_from(
    ["2026-03-01", "2026-03-08", "2026-03-10", "2026-03-29", "2026-03-30", "2026-10-31", "2026-11-01",
     "2026-03-10T12:30:00Z", "2026-03-28T23:30:00+01:00"]
)  # fmt: skip
_between = st.lists(_dates, min_size=2, max_size=2).map(sorted)
_times_done = st.sampled_from(
    [
        {"at_least": 1},
        {"at_least": 2},
        {"at_most": 0},
        {"at_most": 1},
        {"exactly": 0},
        {"exactly": 1},
        {"exactly": 2},
    ]
)


def _did() -> st.SearchStrategy[dict[str, Any]]:
    parts = {"did": st.one_of(st.none(), st.sampled_from(ASKED_TYPES)), "times": _times_done}
    more = {"where": _where, "channel": st.sampled_from(["website", "product"])}
    return st.one_of(
        st.fixed_dictionaries(parts, optional=more),
        st.fixed_dictionaries(parts | {"within_days": st.sampled_from(DAYS)}, optional=more),
        st.fixed_dictionaries(parts | {"between": _between}, optional=more),
    )


def _scores(dimensions: list[str]) -> st.SearchStrategy[dict[str, Any]]:
    when = st.one_of(
        st.just({}), st.sampled_from(DAYS).map(lambda days: {"within_days": days}), st.just({"ever": True})
    )
    return st.builds(
        lambda name, compared, over: {"score": name, **compared, **over},
        st.sampled_from(dimensions),
        _compared,
        when,
    )


def _levels(dimensions: list[str]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {
            "level": st.sampled_from(dimensions),
            "operator": st.sampled_from(["is", "is_not", "at_least"]),
            "value": st.sampled_from(["Cold", "hot", "Top", "Quiet", "Busy"]),
        }
    ) | st.fixed_dictionaries(
        {
            "level": st.sampled_from(dimensions),
            "operator": st.sampled_from(["is", "is_not"]),
            "value": st.just("Unclassified"),
        }
    )


def _of_fields(source: str) -> st.SearchStrategy[dict[str, Any]]:
    name = st.sampled_from([f"{source}.title", f"{source}.plan", f"{source}.seats"])
    return st.one_of(
        st.fixed_dictionaries(
            {
                "field": name,
                "operator": st.sampled_from(["contains", "equals", "not_equals", "not_contains"]),
                "value": st.sampled_from(["vp", "5", "Engineer"]),
            }
        ),
        st.fixed_dictionaries({"field": name, "operator": st.sampled_from(["gte", "lt"]), "value": _numbers}),
        st.fixed_dictionaries({"field": name, "operator": st.sampled_from(["is_empty", "is_not_empty"])}),
    )


_status = st.fixed_dictionaries(
    {
        "field": st.just("lead.status"),
        "operator": st.sampled_from(["equals", "not_equals", "contains"]),
        "value": st.sampled_from(["New", "active", "Quiet", "Inactive", "Converted"]),
    }
)
_flag = st.booleans()
_of_both = [
    _did(),
    st.fixed_dictionaries(
        {"last_activity": st.sampled_from(["within", "not_within"]), "days": st.sampled_from(DAYS)}
    ),
    st.fixed_dictionaries({"created_within_days": st.sampled_from(DAYS)}),
    st.fixed_dictionaries({"member_of": st.sampled_from(SEGMENTS)}),
    st.fixed_dictionaries({"owner": st.sampled_from([None, *OWNERS])}),
    st.fixed_dictionaries({"committee_role": st.sampled_from(ROLES)}),
    *(st.fixed_dictionaries({name: _flag}) for name in ("watched", "converted", "surging")),
]
_invited = st.builds(
    lambda compared, days: {"count": "invited_colleagues", **compared, "days": days},
    _compared,
    st.sampled_from(DAYS),
)
_then = st.fixed_dictionaries(
    {
        "did": st.sampled_from(ASKED_TYPES),
        "then": st.sampled_from(ASKED_TYPES),
        "within_seconds": st.sampled_from([1, 60, 300, 3600, 86400 * 2]),
    }
)
_of_leads = st.one_of(
    *_of_both,
    # more often, as more must come together
    *[_scores(["engagement", "profile", "account"])] * 3,
    _levels(["engagement", "profile", "account"]),
    _of_fields("lead"),
    _of_fields("account"),
    _status,
    _invited,
    st.fixed_dictionaries({"has_account": _flag}),
    *[_then] * 3,
    st.builds(
        lambda compared, days: {"count": "sessions", **compared, "days": days},
        _compared,
        st.sampled_from(DAYS),
    ),
)
_of_accounts = st.one_of(
    *_of_both,
    *[_scores(["engagement", "account"])] * 3,
    _levels(["engagement", "account"]),
    _of_fields("account"),
    _invited,
    st.fixed_dictionaries({"leads": _compared}),
    st.fixed_dictionaries({"active_leads": _compared}),
)


def _groups(parts: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    several = st.lists(parts, min_size=1, max_size=3)
    return st.one_of(*(st.fixed_dictionaries({kind: several}) for kind in ("all", "any", "none")))


trees_of_leads = st.recursive(_of_leads, _groups, max_leaves=5)
trees_of_accounts = st.recursive(_of_accounts, _groups, max_leaves=5)


@st.composite
def bursts(draw: st.DrawFn) -> dict[str, Any]:
    """One lead, of whom several things happen within minutes, and whose score is recorded hour by hour."""
    now = datetime(2026, 3, 10, 12, tzinfo=UTC)
    moments = st.sampled_from([0, 1, 59, 60, 61, 120]).map(lambda seconds: now - timedelta(seconds=seconds))
    event = st.fixed_dictionaries({"type": st.sampled_from(["A", "B", "C"]), "at": moments})
    usual = {"channel": "website", "metadata": {}, "suppressed": False}
    none = dict.fromkeys(("account", "owner", "detected", "chosen", "role"))
    lead = {"id": new_id(), "fields": {}, "created_at": now, "engagement": 5, "profile": 5, **none}
    lead |= {"watched": False, "converted": False, "sessions": []}
    lead["events"] = [usual | one for one in draw(st.lists(event, min_size=1, max_size=6))]
    row = {"subject": "lead", "id": lead["id"], "dimension": "engagement", "is_day": False}
    recorded = []
    for hours in draw(st.sets(st.sampled_from([22, 23, 24, 25, 26, 47, 48, 49]), max_size=5)):
        low, last, high = sorted(draw(st.tuples(_few, _few, _few)))
        recorded.append(row | {"at": now - timedelta(hours=hours), "low": low, "last": last, "high": high})
    empty = {"accounts": [], "roles": [], "members": {}, "levels": BANDS_OF, "types": ["A", "B", "C"]}
    return {"now": now, "zone": "UTC", "leads": [lead], "history": recorded, **empty}


_few = st.sampled_from([0, 5, 10])
SEQUENCES = [
    {"did": first, "then": then, "within_seconds": seconds}
    for first, then in ("AB", "BA", "AA", "BC")
    for seconds in (1, 59, 60)
]
SCORES_OVER = [
    {"score": "engagement", "operator": operator, "value": value, "within_days": days}
    for operator, value in (("gte", 10), ("lte", 0), ("equals", 10))
    for days in (1, 2)
]
