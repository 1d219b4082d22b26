"""Buying committees through the API: read, changed by hand, refreshed; roles edited and tried."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from tests.api.running import Tenant

J = dict[str, Any]


def lead_of(client: httpx.Client, name: str) -> str:
    found: str = client.get("/api/leads", params={"search": name}).json()["leads"][0]["lead_id"]
    return found


@pytest.fixture
def account(tenant: Tenant, client: httpx.Client) -> str:
    """With Ada, whom detection takes for one who decides, and Bob, in whom it sees nobody."""
    people = {"ada@acme.example": "CTO", "bob@acme.example": "Intern"}
    times = [(datetime.now(UTC) - timedelta(days=days)).isoformat() for days in (1, 2)]
    tenant.take_in(
        *(
            {"event_type": "Page View", "alias_kind": "email", "alias": who, "timestamp": at}
            for who in people
            for at in times
        )
    )
    for who, title in people.items():
        path = f"/api/lead/{lead_of(client, who)}/metadata"
        client.patch(path, json={"fields": {"title": title}}).raise_for_status()
    [lead] = client.get("/api/leads", params={"search": "ada"}).json()["leads"]
    found: str = lead["account"]["account_id"]
    client.post(f"/api/accounts/{found}/buying-committee/refresh").raise_for_status()
    return found


def test_a_committee_in_the_shape_that_others_rely_on(client: httpx.Client, account: str) -> None:
    """Coverage in numbers and names; each member with why, and how active."""
    found = client.get(f"/api/accounts/{account}/buying-committee").json()
    assert found["coverage"] == {
        "covered": 1,
        "tracked": 7,
        "percent": 14,
        "missing": ["Economic Buyer", "Champion", "Influencer", "KOL", "End User", "Blocker"],
    }
    [member] = found["members"]
    assert list(member) == [
        *("lead_id", "role", "detected", "reason", "evidence", "engagement_score", "level", "activities"),
        *("first_activity_at", "last_activity_at", "notes"),
    ]
    assert (member["role"], member["detected"], member["activities"]) == ("Decision Maker", True, 2)
    assert member["reason"] == "Leads the company, and came back"
    assert member["evidence"] == ["Title “CTO”", "2 sessions in the last 90 days"]


def test_members_are_added_changed_and_removed(client: httpx.Client, account: str) -> None:
    """What is said by hand survives a refresh; each act is audited."""
    path, ada, bob = (
        f"/api/accounts/{account}/buying-committee",
        lead_of(client, "ada"),
        lead_of(client, "bob"),
    )
    added = client.post(path, json={"lead_id": bob, "role": "Champion", "notes": "Met in May"})
    assert added.status_code == 201
    assert client.patch(f"{path}/{bob}", json={"role": "End User"}).status_code == 200
    assert client.delete(f"{path}/{ada}").status_code == 200
    refreshed = client.post(f"{path}/refresh").json()
    [member] = refreshed["members"]
    assert (member["lead_id"], member["role"], member["detected"]) == (bob, "End User", False)
    assert (member["notes"], member["evidence"]) == ("Met in May", [])
    assert client.patch(f"{path}/{bob}", json={"notes": ""}).json()["members"][0]["notes"] is None
    actions = [one["action"] for one in client.get("/api/audit").json()["entries"]]
    assert [one for one in actions if one.startswith("committee.")] == [
        *("committee.change", "committee.remove", "committee.change", "committee.add")
    ]


def test_what_cannot_be_is_refused(tenant: Tenant, client: httpx.Client, account: str) -> None:
    """Nobody twice, no unknown role, nobody of another account; viewers read alone."""
    path, ada, bob = (
        f"/api/accounts/{account}/buying-committee",
        lead_of(client, "ada"),
        lead_of(client, "bob"),
    )
    other = tenant.lead(client, "eve@other.example")
    for body, status, field in (
        ({"lead_id": ada, "role": "KOL"}, 409, "lead_id"),
        ({"lead_id": bob, "role": "Wizard"}, 422, "role"),
        ({"lead_id": other, "role": "KOL"}, 404, "lead_id"),
        ({"lead_id": "ld_nonsense", "role": "KOL"}, 404, "lead_id"),
        ({"lead_id": bob, "role": "KOL", "notes": "x" * 2001}, 422, "notes"),
    ):
        answer = client.post(path, json=body)
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (status, field)
    assert client.patch(f"{path}/{bob}", json={"role": "KOL"}).status_code == 404
    assert client.delete(f"{path}/{bob}").status_code == 404
    with tenant.client(tenant.token("viewer")) as viewer:
        assert viewer.get(path).status_code == 200
        assert viewer.post(f"{path}/refresh").status_code == 403
    with tenant.client(tenant.token("editor")) as editor:
        assert editor.post(f"{path}/refresh").status_code == 200
        assert editor.put("/api/committee-roles", json={"roles": []}).status_code == 403


def test_roles_are_tried_then_changed(client: httpx.Client, account: str) -> None:
    """In one account and in all, the same answer; saving looks at every account again."""
    roles = client.get("/api/committee-roles").json()["roles"]
    drafts = [{name: role[name] for name in ("id", "name", "tracked", "conditions")} for role in roles]
    intern = {"field": "lead.title", "operator": "equals", "value": "intern"}
    drafts[5]["conditions"] = [{"name": "Learns", "weight": 40, "conditions": intern}]
    for more in ({}, {"account_id": account}):
        seen = client.post("/api/committee-roles/preview", json={"roles": drafts, **more}).json()
        assert (seen["leads"], seen["moved"], seen["then"]["End User"]) == (2, 1, 1)
        [move] = seen["moves"]
        assert (move["before"], move["after"], move["reason"]) == (None, "End User", "Learns")
        assert move["evidence"] == ["Title “Intern”"]
    assert len(client.get(f"/api/accounts/{account}/buying-committee").json()["members"]) == 1
    client.put("/api/committee-roles", json={"roles": drafts}).raise_for_status()
    found = client.post(f"/api/accounts/{account}/buying-committee/refresh").json()
    assert [one["role"] for one in found["members"]] == ["Decision Maker", "End User"]


def test_roles_that_make_no_sense_are_refused(client: httpx.Client, account: str) -> None:
    """With the path to what is wrong; a role given by hand cannot be removed."""
    roles = client.get("/api/committee-roles").json()["roles"]
    drafts = [{name: role[name] for name in ("id", "name", "tracked", "conditions")} for role in roles]

    def refused(change: J, place: int = 0) -> tuple[int, str]:
        wrong = [*drafts[:place], drafts[place] | change, *drafts[place + 1 :]]
        answer = client.put("/api/committee-roles", json={"roles": wrong})
        return answer.status_code, answer.json()["errors"][0]["field"]

    empty = {"weight": 50, "conditions": {"all": []}}
    count = {"count": "events", "operator": "contains", "value": "x"}
    assert refused({"name": " "}) == (422, "roles[0].name")
    assert refused({"name": "champion"}) == (422, "roles[2].name")
    assert refused({"id": "role_0192f0c1a5b77e3c8d2e4f6071829304"}) == (422, "roles[0].id")
    assert refused({"conditions": [empty]}) == (422, "roles[0].conditions[0].conditions.all")
    assert refused({"conditions": [{"weight": 50, "conditions": count}]}) == (
        *(422, "roles[0].conditions[0].conditions.operator"),
    )
    assert refused({"conditions": [{"weight": 101, "conditions": {}}]})[0] == 422
    bob = lead_of(client, "bob")
    client.post(f"/api/accounts/{account}/buying-committee", json={"lead_id": bob, "role": "Other"})
    answer = client.put("/api/committee-roles", json={"roles": drafts[:-1]})
    assert (answer.status_code, "“Other”" in answer.json()["detail"]) == (409, True)
