"""Deletion of events that fit filters, in the background; everything that they brought goes with them."""
