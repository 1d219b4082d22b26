"""Saved views: named queries of the list of leads, for everyone in the workspace."""
