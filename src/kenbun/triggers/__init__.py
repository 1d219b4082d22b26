"""Triggers: something happens to a lead or an account, and somebody hears of it, or something is done, once.

What can set one off is on record, in the transaction that did it: moves of scores (`score_moves`), entries and exits
of segments (`segment_changes`), surges, events. So what a trigger fires is a function of these rows: the live path asks
it of those that came since the last time, a simulation of those of past days, and the two cannot differ.
"""
