"""Leaves alone, one for each thing that can move one in or out: nothing hides there behind another condition."""

ROLE = "Champion"

_EITHER = [
    {"did": "Page View", "times": {"at_least": 2}},
    {"did": None, "times": {"at_least": 4}},
    {"did": "Page View", "within_days": 1},
    {"did": "Page View", "where": {"field": "metadata.path", "operator": "equals", "value": "/pricing"}},
    *({"score": "engagement", "operator": "gte", "value": value} for value in (5, 20, 40, 75)),
    {"score": "engagement", "operator": "equals", "value": 10},
    {"score": "engagement", "operator": "gte", "value": 40, "within_days": 1},
    {"score": "engagement", "operator": "gte", "value": 20, "ever": True},
    {"last_activity": "within", "days": 1},
    {"last_activity": "not_within", "days": 2},
    {"created_within_days": 1},
    {"count": "sessions", "operator": "gte", "value": 2},
    {"watched": True},
    {"converted": True},
    {"surging": True},
    {"owner": None},
    {"committee_role": ROLE},
    {"field": "account.industry", "operator": "equals", "value": "software"},
    {"score": "account", "operator": "gte", "value": 10},
]
OF_LEADS = [
    *_EITHER,
    {"level": "engagement", "operator": "at_least", "value": "Warm"},
    {"did": "Page View", "then": "Demo Requested", "within_seconds": 86_400},
    {"field": "lead.status", "operator": "equals", "value": "Active"},
    {"field": "lead.title", "operator": "contains", "value": "vp"},
    {"score": "profile", "operator": "gte", "value": 10},
    {"has_account": True},
]
OF_ACCOUNTS = [
    *_EITHER,
    {"leads": {"operator": "gte", "value": 2}},
    {"active_leads": {"operator": "gte", "value": 1}},
]
