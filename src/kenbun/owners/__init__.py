"""Owners: the member who is responsible for a lead, and a row for each time that changed."""
