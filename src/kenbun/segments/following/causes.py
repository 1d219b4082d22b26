"""What entries and exits come from, and what each of these can have changed."""

from __future__ import annotations

from collections.abc import Mapping

from kenbun.segments.following.needs import Keys, score

_TOUCHED: Mapping[str, Keys] = {
    "fading": frozenset({score("engagement")}),
    "owner": frozenset({"owner"}),
    "watch": frozenset({"watched"}),
    "committee": frozenset({"role"}),
    "roles": frozenset({"role"}),
    "surge": frozenset({"surging"}),
    "anew": frozenset({"surging"}),
    "conversions": frozenset({"converted"}),
    "sessions": frozenset({"sessions"}),
}


def touched_by(cause: str) -> Keys | None:
    """Of those to whom it happened, and of their accounts. None: everything may have changed."""
    return _TOUCHED.get(cause)
