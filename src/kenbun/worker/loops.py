"""What the worker does, how often, and what wakes it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal

from kenbun.database.hearing import Word as Told
from kenbun.worker.rounds import Rounds

Called = Literal[
    "events", "versions", "weaving", "mappings", "filters", "files", "acts", "roles", "deletions", "segments"
]
"""What others of this process call when there is something to do."""


@dataclass(frozen=True, slots=True)
class Loop:
    """A round is over when there is nothing left to do, or answers after how many seconds there will be again."""

    name: str
    round: Callable[[Rounds], Awaitable[float | None]]
    every: float
    """So many seconds may pass between two rounds; a little less, as they spread."""
    woken_by: tuple[Called | Told, ...] = ()
    rests: float = 0.0
    """So many seconds pass between two rounds, whatever happens."""


LOOPS = (
    # events, and what comes of them
    Loop("work_off", Rounds.work_off, every=5, woken_by=("events",)),
    Loop("follow", Rounds.follow, every=15, woken_by=("stirs",), rests=0.5),
    Loop("fire", Rounds.fire, every=15, woken_by=("ticks",), rests=0.5),
    Loop("hold_back", Rounds.hold_back, every=15, woken_by=("ticks",), rests=1),
    Loop("settle", Rounds.settle, every=15, woken_by=("ticks",), rests=1),
    Loop("detect", Rounds.detect, every=15, woken_by=("ticks", "roles"), rests=2),
    Loop("compare", Rounds.compare, every=15, woken_by=("ticks",), rests=5),
    # what is told
    Loop("deliver", Rounds.deliver, every=15, woken_by=("deliveries",), rests=0.05),
    Loop("mail", Rounds.mail, every=15, woken_by=("notifications",), rests=1),
    # what people have begun
    Loop("build", Rounds.build, every=30, woken_by=("versions",)),
    Loop("weave", Rounds.weave, every=30, woken_by=("weaving",)),
    Loop("map", Rounds.map, every=30, woken_by=("mappings",)),
    Loop("filter", Rounds.filter, every=30, woken_by=("filters",)),
    Loop("import", Rounds.take_in, every=30, woken_by=("files",)),
    Loop("act", Rounds.act, every=30, woken_by=("acts",)),
    Loop("delete", Rounds.delete, every=30, woken_by=("deletions",)),
    Loop("evaluate", Rounds.evaluate, every=30, woken_by=("segments",)),
    # time
    Loop("fade", Rounds.fade, every=30),
    Loop("look_back", Rounds.look_back, every=30),
    Loop("pass_time", Rounds.pass_time, every=60),
    # keeping house
    Loop("thin", Rounds.thin, every=3600),
    Loop("rest", Rounds.rest, every=15),
)
