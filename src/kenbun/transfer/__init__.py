"""Leads as files: written out as CSV, and read in."""
