"""The query of the present URL, and the URLs that differ from it in one thing."""

from collections.abc import Iterable
from urllib.parse import urlencode

from fastapi import Request

from kenbun.kit.text import storable

# Which page one is on, and what is open beside it, do not outlive a change of the filter.
_PASSING = frozenset({"page", "open", "since", "shown", "total"})


class Links:
    def __init__(self, request: Request, path: str | None = None) -> None:
        self.path = path or request.url.path
        # half of a surrogate pair cannot be written into a URL again
        pairs = request.query_params.multi_items()
        self._pairs = [(name, value) for name, value in pairs if value and storable(name + value)]

    def put(self, **changes: object) -> str:
        """The same list with these parameters set; None takes one out."""
        pairs = [(n, v) for n, v in self._pairs if n not in _PASSING and n not in changes]
        pairs += [(name, str(value)) for name, value in changes.items() if value is not None]
        return self._url(pairs)

    def without(self, name: str, value: str) -> str:
        """The same list without one of several values of a parameter."""
        return self._url([(n, v) for n, v in self._pairs if n not in _PASSING and (n, v) != (name, value)])

    def leaving_out(self, names: Iterable[str]) -> str:
        """The same list without these parameters."""
        return self.put(**dict.fromkeys(names))

    def page(self, number: int) -> str:
        return self.put(page=number if number > 1 else None)

    def opening(self, address: str) -> str:
        """This very page with something open in the drawer."""
        return self._url(
            [(n, v) for n, v in self._pairs if n not in _PASSING - {"page"}] + [("open", address)]
        )

    def elsewhere(self, path: str, **more: object) -> str:
        """Another path with the whole of this query, and more."""
        pairs = [(n, v) for n, v in self._pairs if n != "open" and n not in more]
        return self._url(pairs + [(name, str(value)) for name, value in more.items()], path)

    def _url(self, pairs: list[tuple[str, str]], path: str | None = None) -> str:
        query = urlencode(pairs, safe="/")
        return f"{path or self.path}?{query}" if query else path or self.path
