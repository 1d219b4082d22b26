"""Configure, Segments: where people say what a segment asks for, see who that is, and look after all of them."""
