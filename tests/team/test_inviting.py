"""An invitation on its way."""

import re
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from kenbun.access.links import read_link
from kenbun.alerts.channels.kind import Means
from kenbun.database import Database
from kenbun.outgoing import Outgoing
from kenbun.settings import Settings
from kenbun.team.inviting import send_invitation
from tests.access.conftest import Clock, World
from tests.mail_catcher import catching, text_of


async def test_it_is_mailed_to_whom_it_is_for(database: Database, world: World, clock: Clock) -> None:
    """With who invites where; then nobody else sees the link. Where the server refuses, the admin has it, and why."""
    address = f"bo-{world.workspace_id.hex[:10]}@example.com"
    async with catching() as mails:
        settings = Settings(smtp_url=mails.url)
        worker = SimpleNamespace(means=Means(Outgoing(()), settings, clock))
        services: Any = SimpleNamespace(database=database, settings=settings, clock=clock, worker=worker)
        caller = replace(world.caller(), workspace_name="Acme")
        _, posted = await send_invitation(services, caller, address, "editor")
        assert (posted.mailed, posted.link) == (True, None)
        [mail] = mails.caught
        assert (mail["To"], mail["Subject"]) == (address, "Admin invites you to Acme on kenbun")
        found = re.search(r"/sign-in/link/(\S+)", text_of(mail))
        assert found
        async with database.snapshot() as connection:
            assert (await read_link(connection, found[1], clock())).email == address
        mails.recipient_answer = "550 Nobody here"
        _, posted = await send_invitation(services, caller, address, "editor")
        assert not posted.mailed
        assert posted.link
        assert "Nobody here" in (posted.reason or "")
