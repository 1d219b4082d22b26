"""Event types need no declaration: they appear when first seen, under one name however it is spelled."""

import re

_SEPARATORS = re.compile(r"[\s_\-]+")

CHANNELS = ("website", "email", "product", "crm", "system", "other")

_WELL_KNOWN = {
    "website": re.compile(r"\b(page|form|website|visit|pricing|webinar|download|demo|content)\b"),
    "email": re.compile(r"\b(e-?mail|newsletter|unsubscribed?)\b"),
    "product": re.compile(
        r"\b(log(ged)? ?(in|out)|sign(ed)? ?(in|up|out)|api|feature|trial|product|invited?|screen)\b"
    ),
    "crm": re.compile(r"\b(deal|opportunity|meeting|call|crm)\b"),
}


def fold(name: str) -> str:
    """What two spellings of one type have in common: `page_view`, `Page View` and `page-view` are one."""
    return _SEPARATORS.sub(" ", name).strip().casefold()


def title(name: str) -> str:
    """The type's name as people read it: Title Case, with what is already in capitals left so.

    It folds to the same key: two types never share a name.
    """
    return " ".join(_capital(word) for word in _SEPARATORS.sub(" ", name).strip().split(" "))


def _capital(word: str) -> str:
    """A dotless i stays: its capital is that of another letter."""
    capital = word[:1].upper() + word[1:]
    return capital if capital.casefold() == word.casefold() else word


def well_known_channel(key: str) -> str:
    """The channel that events of this type belong to where neither they nor a setting say otherwise.

    E-mail comes first: an "Email Form Sent" is about the e-mail.
    """
    for channel in ("email", "website", "product", "crm"):
        if _WELL_KNOWN[channel].search(key):
            return channel
    return "other"
