"""The team: who is in the workspace, in which role; who is invited; and who leaves, whose leads others then own."""
