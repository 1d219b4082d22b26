"""Posting to a channel of the web, and what the answer says of the attempt."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from kenbun.alerts.channels.kind import Means, Outcome
from kenbun.outgoing import Answer, NotReached, Refused

LONGEST_WAIT = timedelta(days=1)


async def post(means: Means, url: str, body: bytes, headers: Mapping[str, str]) -> Outcome:
    """Whatever is no success is tried again, but where the destination is gone (410)."""
    try:
        answer = await means.outgoing.post(url, body, {"content-type": "application/json", **headers})
    except (NotReached, Refused) as failure:
        return Outcome(False, str(failure))
    return Outcome(
        answer.is_good,
        said(answer),
        answer.status,
        wait(answer.retry_after, means.clock()) if not answer.is_good else None,
        gone=answer.status == 410,
    )


def said(answer: Answer) -> str:
    if 300 <= answer.status < 400:
        return "Redirects are not followed: give the address that it leads to."
    return answer.text.strip() or "(an empty answer)"


def wait(retry_after: str | None, now: datetime) -> timedelta | None:
    """Of a header `Retry-After`, seconds or a date: at most a day, and none where it cannot be read."""
    text = (retry_after or "").strip()
    if text.isascii() and text.isdigit():
        return min(timedelta(seconds=min(int(text[:9]), 86_400)), LONGEST_WAIT)
    if not text:
        return None
    from email.utils import parsedate_to_datetime  # noqa: PLC0415 - a megabyte for what comes rarely

    try:
        at = parsedate_to_datetime(text)
    except ValueError:
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return min(max(at - now, timedelta(0)), LONGEST_WAIT)
