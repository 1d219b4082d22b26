"""Members as filters name them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from kenbun.kit.errors import Invalid
from kenbun.kit.ids import parse

ME = "me"
NOBODY = "none"


def owners_of(owners: Sequence[str], member_id: UUID | None) -> tuple[UUID | None, ...] | None:
    """Of whom any will do, None among them being nobody; None for all. `member_id` is who `me` is."""
    if not owners:
        return None
    return tuple(_owner(one, member_id) for one in owners)


def _owner(text: str, member_id: UUID | None) -> UUID | None:
    if text in (ME, NOBODY):
        return None if text == NOBODY else asking_member(member_id, "owner")
    found = parse("usr", text)
    if found is None:
        raise Invalid(f"Give the id of a member (usr_…), {ME} or {NOBODY}.", field="owner")
    return found


def asking_member(member_id: UUID | None, place: str) -> UUID:
    if member_id is None:
        raise Invalid("This is about the member who asks; the system is none.", field=place)
    return member_id


def owner_in_words(text: str, names: Mapping[UUID, str]) -> str:
    if text in (ME, NOBODY):
        return "me" if text == ME else "nobody"
    found = parse("usr", text)
    return names.get(found, "nobody here") if found else text
