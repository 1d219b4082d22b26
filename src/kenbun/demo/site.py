"""The website that the people of the demo visit, and the campaigns that bring them there."""

from random import Random
from typing import Any, Literal

Theme = Literal["browse", "evaluate", "docs", "read", "careers"]

HOST = "https://www.tidewell.example"
_TITLES = {
    "/": "Tidewell: data pipelines that look after themselves",
    "/product": "Product overview",
    "/product/pipelines": "Pipelines",
    "/product/quality": "Data quality",
    "/product/alerts": "Alerts",
    "/integrations": "Integrations",
    "/security": "Security and compliance",
    "/pricing": "Pricing",
    "/pricing/enterprise": "Enterprise pricing",
    "/customers": "Customers",
    "/customers/halden-freight": "How Halden Freight halved its reporting time",
    "/compare": "How Tidewell compares",
    "/demo": "Book a demo",
    "/docs": "Documentation",
    "/docs/quickstart": "Quickstart",
    "/docs/api": "API reference",
    "/docs/api/authentication": "API: authentication",
    "/docs/connectors/postgres": "PostgreSQL connector",
    "/docs/connectors/s3": "Object storage connector",
    "/blog": "Blog",
    "/blog/data-contracts": "Data contracts without tears",
    "/blog/late-events": "What to do about late events",
    "/blog/warehouse-costs": "Five ways to a smaller warehouse bill",
    "/blog/on-call": "On call for pipelines, and asleep",
    "/careers": "Careers",
    "/careers/backend-engineer": "Backend engineer",
    "/careers/account-executive": "Account executive",
}
_WEIGHTS: dict[Theme, dict[str, int]] = {
    "browse": {
        "/": 6,
        "/product": 4,
        "/product/": 6,
        "/customers": 3,
        "/blog": 3,
        "/integrations": 3,
        "/pricing": 1,
    },
    "evaluate": {
        "/pricing": 4,
        "/product/": 4,
        "/integrations": 2,
        "/security": 2,
        "/compare": 2,
        "/customers": 3,
        "/docs": 2,
    },
    "docs": {"/docs": 9, "/integrations": 1},
    "read": {"/blog": 9, "/product": 1, "/customers": 1},
    "careers": {"/careers": 8, "/": 1},
}
_REFERRERS = (
    "https://www.google.com/",
    "https://www.google.com/",
    "https://www.linkedin.com/",
    "https://duckduckgo.com/",
)
CAMPAIGNS = ("data-trust-webinar", "pipeline-benchmark-report", "pricing-retargeting", "partner-newsletter")
GUIDES = ("The data quality checklist", "Pipeline benchmark report", "Buyer's guide to data integration")
WEBINARS = ("Data you can trust by Monday", "From nightly batches to live", "Contracts between teams")


def pages(rng: Random, theme: Theme, count: int) -> list[dict[str, Any]]:
    """The properties of so many page views; the first says where the visitor came from."""
    weights = _WEIGHTS[theme]
    found: list[dict[str, Any]] = []
    for _ in range(count):
        [part] = rng.choices(list(weights), list(weights.values()))
        before = found[-1]["path"] if found else None
        path = rng.choice([path for path in _under(part) if path != before] or ["/product"])
        found.append({"path": path, "title": _TITLES[path], "url": HOST + path})
    found[0] |= _entry(rng)
    return found


def _under(part: str) -> list[str]:
    return [path for path in _TITLES if path == part or (path.startswith(part) and part != "/")]


def _entry(rng: Random) -> dict[str, Any]:
    chance = rng.random()
    if chance < 0.4:
        return {"referrer": rng.choice(_REFERRERS)}
    if chance < 0.6:
        campaign = rng.choice(CAMPAIGNS)
        return {"utm_source": rng.choice(("linkedin", "google", "partner")), "utm_campaign": campaign}
    return {}
