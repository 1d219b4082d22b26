"""Triggers: something happens to a lead or an account, and the right person hears of it once."""
