"""Times as they are sent."""


def written(at: object) -> object:
    """No bare number, which would be read as seconds since 1970: more likely it is a day, or a slip."""
    if isinstance(at, str) and not at.lstrip("-+").replace(".", "", 1).isdecimal():
        return at
    raise ValueError("write the time as RFC 3339 with its offset, like 2026-11-22T04:31:00Z")
