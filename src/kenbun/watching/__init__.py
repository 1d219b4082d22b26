"""Watching: each member's list of leads to keep an eye on, and what is told of them."""
