"""Leads without an account, the account of a lead, and what accounts are known by, through the API."""

import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.api.running import Tenant
from tests.api.test_bad_bodies import refused

NOBODY = "ld_0192f0c1a5b77e3c8d2e4f6071829304"
NOTHING = "acct_0192f0c1a5b77e3c8d2e4f6071829304"
PATH = "/api/accounts/unresolved-leads"


@pytest.fixture
def editor(tenant: Tenant) -> Iterator[httpx.Client]:
    with tenant.client(tenant.token("editor")) as editor:
        yield editor


@pytest.fixture
def ada(tenant: Tenant, client: httpx.Client) -> str:
    lead = tenant.lead(client, "ada@gmail.com")
    client.patch(f"/api/lead/{lead}/metadata", json={"fields": {"company": "Lattice Fintech GmbH"}})
    return lead


def listed(client: httpx.Client, **asked: Any) -> dict[str, dict[str, Any]]:
    return {one["lead"]["lead_id"]: one for one in client.get(PATH, params=asked).json()["leads"]}


def account_of(client: httpx.Client, lead: str) -> str | None:
    account = client.get(f"/api/lead/{lead}").json()["account"]
    return account["account_id"] if account else None


def test_each_has_a_reason_and_suggestions(
    editor: httpx.Client, tenant: Tenant, client: httpx.Client, ada: str
) -> None:
    """By the likeness of the company that the lead names with accounts' names and domains, the most alike first."""
    throw_away = tenant.lead(client, "eve@mailinator.com")
    made = editor.post("/api/accounts", json={"name": "Lattice Fintec Inc"}).json()["account_id"]
    tenant.lead(client, "bob@latticefintech.io")
    tenant.lead(client, "cy@northwind.example")
    deadline = time.monotonic() + 30
    while len(found := listed(editor)[ada]["suggestions"]) < 2:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert [one["name"] for one in found] == ["latticefintech.io", "Lattice Fintec Inc"]
    assert found[0]["similarity"] == 1
    assert (found[1]["account_id"], found[1]["similarity"] >= 0.6) == (made, True)
    rows = listed(editor)
    assert {one: row["reason"] for one, row in rows.items()} == {ada: "free_mail", throw_away: "disposable"}
    assert (rows[ada]["company"], rows[throw_away]["suggestions"]) == ("Lattice Fintech GmbH", [])
    assert listed(editor, unresolved="disposable").keys() == {throw_away}
    assert listed(editor, search="ada").keys() == {ada}


def test_assigned_created_for_and_dismissed(
    editor: httpx.Client, tenant: Tenant, client: httpx.Client, ada: str
) -> None:
    """Each takes the lead out of the list, and is audited; what was dismissed comes back."""
    acme = account_of(client, tenant.lead(client, "bob@acme.example"))
    others = [tenant.lead(client, f"{name}@gmail.com") for name in ("cy", "dan", "eve")]
    done = editor.post(PATH, json={"action": "assign", "lead_ids": [ada], "account_id": acme}).json()
    assert done == {"changed": 1, "account_id": acme}
    assert account_of(client, ada) == acme
    wish = {"action": "create", "lead_ids": others[:2], "name": "Umbrella", "domain": "www.umbrella.example"}
    made = editor.post(PATH, json=wish).json()
    assert {account_of(client, one) for one in others[:2]} == {made["account_id"]}
    assert account_of(client, tenant.lead(client, "fay@umbrella.example")) == made["account_id"]
    assert editor.post(PATH, json={"action": "dismiss", "lead_ids": others[2:]}).json()["changed"] == 1
    assert listed(editor) == {}
    assert listed(editor, unresolved="dismissed")[others[2]]["dismissed_by"] == "editor (token tests)"
    assert editor.post(PATH, json={"action": "undismiss", "lead_ids": others[2:]}).json()["changed"] == 1
    assert listed(editor).keys() == {others[2]}
    actions = [one["action"] for one in client.get("/api/audit").json()["entries"]]
    assert {"lead.set_account", "lead.dismiss", "lead.undismiss", "account.add"} <= set(actions)


def test_the_account_of_a_lead_is_set_and_given_back(
    editor: httpx.Client, tenant: Tenant, client: httpx.Client
) -> None:
    """Null gives back what calls say."""
    bob, cy = tenant.lead(client, "bob@acme.example"), tenant.lead(client, "cy@beta.example")
    acme, beta = account_of(client, bob), account_of(client, cy)
    path = f"/api/leads/{bob}/account"
    assert editor.put(path, json={"account_id": beta}).json() == {"account_id": beta}
    assert account_of(client, bob) == beta
    assert editor.put(path, json={"account_id": None}).json() == {"account_id": acme}
    for body, status, field in (
        ({"account_id": NOTHING}, 404, "account_id"),
        ({"account_id": "acme"}, 404, "account_id"),
        ({}, 422, "account_id"),
    ):
        refused(editor.put(path, json=body), status, field=field)
    refused(editor.put(f"/api/leads/{NOBODY}/account", json={"account_id": acme}), 404, field="lead_id")


def test_an_account_is_known_by_several_of_a_kind(
    editor: httpx.Client, tenant: Tenant, client: httpx.Client
) -> None:
    """Who comes by one that was added belongs to it, and not any more once it was removed."""
    acme = account_of(client, tenant.lead(client, "bob@acme.example"))
    beta = account_of(client, tenant.lead(client, "cy@beta.example"))
    path = f"/api/accounts/{acme}/aliases"
    for kind, value in (
        ("domain", "https://www.acme-group.example/"),
        ("id", "a-1"),
        ("company", "Acme Inc."),
    ):
        assert editor.post(path, json={"kind": kind, "value": value}).status_code == 201
    shown = [(one["kind"], one["value"], one["created_by"]) for one in editor.get(path).json()["aliases"]]
    by = "editor (token tests)"
    assert shown == [
        ("domain", "acme.example", None),
        ("domain", "acme-group.example", by),
        ("id", "a-1", by),
        ("company", "acme", by),
    ]
    assert account_of(client, tenant.lead(client, "dan@acme-group.example")) == acme
    for body, status in (
        ({"kind": "domain", "value": "beta.example"}, 409),
        ({"kind": "domain", "value": "acme.example"}, 409),
        ({"kind": "domain", "value": "gmail.com"}, 422),
        ({"kind": "domain", "value": "acme"}, 422),
        ({"kind": "id", "value": " "}, 422),
        ({"kind": "company", "value": "?!"}, 422),
    ):
        refused(editor.post(path, json=body), status, field="value")
    refused(editor.post(path, json={"kind": "phone", "value": "1"}), 422, field="kind")
    gone = {"kind": "domain", "value": "acme-group.example"}
    assert editor.delete(path, params=gone).status_code == 204
    refused(editor.delete(path, params=gone), 404, field="value")
    assert account_of(client, tenant.lead(client, "eve@acme-group.example")) not in (acme, beta)


def test_each_refusal(editor: httpx.Client, tenant: Tenant, client: httpx.Client, ada: str) -> None:
    """Names the field, and nothing is changed."""
    bob = tenant.lead(client, "bob@acme.example")
    acme = account_of(client, bob)
    for body, status, field in (
        ({"action": "assign", "lead_ids": [ada], "account_id": NOTHING}, 404, "account_id"),
        ({"action": "assign", "lead_ids": [ada]}, 422, None),
        ({"action": "assign", "lead_ids": [ada, NOBODY], "account_id": acme}, 404, "lead_ids[1]"),
        ({"action": "dismiss", "lead_ids": ["ada"]}, 404, "lead_ids[0]"),
        ({"action": "dismiss", "lead_ids": []}, 422, "lead_ids"),
        ({"action": "dismiss", "lead_ids": [bob]}, 409, None),
        ({"action": "create", "lead_ids": [ada]}, 422, "name"),
        ({"action": "create", "lead_ids": [ada], "domain": "acme.example"}, 409, "domain"),
        ({"action": "create", "lead_ids": [ada], "domain": "gmail.com"}, 422, "domain"),
        ({"action": "burn", "lead_ids": [ada]}, 422, "action"),
    ):
        answer = editor.post(PATH, json=body)
        assert answer.status_code == status, answer.text
        assert field is None or field in answer.text
    assert listed(editor).keys() == {ada}
    assert editor.get(PATH, params={"unresolved": "bored"}).status_code == 422
    with tenant.client(tenant.token("viewer")) as viewer:
        refused(viewer.post(PATH, json={"action": "dismiss", "lead_ids": [ada]}), 403)
        assert listed(viewer).keys() == {ada}
