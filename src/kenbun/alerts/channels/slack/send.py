"""What Slack is sent, and how its answers are read: a bot is answered 200 whatever happened."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import msgspec

from kenbun.alerts.channels.answered import post
from kenbun.alerts.channels.kind import Means, Outcome, Parcel
from kenbun.alerts.channels.slack.config import API
from kenbun.alerts.channels.slack.refusals import OF_THE_MESSAGE, REMEDIES
from kenbun.alerts.channels.words import Told, cut, told
from kenbun.alerts.message import Message

_MOST_IN_HEADER = 150
_MOST_IN_SECTION = 1_000


async def send(parcel: Parcel, means: Means) -> Outcome:
    said = blocks(told(Message.model_validate(parcel.body)))
    if "url" in parcel.kept.secrets:
        return _of_webhook(await post(means, parcel.kept.secrets["url"], msgspec.json.encode(said), {}))
    config = parcel.kept.config
    url = f"{config.get('api_url', API).rstrip('/')}/chat.postMessage"
    body = msgspec.json.encode({"channel": config["channel"], **said})
    headers = {
        "authorization": f"Bearer {parcel.kept.secrets['token']}",
        "content-type": "application/json; charset=utf-8",
    }
    return _of_bot(await post(means, url, body, headers))


def blocks(said: Told) -> dict[str, Any]:
    facts = " · ".join(f"{name} {_plain(value)}" for name, value in said.facts)
    lines = [
        f"*<{said.url}|{_plain(cut(said.name, 200))}>*",
        *(_plain(cut(text, _MOST_IN_SECTION)) for text in (said.happened, said.why) if text),
        facts,
    ]
    header = {"type": "plain_text", "text": cut(said.title, _MOST_IN_HEADER), "emoji": False}
    return {
        # for notices on a phone, and where blocks cannot be shown
        "text": _plain(cut(f"{said.title}. {said.happened}", _MOST_IN_SECTION)),
        "blocks": [
            {"type": "header", "text": header},
            {"type": "section", "text": {"type": "mrkdwn", "text": "\n".join(lines), "verbatim": True}},
        ],
    }


def _plain(text: str) -> str:
    """Nothing in a name calls a channel or makes a link."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _of_webhook(outcome: Outcome) -> Outcome:
    return outcome if outcome.arrived else _refused(outcome, outcome.answer.strip())


def _of_bot(outcome: Outcome) -> Outcome:
    if not outcome.arrived:
        return outcome
    try:
        answer = msgspec.json.decode(outcome.answer)
        arrived, error = answer["ok"] is True, answer.get("error")
    except (msgspec.DecodeError, KeyError, TypeError, AttributeError):
        arrived, error = False, "this is no answer of Slack"
    if arrived:
        return replace(outcome, answer="ok")
    return _refused(replace(outcome, arrived=False, answer=f"Slack says: {error}"), str(error))


def _refused(outcome: Outcome, error: str) -> Outcome:
    """Tried again, unless Slack would say the same to that."""
    if remedy := REMEDIES.get(error):
        return replace(outcome, answer=f"Slack says: {error}. {remedy}", gone=True)
    return replace(outcome, lasting=error in OF_THE_MESSAGE)
