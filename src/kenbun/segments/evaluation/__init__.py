"""Who meets conditions: of everybody, or of some, by as many trees as there are, in one statement.

The database says of each subject which of the different leaves hold, each asked once; trees are read over these
answers. So a batch and a computation from scratch ask the same, the one of some subjects alone, and both are told as
well which leaves it was.
"""

from kenbun.segments.evaluation.grid import Cells, Grid, Pair
from kenbun.segments.evaluation.members import Member, fill, members_of, who_meets
from kenbun.segments.evaluation.reasons import Reason, Why, key_of
from kenbun.segments.evaluation.surroundings import Kind
from kenbun.segments.evaluation.then import holding_then
from kenbun.segments.evaluation.then_queries import SubjectAt

__all__ = [
    "Cells",
    "Grid",
    "Kind",
    "Member",
    "Pair",
    "Reason",
    "SubjectAt",
    "Why",
    "fill",
    "holding_then",
    "key_of",
    "members_of",
    "who_meets",
]
