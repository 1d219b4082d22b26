"""History, changes and conversions, as those who build on them were promised them."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import httpx
import pytest

from tests.api.running import Running, Tenant

J = dict[str, Any]
ADA = {"alias_kind": "email", "alias": "ada@acme.example"}


@pytest.fixture(scope="module")
def tenant(server: Running) -> Tenant:
    return server.workspace("History")


@pytest.fixture(scope="module")
def client(tenant: Tenant) -> Iterator[httpx.Client]:
    with tenant.client(tenant.token("admin")) as client:
        yield client


@pytest.fixture(scope="module")
def lead(tenant: Tenant, client: httpx.Client) -> J:
    """Who asked for a demo ten days ago, closed a deal two days ago, and looked at prices just now."""
    now = datetime.now(UTC)
    done = [("Demo Requested", 10), ("Deal Closed Won", 2), ("Pricing Page Viewed", 0)]
    tenant.take_in(
        *(
            {"event_type": name, **ADA, "timestamp": (now - timedelta(days=ago)).isoformat()}
            for name, ago in done
        )
    )
    found: J = client.get("/api/leads").json()["leads"][0]
    return found


def test_a_history_has_points_and_conversions(client: httpx.Client, lead: J) -> None:
    """Imported days are marked reconstructed, the recorded point is the score; a conversion has its receipt's score."""
    found = client.get("/api/score/history", params={"lead_id": lead["lead_id"]}).json()
    past = [point for point in found["points"] if point["reconstructed"]]
    recorded = [point for point in found["points"] if not point["reconstructed"]]
    assert 10 <= len(past) <= 11
    assert [point["last"] for point in recorded] == [lead["engagement_score"]]
    assert all(point["low"] <= point["last"] <= point["high"] for point in found["points"])
    [won] = found["conversions"]
    receipt = client.get(
        f"/api/lead/{lead['lead_id']}/score/explain", params={"at": won["at"], "known": "now"}
    ).json()
    assert (won["definition"], won["score"]) == ("Deal closed won", receipt["scores"][0]["score"])
    account = client.get("/api/score/history", params={"account_id": lead["account"]["account_id"]}).json()
    assert account == found


def test_a_row_has_its_trend(client: httpx.Client, lead: J) -> None:
    """The score less that of seven days ago, by the time of the events."""
    at = (datetime.fromisoformat(lead["scored_at"]) - timedelta(days=7)).isoformat()
    receipt = client.get(
        f"/api/lead/{lead['lead_id']}/score/explain", params={"at": at, "known": "now"}
    ).json()
    assert receipt["scores"][0]["score"] > 0
    assert lead["engagement_trend"] == lead["engagement_score"] - receipt["scores"][0]["score"]


def test_a_change_is_told_rule_by_rule(client: httpx.Client, lead: J) -> None:
    """The changes sum to the difference."""
    now = datetime.now(UTC)
    params = {"from": (now - timedelta(days=5)).isoformat(), "to": now.isoformat(), "known": "now"}
    found = client.get(f"/api/lead/{lead['lead_id']}/score/change", params=params).json()
    difference = found["to"]["score"] - found["from"]["score"]
    assert sum(Decimal(line["change"]) for line in found["lines"]) == difference
    assert {"kind", "rule", "count", "before", "after", "change"} == found["lines"][0].keys()


@pytest.mark.parametrize(
    ("params", "field"),
    [
        ({}, "lead_id"),
        ({"lead_id": "ld_1", "account_id": "acct_1"}, "lead_id"),
        ({"lead_id": "ld_1", "dimension": "account"}, "dimension"),
        ({"account_id": "acct_1", "dimension": "profile"}, "dimension"),
        ({"lead_id": "ld_1", "from": "2026-01-02T00:00:00Z", "to": "2026-01-01T00:00:00Z"}, "to"),
        ({"lead_id": "ld_1", "from": "2026-01-02"}, "from"),
    ],
)
def test_what_makes_no_sense_is_refused(client: httpx.Client, params: J, field: str) -> None:
    """Naming the parameter at fault."""
    answer = client.get("/api/score/history", params=params)
    assert answer.status_code in (404, 422)
    assert answer.json()["errors"][0]["field"] == field


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00Z", "0002-01-01T00:00:00Z", "9999-12-31T23:59:59-14:00"])
@pytest.mark.parametrize("name", ["from", "to"])
def test_times_at_the_ends_of_the_calendar(client: httpx.Client, lead: J, at: str, name: str) -> None:
    """Answered or refused with the name of the parameter: never a 5xx."""
    for path in (
        f"/api/score/history?lead_id={lead['lead_id']}",
        f"/api/lead/{lead['lead_id']}/score/change?",
    ):
        answer = client.get(f"{path}&{name}={at}".replace("+", "%2B"))
        assert answer.status_code in (200, 422), answer.text


def test_conversions_are_defined(tenant: Tenant, client: httpx.Client, lead: J) -> None:
    """Two are there from the start; one more is made, changed and removed, and holds for what is stored."""
    there = client.get("/api/conversions").json()["conversions"]
    assert [(one["name"], one["leads"]) for one in there] == [
        ("Deal closed won", 1),
        ("Became a customer", 0),
    ]
    demo = {"name": "Demo", "event_type": "demo_requested"}
    seen = client.post("/api/conversions/preview", json=demo).json()
    assert seen == {"leads": 1, "new": 0, "segments": [], "triggers": []}
    assert len(client.get("/api/conversions").json()["conversions"]) == 2
    made = client.post("/api/conversions", json=demo)
    assert (made.status_code, made.json()["event_type"], made.json()["leads"]) == (201, "Demo Requested", 1)
    place = f"/api/conversions/{made.json()['id']}"
    changed = client.put(place, json={"name": "City", "field": "city", "value": "Rome"})
    assert (changed.status_code, changed.json()["leads"]) == (200, 0)
    edit = client.patch(f"/api/lead/{lead['lead_id']}/metadata", json={"fields": {"city": "rome"}})
    assert edit.status_code == 200
    assert client.get("/api/conversions").json()["conversions"][2]["leads"] == 1
    assert client.delete(place).status_code == 204
    assert client.delete(place).status_code == 404
    with tenant.client(tenant.token("editor")) as editor:
        refused = editor.post("/api/conversions", json={"name": "Mine", "event_type": "x"})
        assert refused.status_code == 403


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": "Both", "event_type": "x", "field": "city", "value": "y"}, "event_type"),
        ({"name": "Neither"}, "event_type"),
        ({"name": "Deal closed won", "event_type": "x"}, "name"),
        ({"name": "No such", "field": "shoe_size", "value": "y"}, "field"),
        ({"name": "No value", "field": "city"}, "value"),
        ({"name": "Blank", "event_type": " _ "}, "event_type"),
        ({"name": " ", "event_type": "x"}, "name"),
    ],
)
def test_bad_definitions_are_refused(client: httpx.Client, body: J, field: str) -> None:
    """Naming the part at fault."""
    for place in ("/api/conversions", "/api/conversions/preview"):
        answer = client.post(place, json=body)
        assert answer.status_code in (409, 422)
        assert answer.json()["errors"][0]["field"] == field
