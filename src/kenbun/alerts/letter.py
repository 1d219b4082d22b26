"""The mail that tells a member what has happened: the same in plain text and in HTML."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kenbun.mail import Mail
from kenbun.web.render import written
from kenbun.web.shown import count, exact

_LONGEST_SUBJECT = 120
_TOLD_ONE_BY_ONE = 50


def write(reader: Any, rows: Sequence[Any], address: str) -> Mail:
    """`rows` are notifications, the oldest first; of many, the first are told one by one."""
    shown, total = rows[:_TOLD_ONE_BY_ONE], len(rows)
    told = [(row.text, address + row.link, exact(row.created_at, reader.time_zone)) for row in shown]
    more = total - len(told)
    if reader.mail == "digest":
        subject = f"{reader.workspace}: {count(total, 'notification')} of the last day"
    else:
        subject = told[0][0] if total == 1 else f"{reader.workspace}: {count(total, 'notification')}"
    places = {"all": f"{address}/notifications", "preferences": f"{address}/settings/preferences"}
    context = {"workspace": reader.workspace, "told": told, "more": more, **places}
    return Mail(
        reader.email,
        _cut(subject),
        written("alerts/mail/digest.txt", **context),
        written("alerts/mail/digest.html", **context),
        key=f"{rows[0].notification_id.hex}.{rows[-1].notification_id.hex}",
    )


def _cut(subject: str) -> str:
    return subject if len(subject) <= _LONGEST_SUBJECT else subject[: _LONGEST_SUBJECT - 1] + "…"
