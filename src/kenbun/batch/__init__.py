"""A batch of calls on its way through the pipeline, and the lead rows it reads and writes once."""

from kenbun.batch.batch import Alias, Batch, Call, Joined, Stated
from kenbun.batch.part import Part
from kenbun.batch.standing import Standing, Stood

__all__ = ["Alias", "Batch", "Call", "Joined", "Part", "Standing", "Stated", "Stood"]
