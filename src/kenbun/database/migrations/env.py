"""Run by Alembic: on the connection that `upgrade` hands over, in its transaction."""

from typing import Any

from alembic import context

from kenbun.database.schema import metadata


def is_ours(name: str | None, kind: str, _parents: Any) -> bool:
    """A database can hold tables of others beside ours."""
    return kind != "table" or name in metadata.tables


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    include_name=is_ours,
    compare_type=True,
    compare_server_default=True,
)
context.run_migrations()
