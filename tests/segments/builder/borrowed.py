"""Segments as the documents of other products describe them, or as people use them there, in conditions of ours."""

from typing import Any, NamedTuple


class Borrowed(NamedTuple):
    where: str
    said: str
    conditions: dict[str, Any]


def _did(
    event_type: str | None, how: str, times: int, days: int | None = None, **more: Any
) -> dict[str, Any]:
    window = {"within_days": days} if days else {}
    return {"did": event_type, **more, "times": {how: times}, **window}


BORROWED = (
    Borrowed(
        "segment.com/docs/engage/quickstart",
        "Performed User Signed Up at least one time within the last 7 days",
        {"all": [_did("User Signed Up", "at_least", 1, 7)]},
    ),
    Borrowed(
        "github.com/segmentio/segment-docs/issues/4566",
        "Did not perform Order Completed exactly 1 time in the last 7 days",
        {"none": [_did("Order Completed", "exactly", 1, 7)]},
    ),
    Borrowed(
        "infobip.com/docs/customer-profiles/segments/segment-types",
        "App Launch has not happened in the last 30 days",
        {"all": [_did("App Launch", "at_most", 0, 30)]},
    ),
    Borrowed(
        "help.getvero.com/vero-1/segments/create-a-segment",
        "Triggered Completes Checkout at least once in the last 30 days",
        {"all": [_did("Completes Checkout", "at_least", 1, 30)]},
    ),
    Borrowed(
        "documentation.onesignal.com/docs/segmentation",
        "Last session more than 7 days ago",
        {"all": [{"last_activity": "not_within", "days": 7}]},
    ),
    Borrowed(
        "knowledge.hubspot.com/lists: property of an associated company",
        "Contacts of a lifecycle stage whose company is in healthcare, or who are on another list",
        {
            "any": [
                {
                    "all": [
                        {"field": "lead.lifecycle_stage", "operator": "equals", "value": "Lead"},
                        {"field": "account.industry", "operator": "contains", "value": "Healthcare"},
                    ]
                },
                {"field": "lead.company", "operator": "one_of", "value": ["Acme, Inc.", "Globex"]},
            ]
        },
    ),
    Borrowed(
        "HubSpot, engaged contacts",
        "E-mail opened or clicked in 90 days, website in 60 days, or a form in 30 days; not a customer",
        {
            "all": [
                {
                    "any": [
                        _did("Email Opened", "at_least", 1, 90),
                        _did("Email Clicked", "at_least", 1, 90),
                        _did(None, "at_least", 1, 60, channel="website"),
                        _did("Form Submitted", "at_least", 1, 30),
                    ]
                },
                {"none": [{"field": "lead.lifecycle_stage", "operator": "equals", "value": "Customer"}]},
            ]
        },
    ),
    Borrowed("HubSpot, data quality", "Contacts with no owner", {"all": [{"owner": None}]}),
    Borrowed(
        "HubSpot, decision makers",
        "C-level, vice presidents and directors who can be written to",
        {
            "all": [
                {"field": "lead.email", "operator": "is_not_empty"},
                {
                    "any": [
                        {"field": "lead.title", "operator": "one_of", "value": ["CEO", "COO", "CFO", "CTO"]},
                        {"field": "lead.title", "operator": "starts_with", "value": "VP"},
                        {"field": "lead.title", "operator": "contains", "value": "Director"},
                    ]
                },
            ]
        },
    ),
    Borrowed(
        "Mixpanel, funnels as cohorts",
        "Signed up, then bought within two days, with a plan above ten seats",
        {
            "all": [
                {"did": "Signed Up", "then": "Order Completed", "within_seconds": 172_800},
                _did(
                    "Order Completed",
                    "at_least",
                    1,
                    where={"all": [{"field": "metadata.seats", "operator": "gt", "value": 10}]},
                ),
            ]
        },
    ),
    Borrowed(
        "Marketo, smart lists",
        "Score reached 50 in the last month, no longer above 30, created this quarter",
        {
            "all": [
                {"score": "engagement", "operator": "gte", "value": 50, "within_days": 30},
                {"score": "engagement", "operator": "lt", "value": 30},
                {"created_within_days": 90},
            ]
        },
    ),
)
