"""How much an alias says about who someone is: the strongest kinds first."""

STRENGTH = ("external_id", "email", "phone", "social", "cookie")
