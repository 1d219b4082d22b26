"""The profile and account rulesets that a workspace starts with."""

from typing import Any

from kenbun.scoring.fit.rules import FitDimension, FitDraft

_MARKETS = ["United States", "United Kingdom", "Germany", "Netherlands", "France", "Sweden", "Norway"]


def _rule(name: str, points: int, field: str, operator: str, value: Any = None) -> FitDraft:
    return FitDraft(name=name, field=field, operator=operator, value=value, points=points)


_PROFILE = (
    _rule("Decides on budgets", 35, "seniority", "one_of", ["C-Level", "VP", "Founder", "Owner"]),
    _rule("Leads a department", 28, "seniority", "one_of", ["Director", "Head"]),
    _rule("Leads a team", 18, "seniority", "one_of", ["Manager", "Lead"]),
    _rule("Starts a career", -15, "seniority", "one_of", ["Entry", "Intern", "Student"]),
    _rule(
        "Works with data or software", 25, "department", "one_of", ["Data", "Engineering", "IT", "Product"]
    ),
    _rule(
        "Buys for others", 15, "department", "one_of", ["Procurement", "Finance", "Executive", "Operations"]
    ),
    _rule("Works at a company of some size", 15, "company_size", "one_of", ["51-200", "201-1000", "1000+"]),
    _rule("In a home market", 10, "country", "one_of", _MARKETS),
    _rule("Can be called", 5, "phone", "is_not_empty"),
)

_ACCOUNT = (
    _rule(
        "Core industry", 32, "industry", "one_of", ["Software", "Fintech", "Logistics", "Retail", "Telecom"]
    ),
    _rule(
        "Related industry",
        18,
        "industry",
        "one_of",
        ["Healthcare", "Manufacturing", "Energy", "Banking", "Food"],
    ),
    _rule("Small budgets", -15, "industry", "one_of", ["Education", "Publishing", "Design"]),
    _rule("Mid-sized", 22, "company_size", "one_of", ["51-200", "201-1000"]),
    _rule("Large", 10, "company_size", "equals", "1000+"),
    _rule("More than 200 employees", 12, "employees", "gt", 200),
    _rule("Revenue from 10 million", 10, "revenue", "gte", 10_000_000),
    _rule("In a home market", 18, "country", "one_of", _MARKETS),
    _rule("Uses the product", 12, "plan", "is_not_empty"),
)

DEFAULT_FIT_RULES: dict[FitDimension, tuple[FitDraft, ...]] = {"profile": _PROFILE, "account": _ACCOUNT}
