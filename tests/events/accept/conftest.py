from tests.taking import app, client, clock, inbox, world

__all__ = ["app", "client", "clock", "inbox", "world"]
