"""Leads read in from CSV files: looked at first, then taken in the background, and taken back if one wants."""
