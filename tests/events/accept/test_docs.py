"""What the docs say of sending events is so."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path

from kenbun.events.accept import aliases, body, decode, texts
from kenbun.events.accept.call import Receipt
from kenbun.events.accept.ingest import api
from kenbun.events.accept.ingest import read as ingest
from kenbun.events.accept.segment import envelope
from kenbun.events.accept.segment.read import TYPES
from kenbun.events.rejected_queries import MOST_KEPT
from kenbun.events.types import CHANNELS

DOCS = (Path(__file__).parents[3] / "docs" / "sending-events.md").read_text()


def test_the_examples_are_accepted() -> None:
    """Every JSON example, and what curl sends."""
    arrays = [json.loads(block) for block in re.findall(r"```json\n(.*?)```", DOCS, re.DOTALL)]
    sent = [json.loads(block) for block in re.findall(r"-d '(.*?)'", DOCS, re.DOTALL)]
    assert (len(arrays), len(sent)) == (1, 1)
    receipt = Receipt.at(datetime(2026, 3, 1, tzinfo=UTC))
    assert ingest.DIALECT.each(arrays[0] + sent, receipt, clean=True).refusals == []


def test_fields_kinds_and_limits_are_named() -> None:
    """Whatever can be sent, and how much of it."""
    for name in (
        "event_type",
        "lead_id",
        "message_id",
        "account_name",
        *aliases.KINDS,
        *CHANNELS,
        *TYPES,
    ):
        assert f"`{name}`" in DOCS or f"/{name}`" in DOCS, name
    limits = (
        f"at most {ingest.MAX_ALIASES} objects",
        f"at most {api.MOST_EVENTS:,}",
        f"{body.MAX_BODY // 1_000_000} MB",
        f"{texts.MAX_JSON // 1_000} KB",
        f"{aliases.MAX_LENGTH}\ncharacters",
        f"at most {texts.MAX_TEXT} characters",
        f"{decode.MAX_DEPTH} levels",
        f"{envelope.MOST_MESSAGES:,} messages",
        f"latest {MOST_KEPT:,}",
    )
    assert [limit for limit in limits if limit not in DOCS] == []
