"""How often one may try a password: counted before it is looked at, so that parallel guesses count too."""

from datetime import datetime, timedelta

from kenbun.access.queries import entry
from kenbun.database import Database
from kenbun.kit.errors import TooMany

WINDOW = timedelta(minutes=15)
PER_EMAIL = 10
PER_ADDRESS = 50  # an office shares one
RESETS_PER_EMAIL = 3
RESETS_PER_ADDRESS = 20
VISITS = 60
VISITS_WINDOW = timedelta(minutes=1)


async def count_attempt(database: Database, email: str, address: str, now: datetime) -> None:
    """Raises `TooMany` beyond 10 failures of an e-mail or 50 of an address within 15 minutes."""
    async with database.transaction() as connection:
        by_email = await entry.count_attempt(connection, _email(email), now, WINDOW)
        by_address = await entry.count_attempt(connection, _address(address), now, WINDOW)
    for (failures, first_at), most in ((by_email, PER_EMAIL), (by_address, PER_ADDRESS)):
        if failures > most:
            wait = max(1, int((first_at + WINDOW - now).total_seconds()) + 1)
            raise TooMany(f"Too many failed sign-ins. Try again in {-(-wait // 60)} min.", retry_after=wait)


async def forgive_attempts(database: Database, email: str, address: str, now: datetime) -> None:
    """The password was right: its e-mail starts anew; what is out of the window is thrown away."""
    async with database.transaction() as connection:
        await entry.forgive(connection, _email(email), _address(address))
        await entry.forget_attempts(connection, now - WINDOW)


async def count_reset(database: Database, email: str, address: str, now: datetime) -> None:
    """Raises `TooMany` beyond 3 links for one e-mail, known or not, or 20 of one address, within 15 minutes."""
    async with database.transaction() as connection:
        by_email = await entry.count_attempt(connection, f"reset:{email[:254]}", now, WINDOW)
        by_address = await entry.count_attempt(connection, f"reset-from:{address[:64]}", now, WINDOW)
    for (asked, first_at), most in ((by_email, RESETS_PER_EMAIL), (by_address, RESETS_PER_ADDRESS)):
        if asked > most:
            wait = max(1, int((first_at + WINDOW - now).total_seconds()) + 1)
            raise TooMany(f"Too many links asked for. Try again in {-(-wait // 60)} min.", retry_after=wait)


async def count_visit(database: Database, address: str, now: datetime) -> None:
    """Raises `TooMany` beyond 60 openings of shared links by an address within a minute, of good ones and bad."""
    async with database.transaction() as connection:
        visits, first_at = await entry.count_attempt(connection, f"share:{address[:64]}", now, VISITS_WINDOW)
    if visits > VISITS:
        wait = max(1, int((first_at + VISITS_WINDOW - now).total_seconds()) + 1)
        raise TooMany(f"Too many shared links opened. Try again in {wait} s.", retry_after=wait)


def _email(email: str) -> str:
    return f"email:{email[:254]}"


def _address(address: str) -> str:
    return f"address:{address[:64]}"
