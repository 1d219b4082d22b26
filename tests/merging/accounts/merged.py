"""Merging and unmerging accounts in a world of tests, and what is told of them to be compared with another world."""

from kenbun.kit.ids import parse
from kenbun.merging.accounts.merge import merge_accounts, unmerge
from kenbun.merging.wish import Wish


async def own_account(world, name):
    """By an id, a domain or a company's id."""
    if not isinstance(name, str):
        return name
    if found := parse("acct", name):
        return found
    [row] = await world.rows(
        "SELECT coalesce(own_account_id, account_id) AS id FROM account_aliases"
        " WHERE workspace_id = :w AND value = :value",
        value=name,
    )
    return row["id"]


async def merge(world, target, *sources, fields=None):
    """Answers the ids of the merges."""
    wish = Wish(
        await own_account(world, target),
        tuple([await own_account(world, one) for one in sources]),
        None,
        {name: await own_account(world, one) for name, one in (fields or {}).items()},
    )
    async with world.database.transaction() as connection:
        return await merge_accounts(connection, world.caller, wish, world.clock)


async def take_back(world, merge_id):
    async with world.database.transaction() as connection:
        return await unmerge(connection, world.caller, merge_id, world.clock)


_KNOWN = """
    (SELECT string_agg(k.value, ' ' ORDER BY k.value) FROM account_aliases k
     WHERE k.workspace_id = :w AND k.account_id = {})
"""
_TOLD = {
    "accounts": f"""
        SELECT {_KNOWN.format("a.account_id")} AS known, a.account_key, a.domain, a.name, a.fields, a.account_score,
               a.engagement_score
        FROM accounts a WHERE a.workspace_id = :w
    """,
    "aliases": f"""
        SELECT a.kind, a.value, a.own_account_id, {_KNOWN.format("a.account_id")} AS known FROM account_aliases a
        WHERE a.workspace_id = :w
    """,
    "leads": f"""
        SELECT (SELECT string_agg(s.value, ' ' ORDER BY s.value) FROM lead_aliases s
                WHERE s.workspace_id = :w AND s.lead_id = l.lead_id) AS who,
               {_KNOWN.format("l.account_id")} AS known, l.own_account_id, l.account_basis, l.account_at
        FROM leads l WHERE l.workspace_id = :w
    """,
    "values": f"""
        SELECT {_KNOWN.format("f.subject_id")} AS known, f.field, f.value, f.behaviour, f.happened_at, f.message_id
        FROM field_values f WHERE f.workspace_id = :w AND f.subject = 'account'
    """,
    "changes": f"""
        SELECT {_KNOWN.format("f.subject_id")} AS known, f.field, f.value, f.happened_at, f.origin
        FROM field_changes f WHERE f.workspace_id = :w AND f.subject = 'account'
    """,
    "scores": f"""
        SELECT {_KNOWN.format("s.subject_id")} AS known, s.score FROM fit_scores s
        WHERE s.workspace_id = :w AND s.score <> 0
          AND s.subject_id IN (SELECT account_id FROM accounts WHERE workspace_id = :w)
    """,
    "parts": "SELECT 'left' FROM account_parts WHERE workspace_id = :w",
}


async def told(world):
    """All that is stored of accounts, without ids and without when it was received."""
    return {
        name: sorted(repr(dict(row)) for row in await world.rows(statement))
        for name, statement in _TOLD.items()
    }
