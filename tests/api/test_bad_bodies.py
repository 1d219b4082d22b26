"""What can be wrong with a body, on every route that takes one: a clear 4xx, and nothing changed."""

import gzip
import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.api.running import Tenant

RULE = {"name": "Pricing", "event_type": "Page View", "points": 10}
EVENT = {"event_type": "Page View", "alias_kind": "email", "alias": "ada@acme.example"}
GOOD: dict[str, dict[str, Any]] = {
    "POST /api/ingest": EVENT,
    "POST /api/rulesets": {"name": "Other"},
    "POST /api/rulesets/{ruleset}/rules": RULE,
    "PUT /api/rulesets/{ruleset}/rules/{rule}": RULE,
    "POST /api/sources": {"name": "Shop"},
    "POST /api/tokens": {"name": "Report"},
    "POST /api/invitations": {"email": "bo@acme.example"},
    "PATCH /api/me": {"name": "Ada"},
    "POST /api/me/password": {"current_password": "a wrong password", "new_password": "a long new one"},
    "POST /api/events/rejected/retry": {"all": True},
    "POST /api/leads/merge": {"target_lead_id": "ld_1", "source_lead_ids": ["ld_2"]},
    "POST /api/leads/unmerge": {"merge_id": "mrg_1"},
    "POST /api/accounts/merge": {"target_account_id": "acct_1", "source_account_ids": ["acct_2"]},
    "POST /api/accounts/unresolved-leads": {"action": "dismiss", "lead_ids": ["ld_1"]},
    "POST /api/accounts/unmerge": {"merge_id": "mrg_1"},
    "POST /api/accounts/duplicates/dismiss": {"account_ids": ["acct_1", "acct_2"]},
    "POST /api/leads/duplicates/dismiss": {"lead_ids": ["ld_1", "ld_2"]},
    "POST /api/leads/views": {"name": "Hot", "query": "level=Hot"},
    "POST /api/accounts/views": {"name": "Fit", "query": "min_score=50"},
    "POST /api/accounts": {"name": "Acme"},
    "POST /api/accounts/archive": {"account_ids": ["acct_1"]},
    "POST /api/accounts/unarchive": {"account_ids": ["acct_1"]},
    "POST /api/accounts/bulk": {"action": "archive", "query": ""},
    "PUT /api/committee-roles": {"roles": [{"name": "Other"}]},
    "POST /api/committee-roles/preview": {"roles": [{"name": "Other"}]},
    "PATCH /api/surge-settings": {"min_events": 10},
    "POST /api/surge-settings/preview": {"min_events": 10},
    "POST /api/segments": {"name": "Hot", "kind": "lead"},
    "POST /api/segments/preview": {"kind": "lead", "conditions": {"has_account": True}},
    "POST /api/triggers": {"name": "Hot", "kind": "segment", "subject": "lead"},
    "POST /api/triggers/simulate": {"name": "Hot", "kind": "segment", "subject": "lead"},
    "POST /api/triggers/firings/release": {"because": "publish"},
    "POST /api/triggers/firings/discard": {"because": "publish"},
}
SEGMENT = [f"POST /v1/{name}" for name in ("track", "identify", "page", "screen", "group", "alias", "batch")]

# A text field of each.
TEXTS = {
    "POST /api/ingest": "event_type",
    "POST /api/rulesets": "name",
    "POST /api/rulesets/{ruleset}/rules": "name",
    "PUT /api/rulesets/{ruleset}/rules/{rule}": "event_type",
    "POST /api/sources": "name",
    "POST /api/tokens": "name",
    "POST /api/invitations": "email",
    "PATCH /api/me": "name",
    "POST /api/events/rejected/retry": "ids[0]",
    "POST /api/leads/views": "name",
    "POST /api/accounts/views": "name",
    "POST /api/accounts": "name",
    "POST /api/accounts/archive": "account_ids[0]",
    "POST /api/accounts/unarchive": "account_ids[0]",
    "POST /api/accounts/bulk": "action",
    "PUT /api/committee-roles": "roles[0].name",
    "POST /api/committee-roles/preview": "roles[0].name",
    "POST /api/segments": "name",
    "POST /api/triggers": "name",
    "POST /api/triggers/simulate": "name",
    "POST /api/triggers/firings/release": "because",
    "POST /api/triggers/firings/discard": "because",
}
UNREADABLE = {
    "nothing": b"",
    "broken": b'{"name": ',
    "two": b"{}{}",
    "no_utf8": b'{"name": "\xff\xfe"}',
    "python": b"{'name': None}",
    "nan": b'{"points": NaN}',
    "a_number_too_many": b'{"name": 1}]',
    "half_a_packet": gzip.compress(b"{}")[:-4],
}
BOMB = gzip.compress(b" " * 200_000_000)


@pytest.fixture(scope="module")
def ids(admin: httpx.Client) -> dict[str, str]:
    ruleset = admin.get("/api/rulesets").json()["rulesets"][0]
    return {"ruleset": ruleset["id"], "rule": ruleset["rules"][0]["rule_id"]}


@pytest.fixture(scope="module")
def sender(acme: Tenant) -> Iterator[httpx.Client]:
    with acme.client(acme.write_key) as client:
        yield client


@pytest.fixture
def send(admin: httpx.Client, sender: httpx.Client, ids: dict[str, str]) -> Any:
    """Sends a body to a route as it is, and answers what a refusal has to be."""

    def sending(route: str, content: bytes, **headers: str) -> httpx.Response:
        method, _, path = route.partition(" ")
        client = sender if path.startswith("/v1/") else admin
        headers = {"Content-Type": "application/json"} | headers
        return client.request(method, path.format(**ids), content=content, headers=headers)

    return sending


def refused(answer: httpx.Response, *statuses: int, field: str | None = None) -> None:
    assert answer.status_code in (statuses or range(400, 500)), answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == answer.status_code
    assert problem["detail"]
    if field:
        assert [error["field"] for error in problem["errors"]] == [field]


@pytest.mark.parametrize("kind", UNREADABLE)
@pytest.mark.parametrize("route", [*GOOD, *SEGMENT])
def test_what_is_no_json(send: Any, route: str, kind: str) -> None:
    """400 (422 where there is no body at all), whoever asks."""
    refused(send(route, UNREADABLE[kind]), 400, 422)


@pytest.mark.parametrize("value", [None, 5, 1.5, "text", True, []])
@pytest.mark.parametrize("route", GOOD)
def test_what_is_no_object(send: Any, route: str, value: Any) -> None:
    """422; an empty array is nothing to take in, and no mistake."""
    answer = send(route, json.dumps(value).encode())
    if route == "POST /api/ingest" and value == []:
        assert answer.json() == {"accepted": 0, "duplicates": 0, "rejected": 0, "errors": []}
    else:
        refused(answer, 422)


@pytest.mark.parametrize(
    "value", ["5", '{"a": 1}', "[1]", "true", r'"a\u0000b"', r'"a\ud800b"', '"  "', "1" * 5000]
)
@pytest.mark.parametrize("route", TEXTS)
def test_what_is_no_text_for_a_name(send: Any, route: str, value: str) -> None:
    """A wrong type, a NUL, half a surrogate pair or a blank is refused with the field."""
    field = TEXTS[route]
    body = GOOD[route] | ({} if field == "ids[0]" else {field: "@"})
    text = json.dumps(body).replace('"@"', value) if field != "ids[0]" else f'{{"ids": [{value}]}}'
    answer = send(route, text.encode())
    refused(answer, 400, 422)
    if len(value) < 5000:
        assert answer.json()["errors"][0]["field"] == field


@pytest.mark.parametrize("opening", ["[", '{"a":'])
@pytest.mark.parametrize("route", [*GOOD, *SEGMENT])
def test_10_000_deep(send: Any, route: str, opening: str) -> None:
    """Neither a crash nor a minute's work: refused, or (an SDK's message) kept as rejected."""
    closing = {"[": "]", '{"a":': "}"}[opening]
    answer = send(route, (opening * 10_000 + "1" + closing * 10_000).encode())
    if route in SEGMENT and answer.status_code == 200:
        return
    if route == "POST /api/ingest" and opening == "[":
        assert (answer.status_code, answer.json()["rejected"]) == (202, 1)
        return
    refused(answer, 400, 422)


@pytest.mark.parametrize("route", [*GOOD, *SEGMENT])
def test_oversize(send: Any, route: str) -> None:
    """413 before anything is read into objects."""
    takes_events = route == "POST /api/ingest" or route in SEGMENT
    refused(send(route, b" " * (10_000_001 if takes_events else 1_000_001)), 413)


@pytest.mark.parametrize("route", ["POST /api/ingest", *SEGMENT])
def test_a_gzip_bomb(send: Any, route: str) -> None:
    """A few KB that unpack to 200 MB are refused like the 200 MB, without unpacking them."""
    assert len(BOMB) < 300_000
    refused(send(route, BOMB, **{"Content-Encoding": "gzip"}), 413)


@pytest.mark.parametrize("route", ["POST /api/ingest", *SEGMENT])
def test_another_packing(send: Any, route: str) -> None:
    """415 names what is understood."""
    answer = send(route, b"{}", **{"Content-Encoding": "br"})
    refused(answer, 415)
    assert "gzip" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"nonsense": 1}, "nonsense"),
        ({"name": ""}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"name": "two\nlines"}, "name"),
        ({"event_type": "--"}, "event_type"),
        ({"points": "10"}, "points"),
        ({"points": 1.5}, "points"),
        ({"points": True}, "points"),
        ({"points": 10**400}, "points"),
        ({"points": 100_001}, "points"),
        ({"half_life_days": 0}, "half_life_days"),
        ({"half_life_days": 1e300}, "half_life_days"),
        ({"half_life_days": "7"}, "half_life_days"),
        ({"from": 5}, "from"),
        ({"from": "yesterday"}, "from"),
        ({"from": "2026-02-30"}, "from"),
        ({"to": "2026-01-01T10:00:00Z"}, "to"),
        ({"from": "2026-02-02", "to": "2026-02-01"}, "from"),
        ({"cap": {"points": 5}}, "cap.per"),
        ({"cap": {"points": 0, "per": "day"}}, "cap.points"),
        ({"cap": {"points": 5, "per": "year"}}, "cap.per"),
        ({"cap": {"points": 5, "per": "day", "more": 1}}, "cap.more"),
        ({"cap": 5}, "cap"),
        ({"active": "yes"}, "active"),
        ({"conditions": []}, "conditions"),
        ({"conditions": {}}, "conditions.field"),
        ({"conditions": {"all": []}}, "conditions.all"),
        ({"conditions": {"all": [], "any": []}}, "conditions"),
        ({"conditions": {"not": []}}, "conditions"),
        ({"conditions": {"all": [5]}}, "conditions.all[0]"),
        ({"conditions": {"field": "path", "operator": "equals", "value": "x"}}, "conditions.field"),
        ({"conditions": {"field": "lead.title", "operator": "equals", "value": "x"}}, "conditions.field"),
        ({"conditions": {"field": "metadata.path", "operator": "like", "value": "x"}}, "conditions.operator"),
        ({"conditions": {"field": "metadata.path", "operator": {}, "value": "x"}}, "conditions.operator"),
        ({"conditions": {"field": "metadata.path", "operator": "equals"}}, "conditions.value"),
        (
            {"conditions": {"field": "metadata.path", "operator": "equals", "value": {"a": 1}}},
            "conditions.value",
        ),
        (
            {"conditions": {"field": "metadata.path", "operator": "equals", "value": "x" * 1001}},
            "conditions.value",
        ),
        (
            {"conditions": {"field": "metadata.path", "operator": "equals", "value": 10**31}},
            "conditions.value",
        ),
        (
            {"conditions": {"field": "metadata.path", "operator": "before", "value": "soon"}},
            "conditions.value",
        ),
        ({"conditions": {"field": "metadata.a\0b", "operator": "equals", "value": "x"}}, "conditions.field"),
        (
            {"conditions": {"field": "metadata.a\ud800b", "operator": "equals", "value": "x"}},
            "conditions.field",
        ),
        (
            {"conditions": {"field": "metadata.a", "operator": "equals", "value": "\ud800"}},
            "conditions.value",
        ),
        (
            {"conditions": {"field": "metadata.a", "operator": "is_one_of", "value": ["\0"]}},
            "conditions.value[0]",
        ),
    ],
    ids=str,
)
@pytest.mark.parametrize(
    "route", ["POST /api/rulesets/{ruleset}/rules", "PUT /api/rulesets/{ruleset}/rules/{rule}"]
)
def test_a_rule_that_is_wrong(send: Any, route: str, change: dict[str, Any], field: str) -> None:
    """422 with the path of what is wrong."""
    refused(send(route, json.dumps(RULE | change).encode()), 422, field=field)


def test_nothing_was_changed(admin: httpx.Client, ids: dict[str, str]) -> None:
    """After all of the above the draft is what every workspace starts with."""
    ruleset = admin.get(f"/api/rulesets/{ids['ruleset']}").json()
    assert not ruleset["has_changes"]
    assert len(ruleset["rules"]) == len(ruleset["published"])


@pytest.mark.parametrize(
    ("change", "status", "field"),
    [
        ({"event_type": None}, 422, "event_type"),
        ({"event_type": " "}, 422, "event_type"),
        ({"event_type": "x" * 201}, 422, "event_type"),
        ({"alias": None}, 422, "alias"),
        ({"alias": ""}, 422, "alias"),
        ({"alias": "nobody"}, 422, "alias"),
        ({"alias_kind": "fax"}, 422, "alias_kind"),
        ({"aliases": {}}, 422, "aliases"),
        ({"aliases": [{"alias_kind": "email", "raw_value": ""}]}, 422, "aliases[0].raw_value"),
        ({"aliases": [5]}, 422, "aliases[0]"),
        ({"timestamp": "yesterday"}, 422, "timestamp"),
        ({"timestamp": 1_700_000_000}, 422, "timestamp"),
        ({"timestamp": "2026-01-31T09:30:00"}, 422, "timestamp"),
        ({"timestamp": "1999-12-31T23:59:59Z"}, 422, "timestamp"),
        ({"timestamp": "2999-01-01T00:00:00Z"}, 422, "timestamp"),
        ({"timestamp": "9999-12-31T23:59:59-23:59"}, 422, "timestamp"),
        ({"metadata": []}, 422, "metadata"),
        ({"metadata": {"a": "x" * 100_001}}, 413, "metadata"),
        ({"metadata": {"a": 10**400}}, 422, "metadata.a"),
        ({"metadata": {"a": "\0"}}, 422, "metadata.a"),
        ({"metadata": {"\ud800": 1}}, 422, "metadata"),
        ({"message_id": {}}, 422, "message_id"),
        ({"message_id": "x" * 201}, 422, "message_id"),
        ({"account_id": []}, 422, "account_id"),
        ({"lead_id": "ld_1"}, 422, "lead_id"),
    ],
    ids=str,
)
def test_an_event_that_is_wrong(
    admin: httpx.Client, send: Any, change: dict[str, Any], status: int, field: str
) -> None:
    """Alone: refused with the field. Among others: its own entry, and the others are taken in."""
    wrong = EVENT | change
    answer = send("POST /api/ingest", json.dumps(wrong).encode())
    refused(answer, status)
    assert answer.json()["errors"][0]["field"].startswith(field)
    answer = send("POST /api/ingest", json.dumps([EVENT, wrong, EVENT]).encode())
    assert answer.status_code == 202
    body = answer.json()
    assert (body["accepted"], body["rejected"]) == (2, 1)
    [error] = body["errors"]
    assert error["index"] == 1
    assert error["field"].startswith(field)
    assert error["message"]
