"""Events read in from CSV files."""
