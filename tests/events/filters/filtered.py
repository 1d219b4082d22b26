"""A world with filters: put in force, changed, applied to history; and what the interpreter makes of the same."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from kenbun.events.filters import edit, history
from kenbun.events.filters.drafts import FilterChange, FilterDraft
from kenbun.rejudged import follow_rejudged
from tests.interpreter.filters import matches, reasons
from tests.world import World

J = dict[str, Any]


@dataclass
class Filtered:
    """`filters` are all that there will be; which of them are active changes."""

    world: World
    filters: list[J]
    ids: list[Any] = field(default_factory=list)
    active: dict[int, J] = field(default_factory=dict)
    # what was said, in order of receipt, and the filters in force for each
    calls: list[J] = field(default_factory=list)
    judged_by: list[list[J]] = field(default_factory=list)
    # aliases by which somebody is known, and the places of the calls that made nobody known
    known: set[Any] = field(default_factory=set)
    strays: set[int] = field(default_factory=set)

    async def begin(self) -> None:
        for one in self.filters:
            async with self.world.database.transaction() as connection:
                draft = FilterDraft.model_validate(one | {"active": False})
                row = await edit.add_filter(connection, self.world.caller, draft, self.world.clock)
            self.ids.append(row.filter_id)

    async def switch(self, active: set[int]) -> None:
        """Puts just these in force."""
        for place, filter_id in enumerate(self.ids):
            if (place in active) != (place in self.active):
                async with self.world.database.transaction() as connection:
                    change = FilterChange(active=place in active)
                    await edit.change_filter(
                        connection, self.world.caller, filter_id, change, self.world.clock
                    )
                if place in active:
                    # put in force again it is another filter
                    self.active[place] = dict(self.filters[place])
                else:
                    del self.active[place]

    async def say(self, calls: list[J]) -> None:
        await self.world.say(*calls)
        self.calls += calls
        self.judged_by += [list(self.active.values())] * len(calls)
        self._meet(range(len(self.calls) - len(calls), len(self.calls)))

    async def apply(self) -> None:
        async with self.world.database.transaction() as connection:
            await history.open_job(connection, self.world.caller, self.world.clock)
        await history.run_opened(
            self.world.database, self.world.workspace_id, self.world.clock, follow_rejudged
        )
        # what was freed without a lead comes in again
        await self.world.work_off()
        self.judged_by = [list(self.active.values())] * len(self.calls)
        freed = sorted(place for place in self.strays if not self._is_filtered(place))
        self.strays -= set(freed)
        self._meet(freed)

    async def preview(self) -> history.Preview:
        async with self.world.database.snapshot() as connection:
            return await history.preview(connection, self.world.workspace_id)

    async def suppressed(self) -> dict[str, str | None]:
        rows = await self.world.rows("SELECT message_id, suppressed FROM events WHERE workspace_id = :w")
        return {row["message_id"]: row["suppressed"] for row in rows}

    async def leadless(self) -> set[str]:
        rows = await self.world.rows(
            "SELECT message_id FROM events WHERE workspace_id = :w AND lead_id IS NULL"
        )
        return {row["message_id"] for row in rows}

    def expected(self) -> dict[str, str | None]:
        """By the interpreter: of each event the reason that is shown. Those without a lead count for nobody."""
        found: dict[str, str | None] = {}
        for who in {tuple(call["aliases"]) for call in self.calls}:
            places = [
                place
                for place, call in enumerate(self.calls)
                if tuple(call["aliases"]) == who and place not in self.strays
            ]
            own = [self.calls[place] for place in places]
            told = reasons(own, [self.judged_by[place] for place in places], "UTC")
            for call, some in zip(own, told, strict=True):
                found[call["message_id"]] = max(some, default=None)
        return found | dict.fromkeys(self.stray_messages, "metadata_filter")

    @property
    def stray_messages(self) -> set[str]:
        return {self.calls[place]["message_id"] for place in self.strays}

    def _meet(self, places: Iterable[int]) -> None:
        """In order of receipt: a suppressed event makes nobody known."""
        for place in places:
            who = tuple(self.calls[place]["aliases"])
            if who not in self.known and self._is_filtered(place):
                self.strays.add(place)
            else:
                self.known.add(who)

    def _is_filtered(self, place: int) -> bool:
        """By its metadata alone."""
        return any(
            one["kind"] == "attribute" and matches(one, self.calls[place], "UTC")
            for one in self.judged_by[place]
        )
