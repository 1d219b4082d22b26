"""Everything that happened at the demo's customer in the last 120 days, as calls in order of receipt."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from kenbun.demo.extras import add_extras
from kenbun.demo.fates import tell
from kenbun.demo.people import make_cast
from kenbun.demo.rhythm import Rhythm
from kenbun.demo.shares import shares
from kenbun.demo.story import Message, Story, WorkingDay
from kenbun.events.accept.call import Call, Receipt
from kenbun.events.accept.registry import BY_NAME

EVENTS = 30_000
_SEED = 20_240_229
_FEATURES = (
    "Pipeline run",
    "Pipeline edited",
    "Connector added",
    "Quality check added",
    "Alert configured",
    "Dashboard opened",
    "Lineage viewed",
    "Schedule changed",
)
_ENDPOINTS = ("/v2/pipelines", "/v2/pipelines/run", "/v2/runs", "/v2/connectors", "/v2/checks")


@dataclass(frozen=True, slots=True)
class Received:
    call: Call
    at: datetime


def history(now: datetime) -> list[Received]:
    """The same for the same `now`; what is told is told relative to it."""
    rhythm = Rhythm(Random(_SEED), now)  # noqa: S311 - nothing is to be kept secret
    stories = tell(rhythm, make_cast(rhythm.rng))
    stories += add_extras(rhythm, stories)
    messages = [message for story in stories for message in story.messages]
    count = EVENTS - sum(message.is_event for message in messages)
    messages += _product_use(rhythm, [day for story in stories for day in story.days], count)
    messages.sort(key=_received_at)
    return [_received(message, f"demo-{number:06d}") for number, message in enumerate(messages)]


def _product_use(rhythm: Rhythm, days: list[WorkingDay], count: int) -> Iterator[Message]:
    """What is done in the product makes up the number of events: much on some days, little on most."""
    for day, part in zip(days, shares(count, [day.weight for day in days]), strict=True):
        story = Story(rhythm, day.person)
        hours = min(timedelta(hours=5), rhythm.latest - day.start)
        writes_code = bool(day.person.job and day.person.job.writes_code)
        for at in sorted(day.start + hours * rhythm.rng.random() for _ in range(part)):
            if writes_code and rhythm.rng.random() < 0.55:
                story.in_product(at, "API Called", endpoint=rhythm.rng.choice(_ENDPOINTS), status=200)
            else:
                story.in_product(at, "Feature Used", feature=rhythm.rng.choice(_FEATURES))
        yield from story.messages


def _received_at(message: Message) -> datetime:
    return message.at + timedelta(seconds=message.lag)


def _received(message: Message, message_id: str) -> Received:
    at = _received_at(message)
    names = {"segment": "messageId", "ingest": "message_id"}
    payload = message.body | {names[message.dialect]: message_id}
    return Received(BY_NAME[message.dialect].read(payload, Receipt.at(at)), at)
