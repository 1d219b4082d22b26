"""Erasure: a lead deleted with all that is stored of the person. What stays are ids, counts and hashes."""
