"""Taking in: what senders write, in each of the dialects, becomes checked and normalised calls."""
