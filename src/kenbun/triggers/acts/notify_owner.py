"""Telling the owner of the lead, or of the account."""

from __future__ import annotations

from kenbun.triggers.acts import act_queries as queries
from kenbun.triggers.acts.doing import Doing
from kenbun.triggers.acts.telling import tell


async def notify_owner(doing: Doing) -> str:
    fired = doing.fired
    owner = await queries.OWNERS[fired.subject](doing.connection, doing.workspace_id, fired.subject_id)
    if owner is None:
        return "It has no owner."
    told = await tell(doing, [owner])
    return "Told its owner." if told else "Its owner does not want this kind of alert."
