"""The lines of one group of a receipt, listed when somebody opens it."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from kenbun.database import Connection
from kenbun.identity.roots_queries import root_at
from kenbun.kit.ids import parse, public
from kenbun.scoring.grouped_queries import GroupLine, lines_of_day, lines_of_rule
from kenbun.scoring.inactivity.deductions import deductions_of
from kenbun.scoring.receipt import Line, decimal, inactivity_line, rule_ref, rulesets_of
from kenbun.scoring.versions import Version
from kenbun.scoring.whole import MILLION

MOST = 1_000


@dataclass(frozen=True, slots=True)
class Listed:
    """The latest lines, at most `MOST` of `count`."""

    lines: list[Line]
    count: int


async def lines_of_group(
    connection: Connection, workspace_id: UUID, lead_id: UUID, at: datetime, ruleset: str, key: str, zone: str
) -> Listed:
    """`key` is that of a `grouped.Group`: `rule-rule_0192…`, `cap-…`, `inactivity-…` or a day; of any other there are
    none."""
    lead_id = await root_at(connection, workspace_id, lead_id, at)
    found: list[GroupLine] = []
    for ref, version in await rulesets_of(connection, workspace_id, at, "then"):
        if version is None or ref.id != ruleset:
            continue
        if day := _day(key):
            found = await lines_of_day(connection, workspace_id, version, lead_id, at, day, zone, MOST)
        elif place := _place(version, key):
            found = await lines_of_rule(connection, workspace_id, version, lead_id, at, *place, MOST)
        refs = [rule_ref(rule) for rule in version.active]
        taken = await _taken(connection, workspace_id, version, lead_id, at, key, zone)
        lines = [
            Line(one.kind, refs[one.number], None, one.at, decimal(one.points * MILLION), decimal(one.value))
            for one in found
        ]
        lines = sorted([*lines, *taken], key=lambda line: line.at, reverse=True)[:MOST] if taken else lines
        return Listed(lines, len(taken) + (found[0].size if found else 0))
    return Listed([], 0)


async def _taken(
    connection: Connection,
    workspace_id: UUID,
    version: Version,
    lead_id: UUID,
    at: datetime,
    key: str,
    zone: str,
) -> list[Line]:
    """What inactivity took: by the rule of the key, or on its day."""
    day, rule = _day(key), key.removeprefix("inactivity-")
    found = await deductions_of(connection, workspace_id, version, [lead_id], at, "then")
    return [
        inactivity_line(version, one, one.value(at))
        for one in found.get(lead_id, [])
        if one.at.astimezone(ZoneInfo(zone)).date() == day or public("rule", one.rule.rule_id) == rule
    ]


def _day(key: str) -> date | None:
    try:
        return date.fromisoformat(key)
    except ValueError:
        return None


def _place(version: Version, key: str) -> tuple[str, int] | None:
    kind, _, rule_id = key.partition("-")
    wanted = parse("rule", rule_id)
    return next(
        ((kind, place) for place, rule in enumerate(version.active) if rule.rule_id == wanted),
        None,
    )
