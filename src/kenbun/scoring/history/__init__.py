"""How scores came to be what they are: recorded by the hour, worked out for the time before, compared and explained."""
