"""The Segment tracking protocol, as its SDKs speak it."""

from kenbun.events.accept.segment import api
from kenbun.events.accept.segment.read import DIALECT

__all__ = ["DIALECT", "api"]
