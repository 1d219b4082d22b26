"""Scoring: rules written by people, a state that makes an event cheap, and receipts that add up."""
