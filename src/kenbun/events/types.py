"""Event types need no declaration: they appear when first seen, under one name however it is spelled."""

import re

_SEPARATORS = re.compile(r"[\s_\-]+")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")

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
    """The type's name as people read it: Title Case, with what is already in capitals left so."""
    words = _SEPARATORS.sub(" ", _HUMP.sub(" ", name)).strip().split(" ")
    return " ".join(word[:1].upper() + word[1:] for word in words)


def well_known_channel(key: str) -> str:
    """The channel that events of this type belong to where neither they nor a setting say otherwise.

    E-mail comes first: an "Email Form Sent" is about the e-mail.
    """
    for channel in ("email", "website", "product", "crm"):
        if _WELL_KNOWN[channel].search(key):
            return channel
    return "other"
