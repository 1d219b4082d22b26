"""Setting a field, like an event of that moment: what comes later stands over it, and so does what people have set."""

from __future__ import annotations

from kenbun.alerts.deliveries.deeds import CannotBeDone
from kenbun.committee.settle import refresh
from kenbun.kit.errors import Invalid, NotFound
from kenbun.leads.field_edits import put_fields
from kenbun.mapping.shown_value_queries import shown_values
from kenbun.scoring.account_sums_queries import accounts_of
from kenbun.triggers.acts.doing import Doing


async def set_field(doing: Doing) -> str:
    fired, field, value = doing.fired, doing.act["field"], doing.act["value"]
    try:
        await put_fields(
            doing.connection,
            doing.caller,
            fired.subject,
            fired.subject_id,
            {field: value},
            doing.now,
            by_hand=False,
        )
    except (Invalid, NotFound) as problem:
        raise CannotBeDone(problem.detail) from None
    await _look_at_committee(doing)
    if await _is_set_by_hand(doing, field):
        return f"A value set by hand stands over {field}: this one shows if that is released."
    return f"Set {field}."


async def _look_at_committee(doing: Doing) -> None:
    """At once, where else it would be looked at a moment later: roles that come of the act are its doing."""
    fired = doing.fired
    accounts = [fired.subject_id]
    if fired.subject == "lead":
        accounts = await accounts_of(doing.connection, doing.workspace_id, accounts)
    for account_id in accounts:
        await refresh(doing.connection, doing.workspace_id, account_id, lambda: doing.now)


async def _is_set_by_hand(doing: Doing, field: str) -> bool:
    place = (doing.connection, doing.workspace_id, doing.fired.subject, doing.fired.subject_id)
    return any(row.field == field and row.origin == "hand" for row in await shown_values(*place))
