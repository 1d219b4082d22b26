"""Merging leads that are one person: a merge is a link, and unmerging takes that one link away."""
