"""Events, sessions, one account and deletions, as a program sees them."""

import time
from typing import Any

import httpx
import pytest

from tests.api.running import Tenant
from tests.api.test_bad_bodies import refused

DAY = "2026-03-04"


@pytest.fixture
def people(tenant: Tenant, client: httpx.Client) -> dict[str, Any]:
    """Ada and Bob of one company, at the same time; Eva of another."""
    tenant.take_in(
        _did("ada@acme.example", "Page View", "09:00", path="/pricing", campaign="spring"),
        _did("bob@acme.example", "Email Opened", "09:10"),
        _did("ada@acme.example", "Demo Requested", "12:00"),
        _did("eva@beta.example", "Page View", "09:05"),
    )
    leads = client.get("/api/leads").json()["leads"]
    named = {lead["name"].partition("@")[0]: lead for lead in leads}
    return named | {"acme": named["ada"]["account"]["account_id"]}


def _did(who: str, event_type: str, at: str, **metadata: Any) -> dict[str, Any]:
    name = {"alias_kind": "email", "alias": who, "event_type": event_type}
    return {**name, "timestamp": f"{DAY}T{at}:00Z", "metadata": metadata}


def _types(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [one["event_type"] for one in answer.json()["events"]]


def test_events_by_each_filter(client: httpx.Client, people: dict[str, Any]) -> None:
    """Each narrows the list; together they must all hold."""

    def asked(**filters: Any) -> list[str]:
        return _types(client.get("/api/events", params=filters))

    assert asked(account=people["acme"]) == ["Demo Requested", "Email Opened", "Page View"]
    assert asked(account="acme.ex", channel="email") == ["Email Opened"]
    assert asked(lead="ada@") == ["Demo Requested", "Page View"]
    assert asked(campaign="spring") == ["Page View"]
    assert asked(**{"from": DAY, "to": DAY, "event_type": "page_view"}) == ["Page View", "Page View"]
    assert asked(to="2026-03-03") == []
    [ada, *_] = client.get("/api/events", params={"lead": "ada@"}).json()["events"]
    assert ada["account_id"] == people["acme"]
    refused(client.get("/api/events", params={"from": "soon"}), 422, field="from")


def test_counts_by_day(client: httpx.Client, people: dict[str, Any]) -> None:
    """Each day asked for, those without events too."""
    days = client.get("/api/events/days", params={"from": "2026-03-03", "to": DAY, "lead": "ada@"}).json()[
        "days"
    ]
    assert days == [{"day": "2026-03-03", "events": 0}, {"day": DAY, "events": 2}]


def test_sessions(client: httpx.Client, people: dict[str, Any]) -> None:
    """Those that began last first, of an account."""
    found = client.get("/api/sessions", params={"account": people["acme"]}).json()
    shown = [(one["lead_name"], one["entry"], one["events"]) for one in found["sessions"]]
    assert shown == [
        ("ada@acme.example", "Demo Requested", 1),
        ("bob@acme.example", "Email Opened", 1),
        ("ada@acme.example", "/pricing", 1),
    ]
    assert found["total"] == 3


def test_one_account_its_leads_and_its_timeline(client: httpx.Client, people: dict[str, Any]) -> None:
    """Numbers, people with a status, and who did what together with whom, page by page."""
    path = f"/api/accounts/{people['acme']}"
    shown = client.get(path).json()
    assert (shown["name"], shown["leads"], shown["domains"]) == ("acme.example", 2, ["acme.example"])
    leads = client.get(f"{path}/leads", params={"sort": "name"}).json()
    assert [(one["name"], one["status"]) for one in leads["leads"]] == [
        ("ada@acme.example", "Inactive"),
        ("bob@acme.example", "Inactive"),
    ]
    first = client.get(f"{path}/timeline", params={"limit": 2}).json()
    assert [one["event_type"] for one in first["events"]] == ["Demo Requested", "Email Opened"]
    assert [one["name"] for one in first["events"][1]["together"]] == ["ada@acme.example"]
    rest = client.get(f"{path}/timeline", params={"before": first["next"]}).json()
    assert ([one["event_type"] for one in rest["events"]], rest["next"]) == (["Page View"], None)
    by_bob = client.get(f"{path}/timeline", params={"lead_id": people["bob"]["lead_id"]})
    assert _types(by_bob) == ["Email Opened"]
    refused(client.get(f"{path}/timeline", params={"before": "there"}), 422, field="before")
    refused(client.get("/api/accounts/acct_nothing"), 404, field="account_id")


def test_a_deletion_is_tried_begun_and_followed(client: httpx.Client, people: dict[str, Any]) -> None:
    """The numbers first; then 202, and the state until it is done; nothing of it is in any list afterwards."""
    tried = client.request("DELETE", "/api/events", params={"account": people["acme"], "dry_run": True})
    assert (tried.status_code, tried.json()["deletion"]) == (200, None)
    assert {key: tried.json()["numbers"][key] for key in ("events", "leads", "accounts", "left_without")} == {
        "events": 3,
        "leads": 2,
        "accounts": 1,
        "left_without": 2,
    }
    begun = client.request("DELETE", "/api/events", params={"account": people["acme"]})
    assert begun.status_code == 202
    path = f"/api/events/deletions/{begun.json()['deletion']['deletion_id']}"
    deadline = time.monotonic() + 30
    while (done := client.get(path).json())["state"] == "running":
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert (done["state"], done["done"], done["leads"]) == ("done", 3, 2)
    assert _types(client.get("/api/events")) == ["Page View"]
    ada = client.get(f"/api/lead/{people['ada']['lead_id']}").json()
    assert (ada["event_count"], ada["engagement_score"], ada["last_active_at"]) == (0, 0, None)
    assert client.get("/api/events/deletions").json()["deletions"] == [done]
    refused(client.post(f"{path}/stop"), 404)


def test_what_cannot_be_deleted_is_refused(
    tenant: Tenant, client: httpx.Client, people: dict[str, Any]
) -> None:
    """Everything at once, and what is not there; a viewer may not at all."""
    refused(client.delete("/api/events"), 422, field="event_type")
    refused(client.delete("/api/events", params={"event_type": "Never Seen"}), 422)
    refused(client.delete("/api/events", params={"channel": "smoke"}), 422, field="channel")
    with tenant.client(tenant.token("viewer")) as viewer:
        refused(viewer.delete("/api/events", params={"event_type": "Page View"}), 403)
        assert viewer.get("/api/events/deletions").status_code == 200


def test_event_types_are_set(client: httpx.Client, people: dict[str, Any]) -> None:
    """A hidden one is listed only if one asks; what has never been seen cannot be set."""
    changed = client.patch(
        "/api/events/types", json={"event_type": "page_view", "hidden": True, "channel": "product"}
    )
    assert changed.json() == {"name": "Page View", "channel": "product", "hidden": True}
    names = [one["name"] for one in client.get("/api/events/types").json()["event_types"]]
    assert "Page View" not in names
    every = client.get("/api/events/types", params={"hidden": True}).json()["event_types"]
    assert changed.json() in every
    refused(client.patch("/api/events/types", json={"event_type": "Never"}), 404, field="event_type")
    refused(client.patch("/api/events/types", json={"event_type": "Page View", "channel": "smoke"}), 422)
