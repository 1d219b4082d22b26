"""Merging accounts that are one company: links as between leads, whose statements serve both."""
