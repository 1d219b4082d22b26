"""PostgreSQL: the engine, the one declaration of the schema, migrations, the embedded server."""

from kenbun.database.copying import copy_in
from kenbun.database.engine import BINARY, Away, Connection, Database

__all__ = ["BINARY", "Away", "Connection", "Database", "copy_in"]
