"""The fields that rules may look at, with their types."""

from uuid import UUID

from kenbun.conditions import STANDARD_ACCOUNT_FIELDS, STANDARD_LEAD_FIELDS
from kenbun.conditions.operators import FieldType
from kenbun.database import Connection
from kenbun.scoring.fit.rules import FitDimension

_STANDARD = {"profile": STANDARD_LEAD_FIELDS, "account": STANDARD_ACCOUNT_FIELDS}
_NUMBERS = frozenset({"employees", "revenue"})


async def known_fields(
    connection: Connection, workspace_id: UUID, dimension: FitDimension
) -> dict[str, FieldType]:
    return {name: "number" if name in _NUMBERS else "text" for name in _STANDARD[dimension]}
