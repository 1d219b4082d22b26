"""What PostgreSQL answers to a tree."""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import cast, column, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import Text

from kenbun.conditions import Scope, Tree, to_sql

SOURCES = ("metadata", "lead", "account")


async def answers(connection: AsyncConnection, tree: Tree, worlds: Sequence[dict[str, Any]]) -> list[Any]:
    """One answer per world, from one statement; all of them share the first one's time and zone."""
    texts = [literal([_as_json(world.get(source)) for world in worlds], ARRAY(Text())) for source in SOURCES]
    rows = (
        func.unnest(*texts)
        .table_valued(*(column(source, Text) for source in SOURCES), with_ordinality="place")
        .render_derived()
    )
    metadata, lead, account = (cast(rows.c[source], JSONB) for source in SOURCES)
    scope = Scope(worlds[0]["zone"], worlds[0]["now"], metadata, lead, account)
    statement = select(to_sql(tree, scope)).select_from(rows).order_by(rows.c.place)
    return list((await connection.execute(statement)).scalars())


def _as_json(fields: dict[str, Any] | None) -> str | None:
    return None if fields is None else json.dumps(fields)
