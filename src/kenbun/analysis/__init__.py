"""Segments as people look at them: who is in, how engaged they are and were, who came and went.

Every number is counted of a list, by the statement that makes the list: those of now of the lists of leads and accounts
with the segment as their filter, those of a day of that day's list, entries and exits of theirs.
"""
