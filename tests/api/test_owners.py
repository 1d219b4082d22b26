"""Owners over the API: who can own leads, one lead, and several at a time."""

import httpx
import pytest

from kenbun.kit.ids import new_id, public
from tests.api.running import Tenant
from tests.api.test_bad_bodies import refused


def me(client: httpx.Client) -> dict[str, str]:
    found: dict[str, str] = client.get("/api/me").json()
    return found


def owner_of(client: httpx.Client, lead: str) -> dict[str, str] | None:
    found: dict[str, str] | None = client.get(f"/api/lead/{lead}").json()["owner"]
    return found


def test_a_lead_is_given_to_a_member_and_taken_back(tenant: Tenant, client: httpx.Client) -> None:
    """The lead shows whose it is; null is nobody; a viewer can own leads, and gives none away."""
    lead = tenant.lead(client, "ada@acme.example")
    with tenant.client(tenant.token("viewer")) as viewer:
        vic = me(viewer)
        listed = client.get("/api/owners").json()
        assert {one["user_id"] for one in listed["owners"]} == {vic["user_id"], me(client)["user_id"]}
        assert listed["total"] == 2
        assert viewer.get("/api/owners").json() == listed
        place = f"/api/leads/{lead}/owner"
        refused(viewer.post(place, json={"owner_id": vic["user_id"]}), 403)
    assert owner_of(client, lead) is None
    [shown] = [one for one in listed["owners"] if one["user_id"] == vic["user_id"]]
    assert client.post(place, json={"owner_id": vic["user_id"]}).json() == {"lead_id": lead, "owner": shown}
    assert owner_of(client, lead) == shown
    assert client.post(place, json={"owner_id": None}).json() == {"lead_id": lead, "owner": None}
    assert owner_of(client, lead) is None


def test_several_at_a_time(tenant: Tenant, client: httpx.Client) -> None:
    """With counts: who came to the owner, who was there, and ids of nobody; one given twice counts once."""
    ada, bob = tenant.lead(client, "ada@acme.example"), tenant.lead(client, "bob@beta.example")
    nobody = public("ld", new_id())
    own = {"owner_id": me(client)["user_id"]}
    client.post(f"/api/leads/{ada}/owner", json=own)
    answer = client.post("/api/leads/bulk-assign-owner", json=own | {"lead_ids": [ada, bob, bob, nobody]})
    assert answer.json() == {"assigned": 1, "unchanged": 1, "missing": [nobody]}
    entries = client.get("/api/audit").json()["entries"]
    assert [one["after"]["leads"] for one in entries if one["action"] == "lead.assign"] == [[bob], [ada]]


def test_what_is_wrong_is_refused_and_nothing_moves(
    tenant: Tenant, client: httpx.Client, acme: Tenant, admin: httpx.Client
) -> None:
    """More than 500, none, no ids, members of elsewhere, leads of elsewhere."""
    lead, theirs = tenant.lead(client, "ada@acme.example"), acme.lead(admin, "ada@acme.example")
    mine, stranger = me(client)["user_id"], me(admin)["user_id"]
    place, several = f"/api/leads/{lead}/owner", "/api/leads/bulk-assign-owner"
    for body, field in (
        ({}, "owner_id"),
        ({"owner_id": 5}, "owner_id"),
        ({"owner_id": ""}, "owner_id"),
        ({"owner_id": stranger}, "owner_id"),
        ({"owner_id": mine, "shoe_size": 43}, "shoe_size"),
    ):
        refused(client.post(place, json=body), 422, field=field)
    for leads, field in (
        ([], "lead_ids"),
        ([lead] * 501, "lead_ids"),
        ([lead, "ld_nobody"], "lead_ids[1]"),
        ("all", "lead_ids"),
    ):
        refused(client.post(several, json={"lead_ids": leads, "owner_id": mine}), 422, field=field)
    assert owner_of(client, lead) is None
    for nobody in (theirs, "ld_nobody", public("ld", new_id())):
        refused(client.post(f"/api/leads/{nobody}/owner", json={"owner_id": mine}), 404, field="lead_id")
    answer = client.post(several, json={"lead_ids": [theirs] * 500, "owner_id": mine})
    assert answer.json() == {"assigned": 0, "unchanged": 0, "missing": [theirs]}
    assert owner_of(admin, theirs) is None
    with tenant.client(tenant.token("viewer")) as viewer:
        refused(viewer.post(several, json={"lead_ids": [lead], "owner_id": mine}), 403)


@pytest.mark.parametrize("path", ["/api/leads/bulk-assign-owner", "/api/leads/ld_nobody/owner"])
def test_assigning_is_no_list_of_anything(admin: httpx.Client, path: str) -> None:
    """405 to whoever would read there, with what is taken."""
    answer = admin.get(path)
    refused(answer, 405)
    assert answer.headers["Allow"] == "POST"
