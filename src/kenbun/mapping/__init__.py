"""Mapping: metadata keys and traits become fields of leads and accounts, and every value keeps its history."""
