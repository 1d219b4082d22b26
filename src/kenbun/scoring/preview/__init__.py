"""What publishing a draft would do to scores and levels, worked out before anything is written."""
