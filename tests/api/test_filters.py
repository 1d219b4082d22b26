"""Filters through the API: added, tried, changed, applied to history; and what is refused."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import httpx
import pytest

from tests.api.running import Running, Tenant

J = dict[str, Any]
BOTS = {"kind": "attribute", "conditions": {"field": "metadata.bot", "operator": "equals", "value": True}}
FAST = {"kind": "velocity", "event_type": "Page View", "count": 2, "window_seconds": 60}


@pytest.fixture
def tenant(server: Running) -> Tenant:
    return server.workspace("Filters")


@pytest.fixture
def client(tenant: Tenant) -> Iterator[httpx.Client]:
    with tenant.client(tenant.token("admin")) as client:
        yield client


_seconds = count()


def seen(email: str, **metadata: Any) -> J:
    """A second after the one before."""
    at = datetime.now(UTC) - timedelta(hours=1) + timedelta(seconds=next(_seconds))
    call = {"event_type": "Page View", "alias_kind": "email", "alias": email, "timestamp": at.isoformat()}
    return call | {"metadata": metadata}


def add(client: httpx.Client, draft: J) -> J:
    answer = client.post("/api/filters", json=draft)
    assert answer.status_code == 201, answer.text
    made: J = answer.json()
    return made


def applied(client: httpx.Client) -> J:
    assert client.post("/api/filters/apply-to-history").status_code == 202
    deadline = time.monotonic() + 30
    while (job := client.get("/api/filters/apply-to-history").json())["state"] != "done":
        assert time.monotonic() < deadline, job
        time.sleep(0.05)
    found: J = job
    return found


def test_a_filter_suppresses_what_comes_from_then_on(tenant: Tenant, client: httpx.Client) -> None:
    """The event is listed with its reason, counts nowhere, and who is not known stays unknown."""
    tenant.take_in(seen("ada@acme.example"))
    made = add(client, BOTS)
    assert made["name"] == made["words"] == "Any event where bot is true"
    tenant.take_in(seen("ada@acme.example", bot=True), seen("bot@acme.example", bot=True))
    [lead] = client.get("/api/leads").json()["leads"]
    assert lead["event_count"] == 1
    found = client.get("/api/events").json()
    assert found["total"] == 3
    told = [(one["lead_id"], one["suppressed"]) for one in found["events"]]
    assert sorted(told, key=str) == sorted(
        [(None, "metadata_filter"), (lead["lead_id"], "metadata_filter"), (lead["lead_id"], None)], key=str
    )
    assert client.get("/api/events", params={"suppressed": True}).json()["total"] == 2
    assert client.get("/api/events", params={"suppressed": False}).json()["total"] == 1
    assert client.get("/api/filters").json()["filters"][0]["suppressed"] == {
        "total": 2,
        "last_7_days": 2,
        "last_30_days": 2,
    }


def test_history_follows_when_it_is_asked_to(tenant: Tenant, client: httpx.Client) -> None:
    """Applied, the filter holds for what was there before; removed and applied again, all comes back."""
    tenant.take_in(*(seen("ada@acme.example", bot=True) for _ in range(3)), seen("eve@acme.example"))
    made = add(client, BOTS)
    expected = {"suppressed": 3, "freed": 0, "leads": 1}
    assert client.post("/api/filters/apply-to-history/preview").json() == expected
    job = applied(client)
    assert {name: job[name] for name in expected} == expected
    assert (job["done"], job["total"], job["error"]) == (2, 2, None)
    ada = client.get("/api/leads", params={"search": "ada"}).json()["leads"][0]
    assert (ada["event_count"], ada["last_active_at"], ada["engagement_score"]) == (0, None, 0)
    tenant.take_in(seen("new@acme.example", bot=True))
    assert client.delete(f"/api/filters/{made['id']}").status_code == 204
    assert client.post("/api/filters/apply-to-history/preview").json() == {
        "suppressed": 0,
        "freed": 4,
        "leads": 1,
    }
    applied(client)
    deadline = time.monotonic() + 30
    while not (new := client.get("/api/leads", params={"search": "new@"}).json()["leads"]):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert new[0]["event_count"] == 1
    ada = client.get("/api/leads", params={"search": "ada"}).json()["leads"][0]
    assert ada["event_count"] == 3


def test_a_filter_is_tried_before_it_is_saved(tenant: Tenant, client: httpx.Client) -> None:
    """How many of which type, of how many people, with examples; nothing is kept."""
    tenant.take_in(
        *(seen("ada@acme.example") for _ in range(4)),
        seen("bot@acme.example", bot=True),
        {
            "event_type": "Login",
            "alias_kind": "email",
            "alias": "ada@acme.example",
            "metadata": {"bot": True},
        },
    )
    found = client.post("/api/filters/simulate", json=BOTS).json()
    assert (found["events"], found["suppressed"], found["leads"], found["complete"]) == (6, 2, 2, True)
    assert found["share"] == 0.3333
    assert {one["event_type"]: one["suppressed"] for one in found["by_type"]} == {"Page View": 1, "Login": 1}
    assert {one["reason"] for one in found["examples"]} == {"metadata_filter"}
    found = client.post("/api/filters/simulate", json=FAST | {"days": 1}).json()
    assert (found["events"], found["suppressed"], found["leads"]) == (5, 2, 1)
    assert found["examples"][0]["lead_name"] == "ada@acme.example"
    found = client.post("/api/filters/simulate", json=FAST | {"keep_first": True}).json()
    assert (found["suppressed"], found["examples"][0]["reason"]) == (3, "inorganic_grouped")
    assert client.get("/api/filters").json() == {"filters": []}


def test_a_filter_is_changed_in_part(tenant: Tenant, client: httpx.Client) -> None:
    """What is left out stays; switched off it suppresses nothing more."""
    made = add(client, FAST | {"name": "Hammering"})
    path = f"/api/filters/{made['id']}"
    changed = client.patch(path, json={"count": 1}).json()
    assert (changed["count"], changed["name"], changed["keep_first"]) == (1, "Hammering", False)
    taken = client.post("/api/filters", json=FAST | {"name": "Hammering"})
    assert (taken.status_code, taken.json()["errors"][0]["field"]) == (409, "name")
    tenant.take_in(seen("ada@acme.example"), seen("ada@acme.example"))
    assert client.get(path).json()["suppressed"]["total"] == 1
    assert client.patch(path, json={"active": False}).json()["active"] is False
    tenant.take_in(seen("ada@acme.example"))
    assert client.get(path).json()["suppressed"]["total"] == 1
    actions = [one["action"] for one in client.get("/api/audit").json()["entries"]]
    assert actions[:3] == ["filter.change", "filter.change", "filter.add"]


def test_a_name_that_nobody_gave_says_what_the_filter_does(client: httpx.Client) -> None:
    """Also after a change; the second of a kind carries a number."""
    made = [add(client, FAST), add(client, FAST)]
    told = "Page View: what goes beyond 2 in 1 minute"
    assert [one["name"] for one in made] == [told, f"{told} (2)"]
    path = f"/api/filters/{made[1]['id']}"
    assert client.patch(path, json={"active": False}).json()["name"] == f"{told} (2)"
    assert client.patch(path, json={"count": 3}).json()["name"] == told.replace("2", "3")
    assert client.patch(path, json={"name": "Mine"}).json()["name"] == "Mine"
    assert client.patch(path, json={"count": 4}).json()["name"] == "Mine"


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        ({"kind": "attribute"}, None),
        ({"kind": "nonsense"}, "kind"),
        ({"kind": "attribute", "event_type": "--"}, "event_type"),
        (BOTS | {"count": 3}, "count"),
        (BOTS | {"conditions": {"all": []}}, "conditions.all"),
        (BOTS | {"conditions": {"field": "lead.title", "operator": "is_empty"}}, "conditions.field"),
        (
            BOTS | {"conditions": {"field": "metadata.d", "operator": "in_last", "value": {"days": 3}}},
            "conditions",
        ),
        (FAST | {"conditions": BOTS["conditions"]}, "conditions"),
        (FAST | {"count": 0}, "count"),
        (FAST | {"window_seconds": 2_592_001}, "window_seconds"),
        (FAST | {"event_type": None}, "event_type"),
        ({"kind": "velocity", "event_type": "Page View", "count": 1}, "window_seconds"),
        (FAST | {"name": "two\nlines"}, "name"),
        (FAST | {"nonsense": 1}, "nonsense"),
    ],
)
def test_what_is_wrong_is_named(acme: Tenant, admin: httpx.Client, draft: J, field: str | None) -> None:
    """A 422 with the path of the field, for a new filter as for one that is tried."""
    for path in ("/api/filters", "/api/filters/simulate"):
        answer = admin.post(path, json=draft)
        assert answer.status_code == 422, answer.text
        assert [one["field"] for one in answer.json()["errors"]] == ([field] if field else [])


def test_refusals(acme: Tenant, admin: httpx.Client) -> None:
    """Viewers read; unknown filters are not found; no filter changes while history is judged."""
    made = add(admin, FAST)
    with acme.client(acme.token("viewer")) as viewer:
        assert viewer.get(f"/api/filters/{made['id']}").json() == made
        for method, path in (
            ("POST", "/api/filters"),
            ("PATCH", f"/api/filters/{made['id']}"),
            ("DELETE", f"/api/filters/{made['id']}"),
            ("POST", "/api/filters/simulate"),
            ("POST", "/api/filters/apply-to-history"),
        ):
            assert viewer.request(method, path, json=FAST).status_code == 403
    unknown = "/api/filters/flt_0192f0c1a5b77e3c8d2e4f6071829304"
    for method in ("GET", "PATCH", "DELETE"):
        assert admin.request(method, unknown, json={} if method == "PATCH" else None).status_code == 404
    kind = admin.patch(f"/api/filters/{made['id']}", json={"kind": "attribute"})
    assert (kind.status_code, kind.json()["errors"][0]["field"]) == (422, "kind")
