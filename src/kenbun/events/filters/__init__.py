"""Filters before scoring: which events are suppressed, and since when."""
