"""The team over the API: roles, invitations, links, and members who leave."""

import re
import time

import httpx

from kenbun.kit.ids import new_id, public
from tests.api.running import Tenant
from tests.api.test_bad_bodies import refused
from tests.api.test_channels import HOT


def _me(client: httpx.Client) -> str:
    return str(client.get("/api/me").json()["user_id"])


def _owner(client: httpx.Client, lead: str) -> str | None:
    owner = client.get(f"/api/lead/{lead}").json()["owner"]
    return owner and owner["user_id"]


def test_somebody_is_invited(tenant: Tenant, client: httpx.Client) -> None:
    """Without a mail server the answer has the link, once; what is wrong is refused at its field."""
    new = {"email": "Bo@Example.com", "role": "editor"}
    made = client.post("/api/invitations", json=new).json()
    assert (made["email"], made["role"], made["mailed"]) == ("bo@example.com", "editor", False)
    assert made["not_mailed_because"] == "No mail server is set up."
    assert httpx.get(made["link"]).status_code == 200
    listed = client.get("/api/invitations").json()
    assert (listed["total"], listed["invitations"][0]["invitation_id"]) == (1, made["invitation_id"])
    assert "link" not in listed["invitations"][0]
    refused(client.post("/api/invitations", json={"email": "bo"}), 422, field="email")
    refused(client.post("/api/invitations", json=new | {"role": "owner"}), 422, field="role")
    email = client.get("/api/me").json()["email"]
    refused(client.post("/api/invitations", json={"email": email}), 409, field="email")
    place = f"/api/invitations/{made['invitation_id']}"
    assert client.delete(place).status_code == 204
    assert httpx.get(made["link"]).status_code == 404
    refused(client.delete(place), 404, field="invitation_id")


def test_the_tokens_of_a_member_are_seen_and_revoked(tenant: Tenant, client: httpx.Client) -> None:
    """By an admin, without their text; at once."""
    with tenant.client(tenant.token("editor")) as other:
        place = f"/api/members/{_me(other)}/tokens"
        refused(other.get(place), 403)
        listed = client.get(place).json()
        [token] = listed["tokens"]
        assert (listed["total"], token["name"]) == (1, "tests")
        assert "token" not in token
        refused(
            client.delete(f"/api/members/{_me(client)}/tokens/{token['token_id']}"), 404, field="token_id"
        )
        assert client.delete(f"{place}/{token['token_id']}").status_code == 204
        refused(client.delete(f"{place}/{token['token_id']}"), 404, field="token_id")
        assert other.get("/api/me").status_code == 401
        assert client.get(place).json()["tokens"] == []
    for nobody in ("usr_nobody", public("usr", new_id())):
        refused(client.get(f"/api/members/{nobody}/tokens"), 404, field="user_id")


def test_the_page_of_a_member_revokes_tokens(tenant: Tenant, client: httpx.Client) -> None:
    """It names them, and says what comes of revoking one."""
    with tenant.client(tenant.token("editor")) as other:
        tenant.sign_in(client)
        place = f"/settings/members/{_me(other)}"
        page = client.get(place).text
        [revoke] = re.findall(rf'action="({place}/tokens/tok_\w+/revoke)"', page)
        assert "Programs that use it are refused at once." in page
        done = client.post(revoke, follow_redirects=True)
        assert "The token is revoked" in done.text
        assert "No program uses the API in this name." in done.text
        assert other.get("/api/me").status_code == 401
        assert client.post(revoke).status_code == 404


def test_roles_and_links(tenant: Tenant, client: httpx.Client) -> None:
    """A role holds at once; the only admin stays; a link sets a password; sessions are ended."""
    with tenant.client(tenant.token("viewer")) as other:
        place = f"/api/members/{_me(other)}"
        refused(other.post("/api/sources", json={"name": "x"}), 403)
        assert client.patch(place, json={"role": "admin"}).json()["role"] == "admin"
        assert other.post("/api/sources", json={"name": "x"}).status_code == 201
        assert client.patch(place, json={"role": "viewer"}).json()["has_password"] is False
        refused(client.patch(f"/api/members/{_me(client)}", json={"role": "editor"}), 409, field="user_id")
        link = client.post(f"{place}/reset-link").json()["link"]
        assert httpx.get(link).status_code == 200
        assert client.post(f"{place}/sign-out").json() == {"ended": 0}
        assert other.get("/api/me").status_code == 200
    for nobody in ("usr_nobody", public("usr", new_id())):
        refused(client.patch(f"/api/members/{nobody}", json={"role": "admin"}), 404, field="user_id")
        refused(client.delete(f"/api/members/{nobody}"), 404, field="user_id")
        refused(client.post(f"/api/members/{nobody}/reset-link"), 404, field="user_id")
        refused(client.post(f"/api/members/{nobody}/sign-out"), 404, field="user_id")


def test_who_leaves_leaves_no_lead_behind(tenant: Tenant, client: httpx.Client) -> None:
    """Their leads come to whom the admin says; they themselves are out; the log has both."""
    with tenant.client(tenant.token("editor")) as leaver:
        lead, gone = tenant.lead(client, "ada@acme.example"), _me(leaver)
        assert client.post(f"/api/leads/{lead}/owner", json={"owner_id": gone}).is_success
        refused(client.delete(f"/api/members/{gone}?leads_to={gone}"), 422, field="leads_to")
        refused(client.delete(f"/api/members/{gone}?leads_to=usr_nobody"), 422, field="leads_to")
        asked = HOT | {"outputs": [{"act": "notify", "members": [gone]}]}
        assert client.post("/api/triggers", json=asked).is_success
        removed = client.delete(f"/api/members/{gone}?leads_to={_me(client)}").json()
        assert removed == {"leads": 1, "triggers": ["Hot"]}
        refused(leaver.get("/api/me"), 401)
    deadline = time.monotonic() + 20
    while _owner(client, lead) != _me(client):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    actions = [one["action"] for one in client.get("/api/audit").json()["entries"]]
    assert {"member.remove", "leads.assign"} <= set(actions)
    refused(client.delete(f"/api/members/{_me(client)}"), 409, field="user_id")
