"""Setting a field, like an event of that moment: what comes later stands over it."""

from __future__ import annotations

from kenbun.alerts.deliveries.deeds import CannotBeDone
from kenbun.kit.errors import Invalid, NotFound
from kenbun.leads.field_edits import put_fields
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
    return f"Set {field}."
