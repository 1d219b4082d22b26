"""The dialects that are understood. Another one is a folder beside these, and a line here."""

from kenbun.events.accept import ingest, segment, stored
from kenbun.events.accept.dialect import Dialect

SOURCES = (ingest, segment)
"""What senders write: each has its `DIALECT`, and its routes in `api.router`."""

BY_NAME: dict[str, Dialect] = {
    dialect.name: dialect for dialect in (*(source.DIALECT for source in SOURCES), stored.DIALECT)
}
