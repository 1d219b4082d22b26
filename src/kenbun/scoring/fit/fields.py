"""The fields that rules may look at, with their types."""

from uuid import UUID

from kenbun.conditions.operators import FieldType
from kenbun.database import Connection
from kenbun.mapping.custom_fields import all_fields
from kenbun.scoring.fit.rules import SUBJECTS, FitDimension


async def known_fields(
    connection: Connection, workspace_id: UUID, dimension: FitDimension
) -> dict[str, FieldType]:
    """The standard ones first, then those of the workspace's own."""
    fields = await all_fields(connection, workspace_id)
    return {one.name: one.compares_as for one in fields.of(SUBJECTS[dimension])}
