"""Sessions of all leads as they are listed."""
