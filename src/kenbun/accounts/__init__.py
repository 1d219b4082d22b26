"""Accounts: the companies that leads belong to."""
