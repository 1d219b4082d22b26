"""Leads written out: whatever the filters show, or is selected, as CSV."""
