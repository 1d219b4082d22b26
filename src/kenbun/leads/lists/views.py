"""The list of leads as one that has saved views."""

from kenbun.access.callers import Caller
from kenbun.database import Connection
from kenbun.leads.lists import url
from kenbun.leads.lists.choose import choose
from kenbun.levels.in_force import levels_in_force
from kenbun.lists.views.views import Listed


async def _spell(connection: Connection, caller: Caller, query: str) -> str:
    filters = url.read_query(query)
    levels = await levels_in_force(connection, caller.workspace_id)
    await choose(connection, caller.workspace_id, filters, levels, caller.user_id)
    return url.written(filters)


LEADS = Listed("leads", "lead", _spell)
