"""Membership follows what changes: in the batch (`stage`), behind other changes (`settle`), as time passes (`passing`),
and when a segment is made or changed (`from_scratch`).

Each of these says whom to look at and what has changed of them (`looks`, by the keys of `needs`); `follow` asks the
segments in force that look at such things, and writes the difference with what it came from.
"""
