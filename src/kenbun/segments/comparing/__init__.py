"""Two segments side by side, and a picture of what they share."""
