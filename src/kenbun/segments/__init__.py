"""Segments: leads or accounts that meet conditions, and those that people have put in.

Who is in follows what is stored, at once: a batch of events says so in its own transaction, everything else that can
move somebody is noted by whoever did it and followed behind it, and what only time can move is looked at when it can
have. Whichever way it came about, membership at a time is what the conditions say from scratch at that time; a property
test holds them to each other. What people have said of a lead or an account, in or kept out, comes before conditions.
"""
