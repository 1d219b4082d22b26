"""A batch of calls on its way through the pipeline, and the lead rows it reads and writes once."""

from kenbun.batch.batch import Alias, Batch, Call, Stated
from kenbun.batch.standing import Standing

__all__ = ["Alias", "Batch", "Call", "Standing", "Stated"]
