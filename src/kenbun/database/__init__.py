"""PostgreSQL: the engine, the one declaration of the schema, migrations, the embedded server."""

from kenbun.database.engine import Connection, Database

__all__ = ["Connection", "Database"]
