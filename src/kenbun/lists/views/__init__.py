"""Saved views: named queries of a list, for everyone in the workspace."""
