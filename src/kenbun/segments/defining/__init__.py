"""What a segment is: as it is sent, saved with each version, shown, and deleted after naming what uses it."""
