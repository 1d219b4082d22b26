"""Merging and unmerging accounts through the API."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.api.running import Tenant
from tests.api.test_bad_bodies import refused

NOTHING = "acct_0192f0c1a5b77e3c8d2e4f6071829304"


@pytest.fixture
def accounts(tenant: Tenant, client: httpx.Client) -> dict[str, str]:
    """One lead at each."""
    found = {}
    for name in ("acme", "beta", "gamma"):
        lead_id = tenant.lead(client, f"ada@{name}.example")
        found[name] = client.get(f"/api/lead/{lead_id}").json()["account"]["account_id"]
    return found


@pytest.fixture
def editor(tenant: Tenant) -> Iterator[httpx.Client]:
    with tenant.client(tenant.token("editor")) as editor:
        yield editor


def wish(target: str, *sources: str, **more: Any) -> dict[str, Any]:
    return {"target_account_id": target, "source_account_ids": list(sources), **more}


def listed(client: httpx.Client) -> dict[str, dict[str, Any]]:
    return {one["account_id"]: one for one in client.get("/api/accounts").json()["accounts"]}


def test_the_preview_is_what_comes(editor: httpx.Client, accounts: dict[str, str]) -> None:
    """Nothing is changed by looking; merging then makes the account that was shown."""
    acme, beta = accounts["acme"], accounts["beta"]
    editor.patch(f"/api/accounts/{acme}/metadata", json={"fields": {"industry": "Software"}})
    editor.patch(f"/api/accounts/{beta}/metadata", json={"fields": {"industry": "Media", "country": "DE"}})
    before = listed(editor)
    asked = wish(acme, beta, fields={"industry": acme})
    seen = editor.post("/api/accounts/merge/preview", json=asked).json()
    assert listed(editor) == before
    assert (seen["leads"], seen["events"], seen["domains"]) == (1, 1, ["beta.example"])
    assert seen["merged"]["leads"] == 2
    sums = [before[one]["engagement_score"] for one in (acme, beta)]
    assert seen["merged"]["engagement_score"] == sum(sums)
    fields = {one["field"]: {value["account_id"]: value for value in one["values"]} for one in seen["fields"]}
    assert [fields["industry"][one]["value"] for one in (acme, beta)] == ["Software", "Media"]
    made = editor.post("/api/accounts/merge", json=asked)
    assert made.status_code == 200
    after = listed(editor)
    assert beta not in after
    assert after[acme] == seen["merged"]
    assert after[acme]["metadata"] == {"industry": "Software", "country": "DE"}


def test_a_merged_id_answers_with_its_root(
    editor: httpx.Client, client: httpx.Client, tenant: Tenant, accounts: dict[str, str]
) -> None:
    """Every path under an account's id; and whoever comes by its domain belongs to the root."""
    acme, beta = accounts["acme"], accounts["beta"]
    editor.post("/api/accounts/merge", json=wish(acme, beta))
    assert editor.get(f"/api/accounts/{beta}").json()["account_id"] == acme
    assert editor.get(f"/api/accounts/{beta}/score/explain").json()["account_id"] == acme
    assert editor.get(f"/api/accounts/{beta}/leads").json()["total"] == 2
    assert editor.get("/api/score/history", params={"account_id": beta}).status_code == 200
    tenant.lead(client, "bob@beta.example")
    assert editor.get(f"/api/accounts/{beta}/leads").json()["total"] == 3
    set_now = editor.patch(
        f"/api/accounts/{beta}/metadata", json={"fields": {"country": "FR"}, "by_hand": True}
    )
    assert set_now.json()["fields"]["country"] == "FR"
    refused(editor.delete(f"/api/accounts/{beta}"), 409)


def test_history_stands_on_both_sides_and_unmerging_gives_all_back(
    editor: httpx.Client, client: httpx.Client, accounts: dict[str, str]
) -> None:
    """What absorbed what, with how many leads, by whom; undone it says so, and both are as they were."""
    acme, beta = accounts["acme"], accounts["beta"]
    before = listed(editor)
    [merge_id] = editor.post("/api/accounts/merge", json=wish(acme, beta)).json()["merge_ids"]
    [absorbed] = editor.get(f"/api/accounts/{acme}/merge-history").json()["merges"]
    assert (absorbed["merge_id"], absorbed["direction"], absorbed["leads"]) == (merge_id, "absorbed", 1)
    assert (absorbed["account_ids"], absorbed["by"]) == ([beta, acme], "editor (token tests)")
    assert absorbed["names"] == ["beta.example", "acme.example"]
    [out] = editor.get(f"/api/accounts/{beta}/merge-history").json()["merges"]
    assert out["direction"] == "merged_out"
    editor.patch(f"/api/accounts/{acme}/metadata", json={"fields": {"country": "DE"}, "by_hand": True})
    done = editor.post("/api/accounts/unmerge", json={"merge_id": merge_id}).json()
    assert (done["account_id"], done["target_account_id"], done["leads"]) == (beta, acme, 1)
    assert done["stays"] == {"leads": 0, "aliases": 0, "fields": ["country"]}
    after = listed(editor)
    assert after[beta] == before[beta]
    assert after[acme] == before[acme] | {"metadata": {"country": "DE"}}
    assert editor.get(f"/api/accounts/{acme}/merge-history").json()["merges"][0]["undone_at"]
    refused(editor.post("/api/accounts/unmerge", json={"merge_id": merge_id}), 409)
    actions = [
        one["action"] for one in client.get("/api/audit").json()["entries"] if one["subject_id"] == acme
    ]
    assert actions[:3] == ["account.unmerge", "account.set_fields", "account.merge"]


def test_each_refusal(
    editor: httpx.Client, client: httpx.Client, tenant: Tenant, accounts: dict[str, str]
) -> None:
    """Names the field, and nothing is changed."""
    acme, beta, gamma = accounts.values()
    before = listed(editor)
    for path in ("/api/accounts/merge", "/api/accounts/merge/preview"):
        for body, status, field in (
            (wish(NOTHING, acme), 404, "target_account_id"),
            (wish(acme, beta, NOTHING), 404, "source_account_ids[1]"),
            (wish(acme, acme), 422, "source_account_ids[0]"),
            (wish(acme), 422, "source_account_ids"),
            (wish(acme, *[beta] * 51), 422, "source_account_ids"),
            (wish(acme, "beta"), 404, "source_account_ids[0]"),
            (wish(acme, beta, fields={"country": acme}), 422, "fields.country"),
            (wish(acme, beta, fields={"country": gamma}), 422, "fields.country"),
            (wish(acme, beta, more=1), 422, "more"),
        ):
            refused(editor.post(path, json=body), status, field=field)
    for text in ("mrg_" + "0" * 32, "1"):
        refused(editor.post("/api/accounts/unmerge", json={"merge_id": text}), 404, field="merge_id")
    pair = [tenant.lead(client, f"{name}@home.example") for name in ("eve", "dan")]
    of_leads = {"target_lead_id": pair[0], "source_lead_ids": pair[1:]}
    [merge_id] = editor.post("/api/leads/merge", json=of_leads).json()["merge_ids"]
    refused(editor.post("/api/accounts/unmerge", json={"merge_id": merge_id}), 404, field="merge_id")
    after = listed(editor)
    assert {one: after[one] for one in before} == before
    editor.post("/api/accounts/merge", json=wish(acme, beta))
    refused(editor.post("/api/accounts/merge", json=wish(gamma, beta)), 409)


def test_viewers_only_read(tenant: Tenant, accounts: dict[str, str]) -> None:
    """The history and the likely duplicates are theirs to see."""
    acme, beta, _ = accounts.values()
    with tenant.client(tenant.token("viewer")) as viewer:
        for path in ("/merge", "/merge/preview", "/unmerge", "/duplicates/dismiss"):
            refused(viewer.post(f"/api/accounts{path}", json=wish(acme, beta)), 403)
        assert viewer.get(f"/api/accounts/{acme}/merge-history").json() == {"merges": []}
        assert viewer.get("/api/accounts/duplicates").status_code == 200
