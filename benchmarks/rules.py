"""Twenty rules as a busy workspace has them: half with half-lives, half with conditions, some capped."""

from typing import Any


def _rule(
    name: str,
    event_type: str,
    points: int,
    half_life: float | None = None,
    where: tuple[str, str, Any] | None = None,
    cap: tuple[int, str] | None = None,
) -> dict[str, Any]:
    leaf = where and {"field": f"metadata.{where[0]}", "operator": where[1], "value": where[2]}
    return {
        "name": name,
        "event_type": event_type,
        "points": points,
        "half_life_days": half_life,
        "cap": cap and {"points": cap[0], "per": cap[1]},
        "conditions": leaf and {"all": [leaf]},
        "active": True,
    }


RULES = [
    _rule("Page viewed", "Page View", 1, 7, cap=(5, "day")),
    _rule("Pricing viewed", "Page View", 8, 21, ("path", "contains", "/pricing")),
    _rule("Careers viewed", "Page View", -5, None, ("path", "contains", "/careers")),
    _rule("Read for long", "Page View", 2, 14, ("seconds", ">", 60)),
    _rule("Docs read", "Page View", 1, None, ("path", "starts with", "/docs"), (10, "week")),
    _rule("Enterprise looked", "Page View", 3, 30, ("plan", "equals", "enterprise")),
    _rule("E-mail opened", "Email Opened", 1, 7, cap=(3, "week")),
    _rule("E-mail clicked", "Email Clicked", 4),
    _rule("Spring clicked", "Email Clicked", 3, 14, ("utm_campaign", "is one of", ["spring", "launch"])),
    _rule("Feature used", "Feature Used", 2, None, cap=(20, "week")),
    _rule("Report made", "Feature Used", 5, 30, ("path", "ends with", "/report")),
    _rule("Logged in", "Logged In", 2),
    _rule("Form submitted", "Form Submitted", 10),
    _rule("Contact asked", "Form Submitted", 15, 60, ("path", "contains", "contact")),
    _rule("Content downloaded", "Content Downloaded", 8),
    _rule("Webinar stayed", "Webinar Attended", 12, 45, ("seconds", "≥", 200)),
    _rule("Demo requested", "Demo Requested", 30, 60, ("plan", "not equals", "free")),
    _rule("Trial started", "Trial Started", 25),
    _rule("API called", "API Called", 1, 14, ("seconds", "<", 150)),
    _rule("Colleague invited", "Colleague Invited", 10, None, cap=(50, "ever")),
]

# Event types with how many of a hundred events they make.
TYPES = {
    "Page View": 50,
    "Email Opened": 12,
    "Feature Used": 12,
    "Logged In": 8,
    "Email Clicked": 6,
    "Form Submitted": 3,
    "Content Downloaded": 3,
    "API Called": 2,
    "Colleague Invited": 1,
    "Webinar Attended": 1,
    "Demo Requested": 1,
    "Trial Started": 1,
}

PATHS = (
    *("/", "/product", "/pricing", "/pricing/teams", "/careers", "/docs/start", "/docs/api", "/blog/scoring"),
    *(
        "/customers",
        "/contact",
        "/app/report",
        "/app/board",
        "/integrations",
        "/security",
        "/changelog",
        "/about",
    ),
)
PLANS = ("free", "team", "business", "enterprise")
CAMPAIGNS = ("spring", "launch", "autumn", "webinar", "newsletter")
