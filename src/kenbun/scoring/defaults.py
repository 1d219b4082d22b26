"""The ruleset that a workspace starts with: what an event weighs, and how long it goes on mattering."""

from typing import Any

from kenbun.scoring.rules import Cap, RuleDraft


def _where(field: str, operator: str, value: Any) -> dict[str, Any]:
    return {"all": [{"field": field, "operator": operator, "value": value}]}


_PRICING = _where("metadata.path", "contains", "/pricing")
_CAREERS = _where("metadata.path", "contains", "/careers")

# The heavier an event, the longer it lasts: a visit is half forgotten in a week, a demo in two months.
DEFAULT_RULES = (
    RuleDraft(
        name="Page viewed", event_type="Page View", points=1, half_life_days=7, cap=Cap(points=5, per="day")
    ),
    RuleDraft(
        name="Pricing viewed", event_type="Page View", points=8, half_life_days=21, conditions=_PRICING
    ),
    RuleDraft(
        name="Careers viewed", event_type="Page View", points=-5, half_life_days=30, conditions=_CAREERS
    ),
    RuleDraft(
        name="E-mail opened",
        event_type="Email Opened",
        points=1,
        half_life_days=7,
        cap=Cap(points=3, per="week"),
    ),
    RuleDraft(name="E-mail clicked", event_type="Email Clicked", points=4, half_life_days=14),
    RuleDraft(name="Unsubscribed", event_type="Email Unsubscribed", points=-15, half_life_days=180),
    RuleDraft(name="Form submitted", event_type="Form Submitted", points=10, half_life_days=30),
    RuleDraft(name="Content downloaded", event_type="Content Downloaded", points=8, half_life_days=30),
    RuleDraft(name="Webinar attended", event_type="Webinar Attended", points=12, half_life_days=45),
    RuleDraft(name="Demo requested", event_type="Demo Requested", points=30, half_life_days=60),
    RuleDraft(name="Trial started", event_type="Trial Started", points=25, half_life_days=60),
    RuleDraft(
        name="Logged in", event_type="Logged In", points=2, half_life_days=14, cap=Cap(points=6, per="day")
    ),
    RuleDraft(
        name="Feature used",
        event_type="Feature Used",
        points=2,
        half_life_days=14,
        cap=Cap(points=20, per="week"),
    ),
    RuleDraft(name="Colleague invited", event_type="Colleague Invited", points=10, half_life_days=45),
    RuleDraft(
        name="API called", event_type="API Called", points=1, half_life_days=14, cap=Cap(points=5, per="day")
    ),
    RuleDraft(name="Deal closed", event_type="Deal Closed Won", points=20),
    RuleDraft(name="Trial cancelled", event_type="Trial Cancelled", points=-20, half_life_days=90),
)
