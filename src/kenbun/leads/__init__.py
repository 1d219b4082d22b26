"""Leads: the people behind the events, listed, searched and shown one by one."""
