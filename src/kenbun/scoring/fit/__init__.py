"""Fit: what a lead's and an account's fields say, in points. Rules look at current fields alone, and nothing fades."""
