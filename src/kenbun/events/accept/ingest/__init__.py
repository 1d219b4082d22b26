"""kenbun's own way of sending events: `POST /api/ingest`."""

from kenbun.events.accept.ingest import api
from kenbun.events.accept.ingest.read import DIALECT

__all__ = ["DIALECT", "api"]
