"""Passwords: argon2, off the event loop, and never more than two at a time (each takes 64 MB)."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from pwdlib import PasswordHash

from kenbun.kit.errors import Invalid
from kenbun.kit.text import storable

SHORTEST = 10
LONGEST = 500

_hasher = PasswordHash.recommended()
_threads = ThreadPoolExecutor(max_workers=2, thread_name_prefix="passwords")


def check_password(password: str) -> None:
    """Raises `Invalid` for one that cannot be set."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise Invalid(f"Must have {SHORTEST} to {LONGEST} characters.", field="password")
    if not storable(password):
        raise Invalid("Must be text without NUL characters.", field="password")


async def hash_password(password: str) -> str:
    check_password(password)
    return await asyncio.get_running_loop().run_in_executor(_threads, _hasher.hash, password)


async def password_fits(password: str, password_hash: str | None) -> bool:
    """Takes as long for someone unknown (`None`) as for a wrong password, so that the time tells nothing."""
    if len(password) > LONGEST or not storable(password):
        password, password_hash = "", None
    loop = asyncio.get_running_loop()
    fits = await loop.run_in_executor(_threads, _verify, password, password_hash)
    return fits and password_hash is not None


def _verify(password: str, password_hash: str | None) -> bool:
    return _hasher.verify(password, password_hash or _nobody())


@cache
def _nobody() -> str:
    return _hasher.hash("nobody has this password")
