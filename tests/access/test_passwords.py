"""Passwords as they are stored."""

from pwdlib import PasswordHash


def test_guessing_takes_64_megabytes_a_try(slow_hasher: PasswordHash) -> None:
    """Tests hash with less; the product with what is recommended."""
    assert slow_hasher.hash("a long enough password").startswith("$argon2id$v=19$m=65536,t=3,p=4$")
