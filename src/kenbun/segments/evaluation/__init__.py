"""Who meets conditions: of everybody, or of some, by as many trees as there are, in one statement.

The database says of each subject which of the different leaves hold, each asked once; trees are read over these
answers. So a batch and a computation from scratch ask the same, the one of some subjects alone, and both are told as
well which leaves it was.
"""

from kenbun.segments.evaluation.members import holding_then, members_of
from kenbun.segments.evaluation.preview import Counted, Preview, Sampled, preview
from kenbun.segments.evaluation.reading import Member
from kenbun.segments.evaluation.surroundings import Kind
from kenbun.segments.evaluation.then_queries import Pair

__all__ = ["Counted", "Kind", "Member", "Pair", "Preview", "Sampled", "holding_then", "members_of", "preview"]
