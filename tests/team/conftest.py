from tests.access.conftest import app, browser, client, clock, database, password_hash, session, world

__all__ = ["app", "browser", "client", "clock", "database", "password_hash", "session", "world"]
