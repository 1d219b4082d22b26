"""What a running process does beside answering. `loops.py` is the table of it."""

from kenbun.worker.worker import Worker

__all__ = ["Worker"]
