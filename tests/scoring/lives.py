"""Random lives of a world: rules, what its people did, in which order and how fast it was heard, what was published."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from kenbun.pipeline import take_batch
from tests.fits import add_fit, fit_rule
from tests.histories import NOW, PEOPLE, RULES, ZONES, histories
from tests.interpreter.scores import score_at
from tests.scoring.inactivity.worlds import DECAYS, publish_decays
from tests.world import World, days, event, identify, make_world

_BOSS = fit_rule("Boss", "title", "equals", "Boss", 30)
_NAMED = fit_rule("Named", "name", "is_not_empty", None, 5)


@dataclass(frozen=True)
class Life:
    rules: Any
    zone: str
    negative: bool
    # before anything happened, or in the end
    decays: Any
    early: bool
    # who is known to be one
    bosses: set[str]
    calls: Any
    # so many calls are taken in, so much time passes, and what is due by then fades or does not
    steps: list[tuple[int, timedelta, bool]]
    # once all is taken in
    wait: timedelta
    # published in the end, if any are
    others: Any

    def score_by_hand(self, row: Any, at: datetime) -> int:
        """What a lead had then by all that is known, and in force, in the end."""
        own = [call for call in self.calls if call["aliases"][0][1] == row.aliases[0]["value"]]
        had = [call for call in own if call["timestamp"] <= at]
        return score_at(self.others or self.rules, had, at, self.zone, self.negative, self.decays)


# half of them long: drawn freely, two in five were of a single call, and many a wrong answer was never met
_CALLS = histories(max_size=25) | histories(min_size=12, max_size=25)
_WAITS = st.sampled_from([timedelta(0), days(2)]) | st.timedeltas(timedelta(seconds=1), days(3))


@st.composite
def lives(draw: Any) -> Life:
    rules, decays = draw(RULES), draw(st.just([]) | DECAYS)
    return Life(
        rules=rules,
        zone=draw(ZONES),
        negative=draw(st.booleans()),
        decays=decays,
        early=bool(decays) and draw(st.booleans()),
        bosses=draw(st.sets(st.sampled_from(PEOPLE), max_size=2)),
        calls=draw(_CALLS),
        steps=draw(st.lists(st.tuples(st.integers(1, 9), _WAITS, st.booleans()), max_size=5)),
        wait=draw(st.timedeltas(timedelta(0), days(20))),
        others=draw(st.none() | st.just(rules) | RULES),
    )


async def begin(database: Any, life: Life) -> World:
    """All calls wait in the inbox."""
    world = await make_world(database, life.rules, zone=life.zone, now=NOW, negative=life.negative)
    await add_fit(world, "profile", [_BOSS, _NAMED])
    if life.early:
        await publish_decays(world, life.decays)
    await world.hear(*(identify(who, NOW - days(70), title="Boss") for who in sorted(life.bosses)))
    await world.say(*life.calls)
    return world


async def take_some(world: World, some: int) -> None:
    await take_batch(world.database, world.workspace_id, world.clock, some)


async def pass_time(world: World, wait: timedelta, fades: bool) -> None:
    world.clock.now += wait
    if fades:
        await world.fade()


async def end(world: World, life: Life) -> None:
    """The last call scores nothing, but moves the time of the workspace."""
    await pass_time(world, life.wait, fades=True)
    if life.decays and not life.early:
        await publish_decays(world, life.decays)
    if life.others:
        await world.publish(life.others)
    await world.hear(event("zoe@acme.com", "Something Else", world.clock()))
