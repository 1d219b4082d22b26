"""Activity: the events of all leads as they are listed and searched."""
