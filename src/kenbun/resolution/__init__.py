"""Which leads belong to which account where nothing that came in says so: by hand, suggested, created, dismissed; and
what accounts are known by."""
