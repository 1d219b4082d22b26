"""How fast kenbun is, measured from outside on a server of its own; `bin/bench --help` says what there is."""
