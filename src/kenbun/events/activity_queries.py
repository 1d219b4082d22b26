"""Which events are activity: the one place where that is said, for all who read events."""

from sqlalchemy import ColumnElement

from kenbun.events.tables import events

ACTIVITY: ColumnElement[bool] = events.c.channel != "system"
