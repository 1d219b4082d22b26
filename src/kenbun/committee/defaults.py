"""The roles that a workspace starts with: who one is, by title or seniority, and what one has done."""

from __future__ import annotations

from typing import Any

from kenbun.committee.roles import ConditionDraft, Role, RoleDraft, allowed, read

J = dict[str, Any]


def _all(*parts: J) -> J:
    return {"all": list(parts)}


def _any(*parts: J) -> J:
    return {"any": list(parts)}


def _seniority(*values: str) -> J:
    return {"field": "lead.seniority", "operator": "one_of", "value": list(values)}


def _department(*values: str) -> J:
    return {"field": "lead.department", "operator": "one_of", "value": list(values)}


def _title(*words: str) -> J:
    """A title that holds one of these."""
    return _any(*({"field": "lead.title", "operator": "contains", "value": word} for word in words))


def _titled(*titles: str) -> J:
    """A title that is one of these abbreviations, or begins or ends with it: a director is no CTO."""
    return _any(
        {"field": "lead.title", "operator": "one_of", "value": list(titles)},
        *({"field": "lead.title", "operator": "starts_with", "value": f"{title} "} for title in titles),
        *({"field": "lead.title", "operator": "contains", "value": f" {title}"} for title in titles),
    )


def _score(at_least: int) -> J:
    return {"field": "score.engagement", "operator": "gte", "value": at_least}


def _did(at_least: int, days: int, **what: Any) -> J:
    return {"count": "events", **what, "days": days, "operator": "gte", "value": at_least}


def _sessions(at_least: int, days: int) -> J:
    return {"count": "sessions", "days": days, "operator": "gte", "value": at_least}


def _looked_at(*words: str, days: int = 90) -> J:
    """Pages whose path or address holds one of these."""
    where = _any(
        *(
            {"field": f"metadata.{key}", "operator": "contains", "value": word}
            for word in words
            for key in ("path", "url")
        )
    )
    return _did(1, days, event_type="Page View", where=where)


_INVITED: J = {"count": "invited_colleagues", "operator": "gte", "value": 1}
_TOP = ("C-Level", "C-Suite", "CXO", "Executive", "Owner", "Founder", "Partner", "President")
_VP = ("VP", "SVP", "EVP", "Vice President")
_HEADS = ("Director", "Head", "Senior Director")
_MANAGERS = ("Manager", "Lead", "Senior Manager", "Team Lead")
_WORKERS = ("Individual Contributor", "Senior", "Specialist", "Staff", "Junior", "Entry")
_MONEY = ("Finance", "Procurement", "Purchasing")
_GUARDS = ("Legal", "Security", "Compliance", "Risk", "Privacy")

_CHIEF = _any(
    _seniority(*_TOP),
    _title("Chief ", "Founder", "Managing Director"),
    _titled("CEO", "COO", "CTO", "CIO", "CMO", "CPO"),
    {"field": "lead.title", "operator": "one_of", "value": ["President", "Owner", "Co-Owner", "Partner"]},
)
_VICE = _any(_seniority(*_VP), _title("Vice President"), _titled("VP", "SVP", "EVP"))
_HEAD = _any(_seniority(*_HEADS), _title("Director", "Head of"))
_MANAGER = _any(_seniority(*_MANAGERS), _title("Manager"), _titled("Lead"))

_DRAFTS: tuple[J, ...] = (
    {
        "name": "Decision Maker",
        "conditions": [
            ("Leads the company, and came back", 90, _all(_CHIEF, _sessions(2, 90))),
            ("Leads a function, and came back", 80, _all(_VICE, _sessions(2, 90))),
            ("Heads a team, and is engaged", 60, _all(_HEAD, _score(25))),
        ],
    },
    {
        "name": "Economic Buyer",
        "conditions": [
            (
                "Holds the budget, and looked at prices",
                95,
                _all(
                    _any(_title("Chief Financial", "Finance Director", "VP Finance"), _titled("CFO")),
                    _looked_at("pricing"),
                ),
            ),
            (
                "Works in finance or procurement, and looked at prices",
                85,
                _all(
                    _any(_department(*_MONEY), _title("Procurement", "Purchasing", "Finance")),
                    _looked_at("pricing"),
                ),
            ),
        ],
    },
    {
        "name": "Champion",
        "conditions": [
            ("Has invited colleagues, and is engaged", 88, _all(_any(_HEAD, _MANAGER), _INVITED, _score(25))),
            (
                "Manages a team, and keeps coming back",
                70,
                _all(_any(_HEAD, _MANAGER), _sessions(4, 30), _score(40)),
            ),
        ],
    },
    {
        "name": "Influencer",
        "conditions": [
            (
                "Manages or designs, and takes a close look",
                55,
                _all(
                    _any(_MANAGER, _HEAD, _title("Consultant", "Product Owner")),
                    _did(5, 60),
                ),
            ),
        ],
    },
    {
        "name": "KOL",
        "conditions": [
            (
                "An expert others listen to, who reads a lot",
                65,
                _all(
                    _title(
                        *("Architect", "Principal", "Distinguished", "Fellow", "Evangelist", "Advisor"),
                        *("Professor", "Scientist", "Analyst Relations"),
                    ),
                    _did(3, 90),
                ),
            ),
        ],
    },
    {
        "name": "End User",
        "conditions": [
            (
                "Works with the product",
                50,
                _all(
                    _any(
                        _seniority(*_WORKERS),
                        _title("Engineer", "Developer", "Analyst", "Designer", "Specialist", "Coordinator"),
                    ),
                    _did(3, 30, channel="product"),
                ),
            ),
        ],
    },
    {
        "name": "Blocker",
        "conditions": [
            (
                "Guards against risk, and reads the small print",
                92,
                _all(
                    _any(
                        _department(*_GUARDS),
                        _title(*("Legal", "Counsel", "Security", "Compliance", "Privacy", "Data Protection")),
                        _titled("CISO", "DPO"),
                    ),
                    _looked_at("security", "legal", "terms", "privacy", "dpa", "compliance", "trust"),
                ),
            ),
        ],
    },
    {"name": "Other", "tracked": False, "conditions": []},
)


def _draft(said: J) -> RoleDraft:
    conditions = [
        ConditionDraft(name=name, weight=weight, conditions=tree) for name, weight, tree in said["conditions"]
    ]
    return RoleDraft(name=said["name"], tracked=said.get("tracked", True), conditions=conditions)


DEFAULT_ROLES: tuple[Role, ...] = tuple(read(_draft(said), allowed()) for said in _DRAFTS)
