"""All that is stored of a workspace, as a person with access to the database would look for somebody in it."""

import subprocess
from typing import Any

from sqlalchemy.engine import make_url

from kenbun.database.embedded.binaries import program
from kenbun.database.schema import metadata
from tests.world import World


def dump(url: str) -> str:
    """By PostgreSQL's own program: the whole database as text."""
    address = make_url(url).set(drivername="postgresql")
    words = [str(program("pg_dump")), address.render_as_string(hide_password=False)]
    return subprocess.run(words, check=True, capture_output=True, text=True, timeout=120).stdout


async def rows(world: World) -> dict[str, list[Any]]:
    """Of each table with rows of workspaces, in no order."""
    found = {}
    for name, table in metadata.tables.items():
        if "workspace_id" in table.columns:
            statement = f"SELECT cast(to_jsonb(r) AS text) AS row FROM {name} r WHERE workspace_id = :w"
            found[name] = [one["row"] for one in await world.rows(statement)]
    return found
