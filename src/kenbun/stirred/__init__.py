"""Leads and accounts to whom something has happened outside of a batch, and what that was.

Whoever changes what they are known by (fields, scores, owners, watches, accounts, …) says so here, in the same
transaction. What hangs on all that is known of them, which is membership of segments, is followed behind it
(`segments.settle`), in the order in which it was said. Batches follow it themselves.
"""

from kenbun.stirred.queries import Cause, stir, stir_all
from kenbun.subject import Subject

__all__ = ["Cause", "Subject", "stir", "stir_all"]
