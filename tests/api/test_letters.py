"""Whom an invitation or a new password is mailed to, and how that goes, is for admins to see."""

from typing import Any

from kenbun.access.callers import Role
from kenbun.alerts.deliveries import Order, order
from kenbun.alerts.deliveries.letters import Letter, order_letter
from kenbun.kit.clock import system_clock
from kenbun.kit.ids import public
from kenbun.mail import Mail
from tests.api.running import Tenant

_WHO = "invited@acme.example"


def _ordered(tenant: Tenant) -> str:
    """The id of a letter, beside an act."""

    async def make(connection: Any) -> Any:
        now, letter = system_clock(), Letter("invitation", Mail(_WHO, "Join", "Join us"), "secret")
        act = Order("milestone", act={"act": "notify_owner"})
        await order(connection, tenant.workspace_id, [act], now)
        return await order_letter(connection, tenant.workspace_id, letter, now)

    return public("dlv", tenant.running.act(make))


def _seen_by(tenant: Tenant, role: Role, letter: str) -> tuple[int, int, bool, int, bool]:
    with tenant.client(tenant.token(role)) as client, tenant.browser(role) as browser:
        listed = client.get("/api/deliveries").json()
        return (
            listed["total"],
            client.get(f"/api/deliveries/{letter}").status_code,
            _WHO in client.get("/api/deliveries").text + browser.get("/configure/deliveries").text,
            browser.get(f"/configure/deliveries/{letter}").status_code,
            len(listed["deliveries"]) == listed["total"],
        )


def test_letters_are_for_admins(tenant: Tenant) -> None:
    """Others find them in no list, by no id, and in no number."""
    letter = _ordered(tenant)
    assert _seen_by(tenant, "admin", letter) == (2, 200, True, 200, True)
    assert _seen_by(tenant, "editor", letter) == (1, 404, False, 404, True)
    assert _seen_by(tenant, "viewer", letter) == (1, 404, False, 404, True)
