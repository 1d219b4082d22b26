"""Settings through the API: read, tried, changed; and what is refused."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.api.running import Running, Tenant

J = dict[str, Any]


@pytest.fixture
def tenant(server: Running) -> Tenant:
    return server.workspace("Settled")


@pytest.fixture
def client(tenant: Tenant) -> Iterator[httpx.Client]:
    with tenant.client(tenant.token("admin")) as client:
        yield client


def test_a_workspace_starts_with_these(client: httpx.Client) -> None:
    """As documented."""
    assert client.get("/api/settings").json() == {
        "name": "Settled",
        "time_zone": "UTC",
        "session_timeout_minutes": 30,
        "negative_scores": False,
        "history_days": 90,
        "change": None,
    }


def test_a_change_does_what_its_preview_said(tenant: Tenant, client: httpx.Client) -> None:
    """Scores below 0 show as they are once all follow, and a lead's level with them."""
    tenant.take_in({"event_type": "Email Unsubscribed", "alias_kind": "email", "alias": "ada@acme.example"})
    [lead] = client.get("/api/leads").json()["leads"]
    assert (lead["engagement_score"], lead["engagement_level"]) == (0, "Cold")
    seen = client.post("/api/settings/preview", json={"negative_scores": True}).json()
    assert (seen["leads"], seen["affected"], seen["down"]) == (1, 1, 1)
    assert seen["level_moves"] == [{"from": "Cold", "to": "Unclassified", "count": 1}]
    assert seen["profile"]["affected"] == 0
    assert seen["sessions"] is None
    answer = client.patch("/api/settings", params={"wait": True}, json={"negative_scores": True})
    assert (answer.status_code, answer.json()["negative_scores"], answer.json()["change"]) == (
        200,
        True,
        None,
    )
    [lead] = client.get("/api/leads", params={"max_score": -1}).json()["leads"]
    [mover] = seen["movers"]
    assert (mover["lead_id"], mover["after"]) == (lead["lead_id"], lead["engagement_score"])
    [first, *_] = client.get(f"/api/lead/{lead['lead_id']}/score/explain").json()["scores"]
    assert first["score"] == lead["engagement_score"]
    assert "floor" not in {line["kind"] for line in first["lines"]}
    [version, before] = client.get("/api/settings/versions").json()["versions"]
    assert (version["negative_scores"], version["state"]) == (True, "in_force")
    assert before["in_force_to"] == version["in_force_from"]


def test_some_settings_hold_at_once(client: httpx.Client) -> None:
    """And what is not named stays as it is."""
    answer = client.patch("/api/settings", json={"name": "Åcme <b>", "history_days": 30})
    assert answer.status_code == 200
    assert (answer.json()["name"], answer.json()["history_days"], answer.json()["time_zone"]) == (
        "Åcme <b>",
        30,
        "UTC",
    )


def test_a_change_can_be_followed(tenant: Tenant, client: httpx.Client) -> None:
    """Without waiting the answer says that it is under way; in the end it holds."""
    tenant.lead(client, "ada@acme.example")
    changed = {"session_timeout_minutes": 5, "time_zone": "Asia/Kathmandu"}
    assert client.post("/api/settings/preview", json=changed).json()["sessions"]["after"] == 1
    answer = client.patch("/api/settings", json=changed)
    assert answer.status_code in (200, 202)
    client.patch("/api/settings", params={"wait": True}, json={})
    found = client.get("/api/settings").json()
    assert {name: found[name] for name in changed} == changed or found["change"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"session_timeout_minutes": 0}, "session_timeout_minutes"),
        ({"session_timeout_minutes": 1441}, "session_timeout_minutes"),
        ({"negative_scores": "yes"}, "negative_scores"),
        ({"history_days": 3651}, "history_days"),
        ({"name": "  "}, "name"),
        ({"name": "a\u0000b"}, "name"),
        ({"zone": "UTC"}, "zone"),
        ([], "body"),
    ],
)
def test_bad_settings_are_refused_by_name(client: httpx.Client, body: Any, field: str) -> None:
    """As 422 naming the field, when changing as when trying."""
    for answer in (
        client.patch("/api/settings", json=body),
        client.post("/api/settings/preview", json=body),
    ):
        assert answer.status_code == 422
        assert field in {one["field"] for one in answer.json()["errors"]}


def test_only_admins_change_settings(tenant: Tenant) -> None:
    """Editors and viewers read them."""
    for role in ("viewer", "editor"):
        with tenant.client(tenant.token(role)) as client:
            assert client.get("/api/settings").status_code == 200
            assert client.patch("/api/settings", json={"name": "Mine"}).status_code == 403
            assert client.post("/api/settings/preview", json={}).status_code == 403
