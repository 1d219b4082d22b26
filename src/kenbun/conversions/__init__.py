"""Conversions: what the workspace calls one, and a row for the first time that each lead did it."""
