"""Merging and unmerging through the API."""

import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.api.running import Tenant
from tests.api.test_bad_bodies import refused

NOBODY = "ld_0192f0c1a5b77e3c8d2e4f6071829304"


@pytest.fixture
def leads(tenant: Tenant, client: httpx.Client) -> dict[str, str]:
    return {name: tenant.lead(client, f"{name}@acme.example") for name in ("ada", "lovelace", "byron")}


@pytest.fixture
def editor(tenant: Tenant) -> Iterator[httpx.Client]:
    with tenant.client(tenant.token("editor")) as editor:
        yield editor


def wish(target: str, *sources: str, **more: Any) -> dict[str, Any]:
    return {"target_lead_id": target, "source_lead_ids": list(sources), **more}


def scores(client: httpx.Client) -> dict[str, int]:
    found = client.get("/api/leads").json()["leads"]
    return {one["lead_id"]: one["engagement_score"] for one in found}


def test_the_preview_is_what_comes(editor: httpx.Client, leads: dict[str, str]) -> None:
    """Nothing is changed by looking; merging then makes the score that was shown."""
    ada, lovelace = leads["ada"], leads["lovelace"]
    editor.patch(f"/api/lead/{ada}/metadata", json={"fields": {"title": "CTO"}})
    editor.patch(f"/api/lead/{lovelace}/metadata", json={"fields": {"title": "CEO", "city": "Rome"}})
    before = scores(editor)
    seen = editor.post("/api/leads/merge/preview", json=wish(ada, lovelace)).json()
    assert scores(editor) == before
    assert (seen["events"], seen["aliases"], seen["sessions"]) == (1, 1, 1)
    assert seen["duplicate_aliases"] == [
        {"kind": "email", "kept": "ada@acme.example", "others": ["lovelace@acme.example"]}
    ]
    assert (seen["target_score"], seen["source_scores"]) == (before[ada], {lovelace: before[lovelace]})
    assert not seen["account_conflict"]
    assert [one["shown"] for one in seen["accounts"]] == [True]
    fields = {one["field"]: {value["lead_id"]: value for value in one["values"]} for one in seen["fields"]}
    assert fields.keys() == {"title", "email"}
    assert [fields["title"][one]["value"] for one in (ada, lovelace)] == ["CTO", "CEO"]
    assert [fields["title"][one]["shown"] for one in (ada, lovelace)] == [False, True]
    made = editor.post("/api/leads/merge", json=wish(ada, lovelace, fields={"title": ada}))
    assert made.status_code == 200
    after = scores(editor)
    assert after[ada] == seen["merged_score"]
    assert lovelace not in after
    shown = {one["field"]: one["value"] for one in editor.get(f"/api/lead/{ada}").json()["fields"]}
    assert (shown["title"], shown["city"], shown["email"]) == ("CTO", "Rome", "ada@acme.example")


def test_a_merged_id_answers_with_its_root(editor: httpx.Client, leads: dict[str, str]) -> None:
    """Every path under a lead's id, its events and its receipts; a page leads to the other's."""
    ada, lovelace = leads["ada"], leads["lovelace"]
    editor.post("/api/leads/merge", json=wish(ada, lovelace))
    assert editor.get(f"/api/lead/{lovelace}").json()["lead_id"] == ada
    assert editor.get(f"/api/lead/{lovelace}/events").json()["total"] == 2
    assert editor.get(f"/api/lead/{lovelace}/score/explain").json()["lead_id"] == ada
    assert editor.get("/api/events", params={"lead": lovelace}).json()["total"] == 2
    assert editor.get("/api/score/history", params={"lead_id": lovelace}).status_code == 200
    set_now = editor.patch(
        f"/api/lead/{lovelace}/metadata", json={"fields": {"city": "Oslo"}, "by_hand": True}
    )
    assert set_now.json()["fields"]["city"] == "Oslo"


def test_history_stands_on_both_sides_and_unmerging_gives_all_back(
    editor: httpx.Client, client: httpx.Client, leads: dict[str, str]
) -> None:
    """Who absorbed whom, with how much, by whom; undone it says so, and both leads are as they were."""
    ada, lovelace = leads["ada"], leads["lovelace"]
    before = {one: editor.get(f"/api/lead/{one}").json() for one in (ada, lovelace)}
    [merge_id] = editor.post("/api/leads/merge", json=wish(ada, lovelace)).json()["merge_ids"]
    [absorbed] = editor.get(f"/api/leads/{ada}/merge-history").json()["merges"]
    assert (absorbed["merge_id"], absorbed["direction"], absorbed["events"]) == (merge_id, "absorbed", 1)
    assert (absorbed["lead_ids"], absorbed["by"], absorbed["undone_at"]) == (
        [lovelace, ada],
        "editor (token tests)",
        None,
    )
    assert absorbed["names"] == ["lovelace@acme.example", "ada@acme.example"]
    [out] = editor.get(f"/api/leads/{lovelace}/merge-history").json()["merges"]
    assert out["direction"] == "merged_out"
    editor.patch(f"/api/lead/{ada}/metadata", json={"fields": {"city": "Oslo"}, "by_hand": True})
    done = editor.post("/api/leads/unmerge", json={"merge_id": merge_id}).json()
    assert (done["lead_id"], done["target_lead_id"], done["events"]) == (lovelace, ada, 1)
    assert done["stays"] == {"events": 0, "fields": ["city"], "owner": False}
    after = {one: editor.get(f"/api/lead/{one}").json() for one in (ada, lovelace)}
    left_out = {"scored_at", "fields"}
    for one in (ada, lovelace):
        for name in before[one].keys() - left_out:
            assert after[one][name] == before[one][name], name
    assert after[lovelace]["fields"] == before[lovelace]["fields"]
    assert editor.get(f"/api/leads/{ada}/merge-history").json()["merges"][0]["undone_at"]
    refused(editor.post("/api/leads/unmerge", json={"merge_id": merge_id}), 409)
    entries = client.get("/api/audit").json()["entries"]
    actions = [one["action"] for one in entries if one["subject_id"] == ada]
    assert actions[:3] == ["lead.unmerge", "lead.set_fields", "lead.merge"]


def test_likely_duplicates_are_listed_until_somebody_says_that_they_are_none(
    editor: httpx.Client, client: httpx.Client, tenant: Tenant
) -> None:
    """With names and the reason, each pair once; said twice it is audited once, and viewers say nothing."""
    pair = [tenant.lead(client, f"{name}@acme.example") for name in ("lovelace", "lovelase")]
    deadline = time.monotonic() + 30
    while not (found := editor.get("/api/leads/duplicates").json())["total"]:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    [shown] = found["duplicates"]
    assert sorted(shown["lead_ids"]) == sorted(pair)
    assert sorted(shown["names"]) == ["lovelace@acme.example", "lovelase@acme.example"]
    assert shown["reasons"] == ["Addresses that differ by two letters at most"]
    with tenant.client(tenant.token("viewer")) as viewer:
        refused(viewer.post("/api/leads/duplicates/dismiss", json={"lead_ids": pair}), 403)
        assert viewer.get("/api/leads/duplicates").json() == found
    for body, status, field in (
        ({"lead_ids": [pair[0], NOBODY]}, 404, "lead_ids[1]"),
        ({"lead_ids": [pair[0]] * 2}, 422, "lead_ids"),
        ({"lead_ids": pair[:1]}, 422, "lead_ids"),
    ):
        refused(editor.post("/api/leads/duplicates/dismiss", json=body), status, field=field)
    for _ in range(2):
        assert editor.post("/api/leads/duplicates/dismiss", json={"lead_ids": pair}).status_code == 204
    assert editor.get("/api/leads/duplicates").json()["total"] == 0
    actions = [one["action"] for one in client.get("/api/audit").json()["entries"]]
    assert actions.count("lead.not_duplicate") == 1


def test_each_refusal(editor: httpx.Client, client: httpx.Client, leads: dict[str, str]) -> None:
    """Names the field, and nothing is changed."""
    ada, lovelace, byron = leads.values()
    before = scores(editor)
    for path in ("/api/leads/merge", "/api/leads/merge/preview"):
        for body, status, field in (
            (wish(NOBODY, ada), 404, "target_lead_id"),
            (wish(ada, lovelace, NOBODY), 404, "source_lead_ids[1]"),
            (wish(ada, ada), 422, "source_lead_ids[0]"),
            (wish(ada), 422, "source_lead_ids"),
            (wish(ada, *[lovelace] * 51), 422, "source_lead_ids"),
            (wish(ada, "lovelace"), 404, "source_lead_ids[0]"),
            (wish(ada, lovelace, account_id="acct_" + "0" * 32), 422, "account_id"),
            (wish(ada, lovelace, account_id="acme"), 404, "account_id"),
            (wish(ada, lovelace, fields={"city": ada}), 422, "fields.city"),
            (wish(ada, lovelace, fields={"email": byron}), 422, "fields.email"),
            (wish(ada, lovelace, more=1), 422, "more"),
        ):
            refused(editor.post(path, json=body), status, field=field)
    refused(editor.post("/api/leads/unmerge", json={"merge_id": "mrg_" + "0" * 32}), 404, field="merge_id")
    refused(editor.post("/api/leads/unmerge", json={"merge_id": "1"}), 404, field="merge_id")
    assert scores(editor) == before
    editor.post("/api/leads/merge", json=wish(ada, lovelace))
    refused(editor.post("/api/leads/merge", json=wish(byron, lovelace)), 409)
    refused(editor.delete(f"/api/lead/{lovelace}"), 409)


def test_viewers_only_read(tenant: Tenant, client: httpx.Client, leads: dict[str, str]) -> None:
    """The history is theirs to see."""
    ada, lovelace, _ = leads.values()
    with tenant.client(tenant.token("viewer")) as viewer:
        for path in ("/api/leads/merge", "/api/leads/merge/preview", "/api/leads/unmerge"):
            refused(viewer.post(path, json=wish(ada, lovelace)), 403)
        assert viewer.get(f"/api/leads/{ada}/merge-history").json() == {"merges": []}
