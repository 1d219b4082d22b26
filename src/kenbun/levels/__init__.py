"""Levels: named bands of a score, and a row for each time someone moved from one to another."""
