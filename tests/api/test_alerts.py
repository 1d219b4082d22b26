"""Notifications and preferences over the API."""

import httpx
import pytest

from kenbun.alerts.kinds import KINDS
from kenbun.kit.ids import new_id, public
from tests.api.running import Tenant
from tests.api.test_bad_bodies import refused


def give(tenant: Tenant, client: httpx.Client, to: httpx.Client, email: str) -> str:
    lead = tenant.lead(client, email)
    owner = {"owner_id": to.get("/api/me").json()["user_id"]}
    assert client.post(f"/api/leads/{lead}/owner", json=owner).is_success
    return lead


def test_who_is_given_a_lead_is_told(tenant: Tenant, client: httpx.Client) -> None:
    """Only that one, until it is read; a viewer too, who reads their own."""
    with tenant.client(tenant.token("viewer")) as viewer:
        lead = give(tenant, client, viewer, "ada@acme.example")
        give(tenant, client, viewer, "bob@acme.example")
        seen = viewer.get("/api/notifications", params={"limit": 1}).json()
        assert (seen["unread"], seen["total"], seen["limit"], len(seen["notifications"])) == (2, 2, 1, 1)
        first = viewer.get("/api/notifications").json()["notifications"][1]
        assert (first["kind"], first["link"], first["read_at"]) == ("assignment", f"/leads/{lead}", None)
        assert first["subject"] == {"kind": "lead", "id": lead}
        place = f"/api/notifications/{first['notification_id']}/read"
        refused(client.post(place), 404, field="notification_id")
        assert [viewer.post(place).status_code for _ in range(2)] == [204, 204]
        assert viewer.get("/api/notifications", params={"unread": True}).json()["total"] == 1
        assert viewer.post("/api/notifications/read").json() == {"read": 1}
        assert viewer.get("/api/notifications").json()["unread"] == 0
        assert client.get("/api/notifications").json()["total"] == 0
        for nobody in ("ntf_nobody", public("ntf", new_id())):
            refused(viewer.post(f"/api/notifications/{nobody}/read"), 404, field="notification_id")


def test_preferences_hold_for_what_comes(tenant: Tenant, client: httpx.Client) -> None:
    """Everything is wanted until it is switched off, each kind alone or all; what is wrong is refused."""
    kinds = dict.fromkeys(KINDS, True)
    everything = {"enabled": True, "kinds": kinds, "mail": "none", "digest_at": "08:00"}
    with tenant.client(tenant.token("editor")) as editor:
        assert editor.get("/api/preferences").json() == everything
        off = {"enabled": True, "kinds": {"assignment": False}}
        changed = everything | {"kinds": kinds | {"assignment": False}}
        assert editor.put("/api/preferences", json=off).json() == changed
        give(tenant, client, editor, "ada@acme.example")
        assert editor.get("/api/notifications").json()["total"] == 0
        for body, field in (
            ({"kinds": {}}, "enabled"),
            ({"enabled": "yes"}, "enabled"),
            ({"enabled": True, "kinds": {"weather": True}}, "kinds.weather.[key]"),
            ({"enabled": True, "kinds": {"assignment": 1}}, "kinds.assignment"),
            ({"enabled": True, "volume": 11}, "volume"),
            ({"enabled": True, "mail": "weekly"}, "mail"),
            ({"enabled": True, "digest_at": "24:00"}, "digest_at"),
        ):
            refused(editor.put("/api/preferences", json=body), 422, field=field)
        assert editor.get("/api/preferences").json() == changed
        daily = {"enabled": True, "mail": "digest", "digest_at": "17:30"}
        assert editor.put("/api/preferences", json=daily).json() == changed | daily
    assert client.get("/api/preferences").json() == everything
    entries = client.get("/api/audit").json()["entries"]
    noted = [one["after"] for one in entries if one["action"] == "preferences.change"]
    assert [one["assignment"] for one in noted] == [False, False]
    assert (noted[0]["mail"], noted[0]["digest_at"]) == ("digest", "17:30")


@pytest.mark.parametrize("path", ["/api/notifications", "/api/preferences"])
def test_only_members_are_told_anything(tenant: Tenant, path: str) -> None:
    """A write key reads nothing."""
    with tenant.client(tenant.write_key) as sender:
        refused(sender.get(path), 401)
