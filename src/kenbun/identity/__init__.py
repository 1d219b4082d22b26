"""Who did it: aliases to leads, leads to accounts."""
