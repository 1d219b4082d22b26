"""Accounts over the API: listed, found, made, archived, deleted; one at a time and many."""

import time
from typing import Any

import httpx
import pytest

from kenbun.kit.ids import new_id, public
from tests.api.running import Tenant
from tests.api.test_bad_bodies import refused

J = dict[str, Any]
ROW = [
    *("account_id", "name", "domain", "account_score", "account_level", "engagement_score", "leads"),
    *("active_leads", "sessions", "owner", "industry", "last_activity_at", "surging", "metadata"),
]


def visit(who: str, **more: Any) -> J:
    return {"event_type": "Page View", "alias_kind": "email", "alias": who, **more}


@pytest.fixture
def companies(tenant: Tenant) -> None:
    tenant.take_in(
        visit("ada@acme.example", account_id="acme-1", account_name="Acme"),
        visit("bob@acme.example"),
        visit("cy@beta.example"),
    )


def accounts(client: httpx.Client, **query: Any) -> list[J]:
    answer = client.get("/api/accounts", params=query)
    assert answer.status_code == 200, answer.text
    found: list[J] = answer.json()["accounts"]
    return found


def test_a_row_has_the_shape_that_others_rely_on(
    tenant: Tenant, client: httpx.Client, companies: None
) -> None:
    """Every key, with what it shows; the list says how many there are on which page."""
    answer = client.get("/api/accounts", params={"sort": "-leads", "limit": 1}).json()
    assert (answer["total"], answer["page"], answer["limit"]) == (2, 1, 1)
    [acme] = answer["accounts"]
    assert list(acme) == ROW
    assert (acme["name"], acme["domain"], acme["leads"], acme["active_leads"]) == (
        "Acme",
        "acme.example",
        2,
        2,
    )
    assert (acme["sessions"], acme["owner"], acme["industry"]) == (2, None, None)
    assert acme["account_level"] == "Low Priority"
    assert acme["metadata"]["name"] == "Acme"


def test_filters_and_orders_of_the_list(tenant: Tenant, client: httpx.Client, companies: None) -> None:
    """As the page has them, and refused by name where they mean nothing."""
    assert [one["name"] for one in accounts(client, sort="name")] == ["Acme", "beta.example"]
    for query, count in (
        ({"search": "acme-1"}, 1),
        ({"range": "today"}, 2),
        ({"level": "Low Priority"}, 2),
        ({"min_score": 1}, 0),
        ({"owner": "me"}, 0),
        ({"owner": "none"}, 2),
        ({"has_leads": "false"}, 0),
        ({"archived": "true"}, 0),
        ({"idle_days": 1}, 0),
    ):
        assert len(accounts(client, **query)) == count, query
    for query, field in (
        ({"sort": "shoe_size"}, "sort"),
        ({"range": "yesterday"}, "range"),
        ({"level": "Boiling"}, "level"),
        ({"idle_days": 0}, "idle_days"),
        ({"has_leads": "perhaps"}, "has_leads"),
        ({"min_score": "many"}, "min_score"),
    ):
        refused(client.get("/api/accounts", params=query), 422, field=field)


def test_an_account_is_added_and_a_known_one_is_named(tenant: Tenant, client: httpx.Client) -> None:
    """By a domain in any spelling, with fields that score at once; 409 says whose the domain or the id is."""
    new = {
        "name": "Acme",
        "domain": "https://WWW.Acme.example/about",
        "account_id": "a1",
        "metadata": {"industry": "Tea"},
    }
    made = client.post("/api/accounts", json=new)
    assert made.status_code == 201, made.text
    one = made.json()
    assert (one["name"], one["domains"], one["industry"], one["leads"]) == (
        "Acme",
        ["acme.example"],
        "Tea",
        0,
    )
    assert client.get(f"/api/accounts/{one['account_id']}").json()["account_id"] == one["account_id"]
    for again, field in (
        ({"domain": "shop.acme.example"}, "domain"),
        ({"name": "Other", "account_id": "a1"}, "account_id"),
    ):
        answer = client.post("/api/accounts", json=again)
        refused(answer, 409, field=field)
        assert f"Acme ({one['account_id']})" in answer.json()["detail"]
    tenant.take_in(visit("ada@acme.example"))
    [row] = accounts(client)
    assert (row["name"], row["leads"]) == ("Acme", 1)
    entries = client.get("/api/audit").json()["entries"]
    assert [entry["after"]["name"] for entry in entries if entry["action"] == "account.add"] == ["Acme"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "name"),
        ({"name": " "}, "name"),
        ({"name": "A\nB"}, "name"),
        ({"domain": "gmail.com"}, "domain"),
        ({"domain": "com"}, "domain"),
        ({"domain": "not a domain"}, "domain"),
        ({"domain": ""}, "domain"),
        ({"name": "A", "metadata": {"shoe_size": 43}}, "metadata.shoe_size"),
        ({"name": "A", "metadata": {"employees": "many"}}, "metadata.employees"),
        ({"name": "A", "shoe_size": 43}, "shoe_size"),
        ({"name": 5}, "name"),
    ],
)
def test_what_is_no_account_is_refused(admin: httpx.Client, body: J, field: str) -> None:
    """By the name of what is wrong, and nothing is made."""
    before = admin.get("/api/accounts").json()["total"]
    refused(admin.post("/api/accounts", json=body), 422, field=field)
    assert admin.get("/api/accounts").json()["total"] == before


def test_accounts_are_found_by_domain_and_by_name(
    tenant: Tenant, client: httpx.Client, companies: None
) -> None:
    """A sub-domain is its company's; names that are nearly theirs come by how alike they are."""
    found = client.get("/api/accounts/by-domain", params={"domain": "mail.acme.example"}).json()
    assert (list(found), found["name"]) == (ROW, "Acme")
    refused(client.get("/api/accounts/by-domain", params={"domain": "nobody.example"}), 404, field="domain")
    refused(client.get("/api/accounts/by-domain", params={"domain": "x"}), 422, field="domain")
    refused(client.get("/api/accounts/by-domain"), 422, field="domain")
    [alike] = client.get("/api/accounts/fuzzy", params={"name": "ACME inc", "min_similarity": 0.4}).json()[
        "accounts"
    ]
    assert (alike["name"], alike["leads"]) == ("Acme", 2)
    assert 0.4 <= alike["similarity"] < 1
    assert client.get("/api/accounts/fuzzy", params={"name": "Zzz"}).json() == {"accounts": []}
    wrong: list[tuple[J, str]] = [({"name": " "}, "name"), ({"name": "A", "limit": 0}, "limit"), ({}, "name")]
    for query, field in wrong:
        refused(client.get("/api/accounts/fuzzy", params=query), 422, field=field)


def test_archived_and_back(tenant: Tenant, client: httpx.Client, companies: None) -> None:
    """Out of lists with its leads, and its id goes on answering; activity brings it back."""
    acme = next(one["account_id"] for one in accounts(client) if one["name"] == "Acme")
    nobody = public("acct", new_id())
    answer = client.post("/api/accounts/archive", json={"account_ids": [acme, acme, nobody]})
    assert answer.json() == {"changed": 1, "unchanged": 0, "missing": [nobody]}
    assert [one["name"] for one in accounts(client)] == ["beta.example"]
    assert [one["name"] for one in accounts(client, archived=True)] == ["Acme"]
    assert client.get("/api/leads").json()["total"] == 1
    assert client.get("/api/leads", params={"archived": True}).json()["total"] == 2
    assert client.get("/api/leads", params={"unresolved": ["open"]}).json()["total"] == 0
    refused(client.get("/api/leads", params={"unresolved": "shy"}), 422, field="unresolved")
    assert client.get(f"/api/accounts/{acme}").status_code == 200
    again = client.post("/api/accounts/archive", json={"account_ids": [acme]}).json()
    assert (again["changed"], again["unchanged"]) == (0, 1)
    assert client.get(f"/api/accounts/{acme}").json()["archived_at"] is not None
    assert client.post("/api/accounts/unarchive", json={"account_ids": [acme]}).json()["changed"] == 1
    assert client.get(f"/api/accounts/{acme}").json()["archived_at"] is None
    assert client.get("/api/leads").json()["total"] == 3
    client.post("/api/accounts/archive", json={"account_ids": [acme]})
    tenant.take_in(visit("bob@acme.example"))
    assert len(accounts(client)) == 2
    for body, field in (
        ({}, "account_ids"),
        ({"account_ids": []}, "account_ids"),
        ({"account_ids": [acme, "acct_x"]}, "account_ids[1]"),
        ({"account_ids": [acme] * 501}, "account_ids"),
    ):
        refused(client.post("/api/accounts/archive", json=body), 422, field=field)
        refused(client.post("/api/accounts/unarchive", json=body), 422, field=field)


def test_deleted_with_its_leads(tenant: Tenant, client: httpx.Client, companies: None) -> None:
    """With how much there was; a second time there is none."""
    acme = next(one["account_id"] for one in accounts(client) if one["name"] == "Acme")
    done = client.delete(f"/api/accounts/{acme}").json()
    assert (done["account_id"], done["leads"], done["events"]) == (acme, 2, 2)
    assert client.get("/api/leads").json()["total"] == 1
    refused(client.get(f"/api/accounts/{acme}"), 404)
    refused(client.delete(f"/api/accounts/{acme}"), 404, field="account_id")
    refused(client.delete("/api/accounts/acct_x"), 404, field="account_id")


def test_many_at_a_time_in_the_background(tenant: Tenant, client: httpx.Client, companies: None) -> None:
    """All that a query finds; the answer says how far it is, and nobody else is told."""
    for action, leads in (("archive", 0), ("unarchive", 0), ("delete", 3)):
        query = "archived=true" if action == "unarchive" else ""
        begun = client.post("/api/accounts/bulk", json={"action": action, "query": query})
        assert (begun.status_code, begun.json()["total"]) == (202, 2), begun.text
        place = f"/api/accounts/bulk/{begun.json()['act_id']}"
        deadline = time.monotonic() + 30
        while (act := client.get(place).json())["state"] == "running":
            assert time.monotonic() < deadline
            time.sleep(0.05)
        assert (act["state"], act["action"], act["done"], act["changed"]) == ("done", action, 2, 2)
        assert act["leads"] == leads
    assert (accounts(client), client.get("/api/leads").json()["total"]) == ([], 0)
    with tenant.client(tenant.token("editor")) as other:
        refused(other.get(place), 404, field="act_id")
    for body, status, field in (
        ({"action": "explode", "query": ""}, 422, "action"),
        ({"action": "archive"}, 422, "account_ids"),
        ({"action": "archive", "account_ids": ["acct_x"]}, 422, "account_ids"),
        ({"action": "archive", "query": ""}, 422, "account_ids"),
        ({"action": "archive", "query": "sort=shoe_size"}, 422, "sort"),
    ):
        refused(client.post("/api/accounts/bulk", json=body), status, field=field)
    refused(client.get("/api/accounts/bulk/act_x"), 404, field="act_id")


def test_a_viewer_reads_and_changes_nothing(tenant: Tenant, client: httpx.Client, companies: None) -> None:
    """The list, the file, one by its domain; and no act."""
    acme = next(one["account_id"] for one in accounts(client) if one["name"] == "Acme")
    with tenant.client(tenant.token("viewer")) as viewer:
        assert len(accounts(viewer)) == 2
        file = viewer.get("/api/accounts/export", params={"columns": ["name", "leads"], "sort": "name"})
        assert file.text == "name,leads\r\nAcme,2\r\nbeta.example,1\r\n"
        refused(viewer.get("/api/accounts/export", params={"columns": "shoe_size"}), 422, field="columns")
        some = {"account_ids": [acme]}
        refused(viewer.post("/api/accounts", json={"name": "A"}), 403)
        refused(viewer.post("/api/accounts/archive", json=some), 403)
        refused(viewer.post("/api/accounts/unarchive", json=some), 403)
        refused(viewer.post("/api/accounts/bulk", json={"action": "delete", **some}), 403)
        refused(viewer.delete(f"/api/accounts/{acme}"), 403)
        refused(viewer.post("/api/accounts/views", json={"name": "A", "query": ""}), 403)
    assert len(accounts(client)) == 2


def test_views_of_accounts_are_their_own(client: httpx.Client) -> None:
    """A name that a view of leads has is free; a query of leads is refused."""
    for name in ("leads", "accounts"):
        made = client.post(f"/api/{name}/views", json={"name": "Mine", "query": "search=acme"})
        assert made.status_code == 201, made.text
    [view] = client.get("/api/accounts/views").json()["views"]
    assert view["query"] == "search=acme"
    place = f"/api/leads/views/{view['view_id']}"
    refused(client.delete(place), 404, field="view_id")
    refused(client.post("/api/accounts/views", json={"name": "B", "query": "sort=title"}), 422, field="sort")
    assert client.delete(f"/api/accounts/views/{view['view_id']}").status_code == 204
