"""Each refusal that the API documents, once, as a caller meets it."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest

from kenbun.access.callers import Role
from kenbun.access.tokens import create_token
from kenbun.database import Connection
from kenbun.events import backlog
from kenbun.kit.clock import system_clock
from kenbun.kit.ids import parse
from kenbun.scoring.publish import open_publish
from tests.api.running import Running, Tenant
from tests.api.test_bad_bodies import EVENT, RULE, refused


@pytest.fixture(scope="module")
def stranger(server: Running) -> Iterator[httpx.Client]:
    """The admin of another workspace."""
    other = server.workspace("Strangers")
    with other.client(other.token("admin")) as client:
        yield client


def as_(tenant: Tenant, role: Role) -> httpx.Client:
    return tenant.client(tenant.token(role))


@pytest.mark.parametrize("credential", ["", "kbn_pat_wrong", "Bearer", "é", "kbn_wk_wrong"])
@pytest.mark.parametrize("path", ["/api/leads", "/api/me", "/api/rulesets", "/api/ingest"])
def test_401_without_a_token_or_with_a_wrong_one(acme: Tenant, path: str, credential: str) -> None:
    """With the scheme to use."""
    headers = {b"Authorization": f"Bearer {credential}".encode()} if credential else {}
    with httpx.Client(base_url=acme.running.address) as client:
        answer = (
            client.post(path, json=EVENT, headers=headers)
            if path.endswith("ingest")
            else client.get(path, headers=headers)
        )
    refused(answer, 401)
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_401_with_a_token_that_is_revoked_or_out_of_date(acme: Tenant, admin: httpx.Client) -> None:
    """At once."""
    made = admin.post("/api/tokens", json={"name": "short"}).json()
    with acme.client(made["token"]) as client:
        assert client.get("/api/me").status_code == 200
        assert admin.delete(f"/api/tokens/{made['token_id']}").status_code == 204
        refused(client.get("/api/me"), 401)
        refused(client.post("/api/ingest", json=EVENT), 401)

    user_id = parse("usr", admin.get("/api/me").json()["user_id"])

    async def old(connection: Connection) -> str:
        then = system_clock() - timedelta(days=2)
        _, secret = await create_token(
            connection, acme.caller, "old", then, user_id=user_id, expires_at=then + timedelta(days=1)
        )
        return secret

    with acme.client(acme.running.act(old)) as client:
        refused(client.get("/api/me"), 401)


@pytest.mark.parametrize("path", ["/api/ingest", "/v1/track", "/v1/batch"])
def test_401_with_a_key_that_is_revoked(acme: Tenant, admin: httpx.Client, path: str) -> None:
    """Nothing is taken in with it any more."""
    made = admin.post("/api/sources", json={"name": "old site"}).json()
    assert admin.delete(f"/api/sources/{made['source_id']}").status_code == 204
    with acme.client(made["write_key"]) as client:
        refused(client.post(path, json=EVENT), 401)


@pytest.mark.parametrize("role", ["viewer", "editor"])
@pytest.mark.parametrize("path", ["/api/sources", "/api/members", "/api/audit"])
def test_403_below_the_role(acme: Tenant, path: str, role: Role) -> None:
    """Known, and not allowed."""
    with as_(acme, role) as client:
        refused(client.get(path), 403)


def test_403_for_a_viewer_who_sends(acme: Tenant) -> None:
    """Reading is all that a viewer's token is good for."""
    with as_(acme, "viewer") as client:
        refused(client.post("/api/ingest", json=EVENT), 403)


def test_403_from_a_page_that_a_source_does_not_know(acme: Tenant, admin: httpx.Client) -> None:
    """And the page may read why."""
    new = {"name": "shop", "kind": "website", "allowed_origins": ["https://shop.example"]}
    key = admin.post("/api/sources", json=new).json()["write_key"]
    with acme.client(key) as client:
        assert client.post("/api/ingest", json=EVENT, headers={"Origin": "https://shop.example"}).is_success
        answer = client.post("/api/ingest", json=EVENT, headers={"Origin": "https://evil.example"})
    refused(answer, 403)
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_404_for_what_is_anothers(acme: Tenant, admin: httpx.Client, stranger: httpx.Client) -> None:
    """Ids of another workspace are those of nothing, to read and to change."""
    lead = acme.lead(admin, "ada@acme.example")
    ruleset = admin.get("/api/rulesets").json()["rulesets"][0]
    place = f"/api/rulesets/{ruleset['id']}"
    rule = f"{place}/rules/{ruleset['rules'][0]['rule_id']}"
    source = admin.get("/api/sources").json()["sources"][0]["source_id"]
    token = admin.get("/api/tokens").json()["tokens"][0]["token_id"]
    tried: list[tuple[str, str, Any]] = [
        ("GET", f"/api/lead/{lead}", None),
        ("GET", f"/api/lead/{lead}/events", None),
        ("GET", f"/api/lead/{lead}/score/explain", None),
        ("GET", place, None),
        ("POST", f"{place}/rules", RULE),
        ("PUT", rule, RULE),
        ("DELETE", rule, None),
        ("POST", f"{place}/publish", None),
        ("DELETE", f"/api/sources/{source}", None),
        ("DELETE", f"/api/tokens/{token}", None),
    ]
    for method, path, body in tried:
        refused(stranger.request(method, path, json=body), 404)
    assert stranger.get("/api/events", params={"lead": lead}).json()["total"] == 0
    sent = {"event_type": "X", "lead_id": lead}
    refused(stranger.post("/api/ingest", json=sent), 404, 422, field="lead_id")
    among = stranger.post("/api/ingest", json=[EVENT, sent]).json()
    assert (among["accepted"], [error["field"] for error in among["errors"]]) == (1, ["lead_id"])
    assert admin.get(place).json()["rules"] == ruleset["rules"]


def test_404_and_405_where_there_is_nothing(admin: httpx.Client) -> None:
    """Under /api both are problems; 405 says what is taken."""
    refused(admin.get("/api/nothing"), 404)
    answer = admin.patch("/api/leads")
    refused(answer, 405)
    assert answer.headers["Allow"] == "GET"


def test_409_for_a_second_publish(server: Running) -> None:
    """One at a time per workspace; the first goes on."""
    tenant = server.workspace("Busy")
    with as_(tenant, "admin") as client:
        ruleset = client.get("/api/rulesets").json()["rulesets"][0]["id"]
        identifier = parse("rs", ruleset)
        assert identifier
        # Opened without waking the worker: it is built in the worker's next round.
        server.act(lambda connection: open_publish(connection, tenant.caller, identifier, system_clock))
        refused(client.post(f"/api/rulesets/{ruleset}/publish"), 409)


def test_429_when_the_worker_is_too_far_behind(server: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the seconds after which to come back; nothing of the request is taken in."""
    tenant = server.workspace("Flooded")
    with tenant.client(tenant.write_key) as client:
        monkeypatch.setattr(backlog, "MOST_BEHIND", -1)
        answers = [client.post(path, json=EVENT) for path in ("/api/ingest", "/api/ingest", "/v1/track")]
        refused(answers[-1], 429)
        refused(answers[-2], 429)
        assert answers[-1].headers["Retry-After"].isdecimal()


def test_422_names_the_field_and_the_remedy(admin: httpx.Client) -> None:
    """As in a list that is asked for with a sort there is none of."""
    answer = admin.get("/api/leads", params={"sort": "shoe_size"})
    refused(answer, 422, field="sort")
    assert "engagement_score" in answer.json()["detail"]
    refused(admin.get("/api/leads", params={"page": 401}), 422, field="page")
    assert "last page is 400" in admin.get("/api/leads", params={"page": 401}).json()["detail"]


def test_422_counts_the_characters_of_a_text(admin: httpx.Client) -> None:
    """Whichever of our own checks have looked at it before."""
    answer = admin.post("/api/leads/views", json={"name": "n" * 81, "query": ""})
    refused(answer, 422, field="name")
    assert "at most 80 characters, not 81" in answer.json()["detail"]
