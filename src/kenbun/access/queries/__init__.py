"""The statements of access, by what they are about."""
