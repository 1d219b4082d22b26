"""From where somebody comes, where a proxy stands in front."""

import httpx
import pytest

from kenbun.access.audit import list_audit
from kenbun.database import Database
from kenbun.kit.paging import Paging
from kenbun.server import config_of
from kenbun.services import Services
from kenbun.settings import Settings
from kenbun.worker import Worker
from tests.access.conftest import PASSWORD, Clock, World

PROXY, SOMEBODY = "10.1.2.3", "203.0.113.9"


@pytest.mark.parametrize(
    ("trusted", "peer", "said", "noted"),
    [
        ("10.1.0.7/16, ::1", PROXY, SOMEBODY, SOMEBODY),
        (PROXY, PROXY, f"192.0.2.1, {SOMEBODY}", SOMEBODY),
        ("10.0.0.0/8", PROXY, f"{SOMEBODY}, 10.9.9.9", SOMEBODY),
        (PROXY, PROXY, "", PROXY),
        (PROXY, "198.51.100.4", SOMEBODY, "198.51.100.4"),
        ("", PROXY, SOMEBODY, PROXY),
        ("", "127.0.0.1", SOMEBODY, "127.0.0.1"),
    ],
)
async def test_only_a_trusted_proxy_says_from_where(
    database: Database,
    world: World,
    session: str,
    clock: Clock,
    trusted: str,
    peer: str,
    said: str,
    noted: str,
) -> None:
    """What a client writes into the header itself stands before what the proxy has seen, and counts for nothing."""
    settings = Settings(trusted_proxies=trusted)
    config = config_of(Services(database, settings, Worker(database, clock), clock))
    config.load()
    transport = httpx.ASGITransport(app=config.loaded_app, client=(peer, 4711))
    headers = {"Sec-Fetch-Site": "same-origin"} | ({"X-Forwarded-For": said} if said else {})
    async with httpx.AsyncClient(transport=transport, base_url="http://kenbun.example") as client:
        form = {"email": world.admin.email, "password": PASSWORD}
        assert (await client.post("/sign-in", data=form, headers=headers)).status_code == 303
    async with database.snapshot() as connection:
        [entry, *_], _ = await list_audit(connection, world.workspace_id, Paging())
    assert (entry.action, entry.address) == ("session.open", noted)
