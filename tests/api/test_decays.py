"""Rules of inactivity: drafted, tried, published for the past as well, compared and restored."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from tests.api.running import Running, Tenant

QUIET = {"name": "Quiet", "points": -10, "every_days": 7}


@pytest.fixture
def tenant(server: Running) -> Tenant:
    return server.workspace("Decays")


@pytest.fixture
def client(tenant: Tenant) -> Iterator[httpx.Client]:
    with tenant.client(tenant.token("admin")) as client:
        yield client


def _publish(client: httpx.Client, place: str = "/api/decays/publish") -> dict[str, Any]:
    answer = client.post(place, params={"wait": True})
    assert (answer.status_code, answer.json()["state"]) == (200, "in_force"), answer.text
    told: dict[str, Any] = answer.json()
    return told


def test_only_admins_change_them(tenant: Tenant, client: httpx.Client) -> None:
    """An editor reads, and is refused everything else."""
    rule_id = client.post("/api/decays", json=QUIET).json()["id"]
    with tenant.client(tenant.token("editor")) as editor:
        assert editor.get("/api/decays").json()["decays"][0]["name"] == "Quiet"
        refused = [
            editor.post("/api/decays", json=QUIET),
            editor.patch(f"/api/decays/{rule_id}", json={"points": -1}),
            editor.delete(f"/api/decays/{rule_id}"),
            editor.post("/api/decays/preview"),
            editor.post("/api/decays/publish"),
            editor.post("/api/decays/versions/1/restore"),
        ]
    assert {answer.status_code for answer in refused} == {403}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"points": 5}, "points"),
        ({"points": 0}, "points"),
        ({"points": -2.5}, "points"),
        ({"every_days": 0}, "every_days"),
        ({"every_days": 4000}, "every_days"),
        ({"name": " "}, "name"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_what_is_wrong_is_named(client: httpx.Client, wrong: dict[str, Any], field: str) -> None:
    """Points that are not taken off, intervals that are none, a name that is blank, a field there is not."""
    for answer in (
        client.post("/api/decays", json=QUIET | wrong),
        client.post("/api/decays/preview", json={"draft": [QUIET | wrong]}),
    ):
        assert answer.status_code == 422
        assert any(field in error["field"] for error in answer.json()["errors"])


def test_there_and_back(tenant: Tenant, client: httpx.Client) -> None:
    """The preview says who moves; publishing moves them, with lines in the receipt; restoring none gives all back."""
    at = (datetime.now(UTC) - timedelta(days=15)).isoformat()
    deal = {"event_type": "Deal Closed Won", "timestamp": at}
    tenant.take_in(deal | {"alias_kind": "email", "alias": "ada@acme.com"})
    [lead] = client.get("/api/leads").json()["leads"]
    assert lead["engagement_score"] == 20
    none = _publish(client)
    made = client.post("/api/decays", json=QUIET | {"points": -3})
    assert (made.status_code, made.json()["in_words"]) == (201, "3 points for each 7 days without activity")
    rule_id = made.json()["id"]
    client.patch(f"/api/decays/{rule_id}", json={"points": -6}).raise_for_status()
    told = client.post("/api/decays/preview").json()
    assert (told["leads"], told["down"]) == (1, 1)
    assert (told["movers"][0]["before"], told["movers"][0]["after"]) == (20, 8)
    job = _publish(client)
    version = job["version"]
    assert job["changed"] == 1
    assert client.get("/api/leads").json()["leads"][0]["engagement_score"] == 8
    lines = client.get(f"/api/lead/{lead['lead_id']}/score/explain").json()["scores"][0]["lines"]
    taken = [line for line in lines if line["kind"] == "inactivity"]
    assert [(line["rule"]["name"], line["points"]) for line in taken] == [("Quiet", "-6.000000")] * 2
    compared = client.get("/api/decays/versions/compare").json()
    assert [(one["change"], one["rule"]["points"]) for one in compared["rules"]] == [("new", -6)]
    assert client.get(f"/api/decays/versions/{version}").json()["rules"][0]["id"] == rule_id
    _publish(client, f"/api/decays/versions/{none['version']}/restore")
    assert client.get("/api/leads").json()["leads"][0]["engagement_score"] == 20
    found = client.get("/api/decays").json()
    assert (found["decays"], found["published"], found["has_changes"]) == ([], [], False)


def test_what_is_not_there(client: httpx.Client) -> None:
    """A rule or a version nobody made is 404; another's draft cannot be reached."""
    nobody = "rule_0192f0c1a5b77e3c8d2e4f6071829304"
    for answer in (
        client.patch(f"/api/decays/{nobody}", json={"points": -1}),
        client.delete(f"/api/decays/{nobody}"),
        client.get("/api/decays/versions/7"),
        client.get("/api/decays/versions/x"),
        client.post("/api/decays/versions/7/restore"),
        client.get("/api/decays/versions/compare"),
    ):
        assert answer.status_code == 404, answer.text
