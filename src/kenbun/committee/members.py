"""The committee of an account as it is shown: members, and how far the roles that are tracked are covered."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kenbun.committee import choice_queries as queries
from kenbun.committee.role_queries import roles_of
from kenbun.committee.roles import Role
from kenbun.database import Connection
from kenbun.levels.in_force import levels_in_force


@dataclass(frozen=True, slots=True)
class Coverage:
    covered: list[str]
    missing: list[str]

    @property
    def tracked(self) -> int:
        return len(self.covered) + len(self.missing)

    @property
    def percent(self) -> int:
        """Half away from zero; where nothing is tracked, 0."""
        return (200 * len(self.covered) + self.tracked) // (2 * self.tracked) if self.tracked else 0

    @property
    def words(self) -> str:
        return f"{len(self.covered)} of {self.tracked} roles ({self.percent}%)"

    @classmethod
    def of(cls, roles: Sequence[Role], held: Collection[UUID]) -> Coverage:
        tracked = [role for role in roles if role.tracked]
        return cls(
            [role.name for role in tracked if role.role_id in held],
            [role.name for role in tracked if role.role_id not in held],
        )


@dataclass(frozen=True, slots=True)
class Member:
    """`detected` with a reason and evidence; set by hand with who said so."""

    lead_id: UUID
    name: str
    title: str | None
    role_id: UUID
    role: str
    detected: bool
    reason: str
    evidence: list[str]
    engagement_score: int
    level: str
    activities: int
    first_activity_at: datetime | None
    last_activity_at: datetime | None
    notes: str | None
    said_at: datetime | None


@dataclass(frozen=True, slots=True)
class Committee:
    roles: list[Role]
    coverage: Coverage
    members: list[Member]


async def committee_of(connection: Connection, workspace_id: UUID, account_id: UUID) -> Committee:
    """Members in the order of the roles, of one role those with the highest score first."""
    roles = await roles_of(connection, workspace_id)
    names = {role.role_id: role.name for role in roles}
    levels = (await levels_in_force(connection, workspace_id)).engagement
    rows = await queries.members(connection, workspace_id, account_id)
    found = [
        Member(
            lead_id=row.lead_id,
            name=row.name,
            title=row.title,
            role_id=row.role_id,
            role=names[row.role_id],
            detected=row.detected,
            reason=row.reason if row.detected else f"Set by {row.said_by}",
            evidence=list(row.evidence) if row.detected else [],
            engagement_score=row.engagement_score,
            level=levels.level_of(row.engagement_score),
            activities=row.activities,
            first_activity_at=row.first_activity_at,
            last_activity_at=row.last_activity_at,
            notes=row.notes,
            said_at=row.said_at,
        )
        for row in rows
        if row.role_id in names
    ]
    order = {role.role_id: place for place, role in enumerate(roles)}
    found.sort(key=lambda member: order[member.role_id])
    counted = (await queries.counted(connection, workspace_id, [account_id])).get(account_id, {})
    return Committee(roles, Coverage.of(roles, counted), found)
