"""Rejected events, by hand."""

from kenbun.access.audit import list_audit
from kenbun.events import rejected, rejected_queries
from kenbun.events.accept.call import Refusal
from kenbun.kit.paging import Paging


async def test_one_that_is_deleted_is_noted_with_what_it_was(make):
    """When it came, by which protocol, which field was wrong; nothing of what was sent, which may be of a person."""
    world = await make()
    refused = Refusal(0, "ingest", {"alias": "ada@acme.com"}, "Cannot be stored: ada@acme.com", "alias")
    async with world.database.transaction() as connection:
        await rejected_queries.keep(connection, world.workspace_id, [refused], world.clock(), source_id=None)
        [[event], _] = await rejected.list_rejected(connection, world.workspace_id, Paging())
        await rejected.delete(connection, world.caller, event.rejected_id, world.clock())
        entries, _ = await list_audit(connection, world.workspace_id, Paging())
    assert entries[0].action == "rejected_event.delete"
    before = entries[0].before
    assert (before["stage"], before["protocol"], before["field"]) == ("accept", "ingest", "alias")
    assert "received_at" in before
    assert "ada@acme.com" not in str(entries)
