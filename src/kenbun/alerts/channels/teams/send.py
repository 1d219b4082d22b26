"""An adaptive card. Whatever comes from outside stands in runs of text, which know no markdown."""

from __future__ import annotations

from typing import Any

import msgspec

from kenbun.alerts.channels.answered import post
from kenbun.alerts.channels.kind import Means, Outcome, Parcel
from kenbun.alerts.channels.words import Told, cut, told
from kenbun.alerts.message import Message

_MOST = 1_000


async def send(parcel: Parcel, means: Means) -> Outcome:
    body = card(told(Message.model_validate(parcel.body)))
    return await post(means, parcel.kept.secrets["url"], msgspec.json.encode(body), {})


def card(said: Told) -> dict[str, Any]:
    facts = " · ".join(f"{name} {value}" for name, value in said.facts)
    content = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": [
            _text(said.title, size="Large", weight="Bolder"),
            *(_text(text) for text in (said.happened, said.why) if text),
            _text(facts, isSubtle=True),
        ],
        "actions": [{"type": "Action.OpenUrl", "title": "Open in kenbun", "url": said.url}],
    }
    attachment = {
        "contentType": "application/vnd.microsoft.card.adaptive",
        "contentUrl": None,
        "content": content,
    }
    return {"type": "message", "attachments": [attachment]}


def _text(text: str, **look: Any) -> dict[str, Any]:
    return {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": cut(text, _MOST), **look}]}
