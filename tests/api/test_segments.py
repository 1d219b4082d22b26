"""Segments through the API: made, tried, changed, copied and compared; who is in, by conditions and by hand."""

import time
from typing import Any

import httpx
import pytest

from tests.api.running import Tenant

J = dict[str, Any]
VIEWED = {"did": "Page View", "times": {"at_least": 1}, "within_days": 7}
ASKED = {"did": "Demo Requested"}


def act(who: str, event_type: str = "Page View") -> J:
    return {"event_type": event_type, "alias_kind": "email", "alias": f"{who}@acme.example"}


@pytest.fixture
def leads(tenant: Tenant, client: httpx.Client) -> dict[str, str]:
    """Three people, of whom two have viewed a page: their ids by name."""
    tenant.take_in(act("ada"), act("bob"), act("cyd", "Demo Requested"))
    found = client.get("/api/leads").json()["leads"]
    return {one["name"].partition("@")[0]: one["lead_id"] for one in found}


def add(client: httpx.Client, name: str, conditions: J | None, **more: Any) -> J:
    answer = client.post(
        "/api/segments", json={"name": name, "kind": "lead", "conditions": conditions, **more}
    )
    made: J = answer.raise_for_status().json()
    return made


def names(client: httpx.Client, segment: J) -> list[str]:
    found = client.get(f"/api/segments/{segment['id']}/members").raise_for_status().json()["members"]
    return sorted(one["name"].partition("@")[0] for one in found)


def test_conditions_are_tried_and_then_saved(client: httpx.Client, leads: dict[str, str]) -> None:
    """The preview says who would be in, node by node; saved, they are, with since when and why."""
    tree = {"all": [VIEWED, {"none": [ASKED]}]}
    seen = client.post("/api/segments/preview", json={"kind": "lead", "conditions": tree}).json()
    assert (seen["count"], seen["total"], seen["enters"], seen["leaves"]) == (2, 3, 2, 0)
    assert {one["id"] for one in seen["sample"]} == {leads["ada"], leads["bob"]}
    assert {one["path"]: one["count"] for one in seen["nodes"]}["all[1].none[0]"] == 1
    assert client.get("/api/segments").json()["segments"] == []
    made = add(client, "Viewed", tree, description="Who looks")
    assert (made["members"], made["progress"], made["words"]) == (2, None, seen["words"])
    page = client.get(f"/api/segments/{made['id']}/members", params={"limit": 1}).json()
    assert (page["total"], len(page["members"])) == (2, 1)
    [member] = page["members"]
    assert member["why"][0] == {"path": "all[0]", "leaf": VIEWED}
    assert member["since"] == made["created_at"]
    wider = {"kind": "lead", "conditions": {"any": [VIEWED, ASKED]}, "replacing": made["id"]}
    again = client.post("/api/segments/preview", json=wider).json()
    assert (again["count"], again["enters"], again["leaves"]) == (3, 1, 0)


def test_an_event_brings_somebody_in(tenant: Tenant, client: httpx.Client, leads: dict[str, str]) -> None:
    """Those who follow the changes are told, once, of what came after the last that they have seen."""
    made = add(client, "Asked", ASKED)
    assert names(client, made) == ["cyd"]
    [first] = client.get(f"/api/segments/{made['id']}/changes").json()["changes"]
    assert (first["id"], first["entered"], first["cause"], first["fires"]) == (
        leads["cyd"],
        True,
        "edit",
        False,
    )
    tenant.take_in(act("ada", "Demo Requested"))
    assert names(client, made) == ["ada", "cyd"]
    after = {"after": first["change_id"]}
    [change] = client.get(f"/api/segments/{made['id']}/changes", params=after).json()["changes"]
    assert (change["id"], change["cause"], change["fires"]) == (leads["ada"], "event", True)
    assert change["leaf"] == {"path": "", "leaf": ASKED | {"times": {"at_least": 1}}}
    after = {"after": change["change_id"]}
    assert client.get(f"/api/segments/{made['id']}/changes", params=after).json()["changes"] == []


def test_by_hand(client: httpx.Client, leads: dict[str, str]) -> None:
    """Put in and kept out, whatever conditions say, until that is taken back; ids of nobody are told."""
    made = add(client, "Viewed", VIEWED)
    members = f"/api/segments/{made['id']}/members"
    nobody = "ld_0192f0c1a5b77e3c8d2e4f6071829304"
    put = client.post(f"{members}/add", json={"ids": [leads["cyd"], leads["ada"], nobody]}).json()
    assert put == {"changed": 1, "unchanged": 1, "missing": [nobody]}
    assert client.post(f"{members}/keep_out", json={"ids": [leads["bob"]]}).json()["changed"] == 1
    assert names(client, made) == ["ada", "cyd"]
    [out] = client.get(f"/api/segments/{made['id']}/by-hand", params={"wish": "out"}).json()["by_hand"]
    assert (out["id"], out["wish"]) == (leads["bob"], "out")
    assert client.get(f"/api/segments/{made['id']}/by-hand").json()["total"] == 2
    ids = {"ids": [leads["cyd"], leads["ada"]]}
    assert client.post(f"{members}/remove", json=ids).json()["changed"] == 1
    assert client.post(f"{members}/release", json={"ids": [leads["bob"]]}).json()["changed"] == 1
    assert names(client, made) == ["ada", "bob"]
    ordered = {
        sort: [one["since"] for one in client.get(members, params={"sort": sort}).json()["members"]]
        for sort in ("since", "-since")
    }
    assert ordered["since"] == sorted(ordered["-since"]) == ordered["-since"][::-1]
    assert client.get(members, params={"sort": "name"}).status_code == 422
    wrong = client.post(f"{members}/add", json={"ids": [leads["ada"], "acct_1"]})
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (422, "ids[1]")


def test_each_save_is_a_version(client: httpx.Client, leads: dict[str, str]) -> None:
    """Any of them can be restored, which is a save as well; a copy begins inactive."""
    made = add(client, "Viewed", VIEWED)
    path = f"/api/segments/{made['id']}"
    assert client.patch(path, json={"conditions": ASKED}).json()["members"] == 1
    assert client.patch(path, json={"active": False}).json()["members"] == 0
    assert [one["number"] for one in client.get(f"{path}/versions").json()["versions"]] == [3, 2, 1]
    assert client.post(f"{path}/versions/1/restore").json()["members"] == 2
    assert client.get(f"{path}/versions").json()["total"] == 4
    assert client.post(f"{path}/versions/9/restore").status_code == 404
    copy = client.post(f"{path}/copy", json={}).json()
    assert (copy["name"], copy["active"], copy["members"]) == ("Viewed (copy)", False, 0)
    assert copy["conditions"] == client.get(path).json()["conditions"]


def test_two_side_by_side(client: httpx.Client, leads: dict[str, str]) -> None:
    """Sizes, what they share, and what those score."""
    a, b = add(client, "Viewed", VIEWED), add(client, "All", {"any": [VIEWED, ASKED]})
    seen = client.get("/api/segments/compare", params={"a": a["id"], "b": b["id"]}).json()
    assert [seen[part]["count"] for part in ("a", "b", "both", "only_a", "only_b")] == [2, 3, 2, 0, 1]
    assert (seen["only_a"]["average_score"], seen["only_a"]["levels"]) == (None, {})
    assert sum(seen["b"]["levels"].values()) == 3


def test_what_is_used_stays(client: httpx.Client, leads: dict[str, str]) -> None:
    """A segment that others ask for is not deleted, nor is it made to ask for itself; what uses it is named."""
    made = add(client, "Viewed", VIEWED)
    other = add(client, "Others", {"none": [{"member_of": made["id"]}]})
    assert names(client, other) == ["cyd"]
    [use] = client.get(f"/api/segments/{made['id']}/uses").json()["uses"]
    assert use == {"what": "segment", "id": other["id"], "name": "Others"}
    refusal = client.delete(f"/api/segments/{made['id']}")
    assert (refusal.status_code, "Others" in refusal.json()["detail"]) == (409, True)
    circle = client.patch(
        f"/api/segments/{made['id']}", json={"conditions": {"all": [{"member_of": other["id"]}]}}
    )
    assert (circle.status_code, circle.json()["errors"][0]["field"]) == (422, "conditions.all[0].member_of")
    assert client.delete(f"/api/segments/{other['id']}").status_code == 204
    assert client.delete(f"/api/segments/{made['id']}").status_code == 204
    assert client.get("/api/segments").json()["total"] == 0
    done = [one["action"] for one in client.get("/api/audit").json()["entries"]]
    assert done[:2] == ["segment.remove", "segment.remove"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": " "}, "name"),
        ({"kind": "company"}, "kind"),
        ({"conditions": {"all": []}}, "conditions.all"),
        (
            {"conditions": {"any": [VIEWED, {"field": "lead.shoe", "operator": "is_empty"}]}},
            "conditions.any[1].field",
        ),
        (
            {"conditions": {"all": [{"level": "engagement", "operator": "is", "value": "Tepid"}]}},
            "conditions.all[0].value",
        ),
        ({"kind": "account", "conditions": {"has_account": True}}, "conditions"),
        ({"conditions": {"member_of": "seg_1"}}, "conditions.member_of"),
    ],
)
def test_what_is_wrong_is_named(client: httpx.Client, wrong: J, field: str) -> None:
    """With the path of the faulty node."""
    answer = client.post("/api/segments", json={"name": "Wrong", "kind": "lead", **wrong})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)


def test_names_and_roles(tenant: Tenant, client: httpx.Client) -> None:
    """A name is free in the other kind; editors move people, admins say what segments are."""
    made = add(client, "Viewed", VIEWED)
    assert client.post("/api/segments", json={"name": "VIEWED", "kind": "lead"}).status_code == 409
    assert client.post("/api/segments", json={"name": "Viewed", "kind": "account"}).status_code == 201
    assert client.get("/api/segments", params={"kind": "account"}).json()["total"] == 1
    with tenant.client(tenant.token("editor")) as editor:
        assert editor.post("/api/segments", json={"name": "Mine", "kind": "lead"}).status_code == 403
        assert (
            editor.post(f"/api/segments/{made['id']}/members/add", json={"ids": ["ld_1"]}).status_code == 422
        )
    with tenant.client(tenant.token("viewer")) as viewer:
        assert viewer.get(f"/api/segments/{made['id']}/members").status_code == 200
        assert (
            viewer.post(f"/api/segments/{made['id']}/members/add", json={"ids": ["ld_1"]}).status_code == 403
        )


def test_what_people_do_is_followed(client: httpx.Client, leads: dict[str, str]) -> None:
    """Behind the answer, within a moment: who has an owner now is not among those without."""
    made = add(client, "Unowned", {"owner": None})
    mine = client.get("/api/me").json()["user_id"]
    client.post(f"/api/leads/{leads['ada']}/owner", json={"owner_id": mine}).raise_for_status()
    deadline = time.monotonic() + 20
    while names(client, made) != ["bob", "cyd"]:
        assert time.monotonic() < deadline
        time.sleep(0.05)
