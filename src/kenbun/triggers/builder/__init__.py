"""Configure, Triggers: where people say what a trigger waits for and what it does, and see what it would have done."""
