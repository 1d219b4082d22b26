"""All states at once are those that SQL makes lead by lead."""

import random
from datetime import timedelta
from itertools import count, cycle
from uuid import UUID

import numpy as np
import pytest

from kenbun.scoring.bulk import make as bulk_make
from kenbun.scoring.bulk.facts import Ids
from kenbun.scoring.bulk.lead_index import LeadIndex
from tests.histories import NOW
from tests.states import assert_same_from_scratch, states_of
from tests.world import event, rule

_TYPES = ("Page View", "Email Opened", "Form Sent")
_PERS = cycle(("day", "week", "ever"))


def _many_rules():
    """More than one mask tells: 80, of which a third have caps and most fade."""
    rules = []
    for number in range(80):
        more = {"cap": {"points": 1 + number % 7, "per": next(_PERS)}} if number % 3 == 0 else {}
        if number % 5 == 0:
            leaf = {"field": "metadata.seats", "operator": "gte", "value": number % 10}
            more["conditions"] = {"all": [leaf]}
        points = (number % 9) - 3
        rules.append(
            rule(f"Rule {number}", _TYPES[number % 3], points, (None, 0.5, 7, 30)[number % 4], **more)
        )
    return rules


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Auckland"])
async def test_all_at_once_or_one_by_one(make, monkeypatch, zone):
    """Eighty rules and five hundred events in many chunks give each lead the state that its rebuild gives."""
    monkeypatch.setattr(bulk_make, "CHUNK", 37)
    world = await make([], zone=zone, now=NOW)
    draw = random.Random(zone)
    people = [f"user{number}@company{number % 7}.com" for number in range(40)]
    await world.hear(
        *(
            event(
                draw.choice(people),
                draw.choice([*_TYPES, "Something Else"]),
                NOW - timedelta(minutes=draw.choice([0, 30, draw.randrange(60 * 24 * 60)])),
                seats=draw.randrange(10),
            )
            for _ in range(500)
        )
    )
    await world.publish(_many_rules())
    assert len(await states_of(world)) == len(people)
    await assert_same_from_scratch(world)


async def test_nobody(make):
    """A version is published where there is no lead yet, and where no event matches a rule."""
    world = await make([])
    await world.publish(_many_rules())
    await world.hear(event("ada@acme.com", "Something Else"))
    await world.publish([rule("Never seen", "Never Seen", 5)])
    await world.publish([])
    assert await world.score("ada@acme.com") == 0


def _ids(*ids):
    halves = [divmod(one.int, 2**64) for one in ids]
    return Ids(*(np.array(column, np.uint64) for column in zip(*halves, strict=True)))


def test_ids_that_fold_alike():
    """Leads whose ids fold into one number are told apart, and an id that folds like theirs is nobody's."""
    golden, mask = 0x9E3779B97F4A7C15, 2**64 - 1
    high = count(1)

    def alike():
        """Folds to 7."""
        mine = next(high)
        return UUID(int=mine << 64 | ((mine * golden & mask) ^ 7))

    one, other, stranger = alike(), alike(), alike()
    index = LeadIndex(_ids(one, other))
    places = index.places(_ids(other, stranger, one))
    assert sorted((places[0], places[2])) == [0, 1]
    assert places[1] == -1
    assert index.ids.high[places[0]] == other.int >> 64
