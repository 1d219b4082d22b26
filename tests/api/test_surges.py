"""Surges through the API: those of an account, the numbers of the rule, what other numbers would give."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from tests.api.running import Tenant

J = dict[str, Any]


def act(who: str, ago: timedelta, **more: Any) -> J:
    at = (datetime.now(UTC) - ago).isoformat()
    return {"event_type": "Page View", "alias_kind": "email", "alias": who, "timestamp": at, **more}


def surging(tenant: Tenant, client: httpx.Client) -> str:
    """An account that surges: its id."""
    calls = [act("ada@acme.example", timedelta(days=40))]
    calls += [act(f"{'ada' if n % 2 else 'bob'}@acme.example", timedelta(hours=30 - n)) for n in range(12)]
    tenant.take_in(*calls)
    [lead] = client.get("/api/leads", params={"search": "ada"}).json()["leads"]
    account_id: str = lead["account"]["account_id"]
    return account_id


def test_an_account_says_when_it_surged(tenant: Tenant, client: httpx.Client) -> None:
    """In the shape that others rely on, at once, and with the exact instant of its beginning."""
    account_id = surging(tenant, client)
    [found] = client.get(f"/api/accounts/{account_id}/surges").json()["surges"]
    assert list(found) == [
        "started_at",
        "ended_at",
        "events",
        "leads",
        "primary_channel",
        "multiplier",
        "open",
    ]
    started = datetime.now(UTC) - datetime.fromisoformat(found["started_at"])
    assert timedelta(hours=20) < started < timedelta(hours=22)
    assert (found["ended_at"], found["open"], found["events"], found["leads"]) == (None, True, 3, 2)
    assert (found["primary_channel"], found["multiplier"]) == ("website", 12.0)
    assert client.get("/api/accounts/acct_0192f0c1a5b77e3c8d2e4f6071829304/surges").status_code == 404


def test_other_numbers_are_tried_then_followed(tenant: Tenant, client: httpx.Client) -> None:
    """The preview names who would end; saving ends it; nothing is changed before."""
    account_id = surging(tenant, client)
    seen = client.post("/api/surge-settings/preview", json={"min_events": 13}).json()
    assert (seen["now"]["surging"], seen["then"]["surging"]) == (1, 0)
    assert [one["account_id"] for one in seen["ends"]] == [account_id]
    assert client.get("/api/surge-settings").json()["min_events"] == 10
    assert client.patch("/api/surge-settings", json={"min_events": 13}).json()["min_events"] == 13
    assert client.get(f"/api/accounts/{account_id}/surges").json() == {"surges": []}
    deadline = time.monotonic() + 20
    while client.get("/api/surge-settings").json()["waiting"]:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    [entry] = [one for one in client.get("/api/audit").json()["entries"] if one["action"] == "surge.settings"]
    assert (entry["before"], entry["after"]) == ({"min_events": 10}, {"min_events": 13})


def test_numbers_that_make_no_sense_are_refused(tenant: Tenant, client: httpx.Client) -> None:
    """With the field, and why; viewers read alone."""
    for patch, field in (
        ({"window_days": 0}, "window_days"),
        ({"min_leads": 1.5}, "min_leads"),
        ({"end_ratio": 3}, "end_ratio"),
        ({"start_ratio": 0.5}, "start_ratio"),
        ({"no_such": 1}, "no_such"),
    ):
        answer = client.patch("/api/surge-settings", json=patch)
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)
    with tenant.client(tenant.token("viewer")) as viewer:
        assert viewer.get("/api/surge-settings").status_code == 200
        assert viewer.patch("/api/surge-settings", json={}).status_code == 403
        assert viewer.post("/api/surge-settings/preview", json={}).status_code == 403
