"""Entries of the audit log as people read them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kenbun.access.audit.listing import Entry
from kenbun.kit.ids import public

_DONE = {
    "add": "added",
    "add_alias": "known by one more alias",
    "add_members": "given members by hand",
    "add_to_segment": "put into a segment",
    "apply": "applied to what is stored",
    "archive": "archived",
    "assign": "given an owner",
    "assign_account": "given an account",
    "change": "changed",
    "change_key": "given a new key",
    "close": "ended",
    "close_all": "ended everywhere",
    "copy": "copied",
    "create": "made",
    "discard": "discarded",
    "delete": "deleted",
    "deleted": "deleted, to the end",
    "delete_stop": "deletion stopped",
    "dismiss": "dismissed",
    "export": "exported",
    "import": "imported",
    "import_undo": "import taken back",
    "keep_out": "keeps members out by hand",
    "keep_out_of_segment": "kept out of a segment",
    "make-primary": "made the primary one",
    "merge": "merged",
    "not_duplicate": "no duplicate",
    "open": "opened",
    "publish": "published",
    "release": "released",
    "remove": "removed",
    "remove_alias": "known by one alias fewer",
    "remove_from_segment": "taken out of a segment",
    "remove_members": "relieved of members by hand",
    "rename": "renamed",
    "replay": "sent again",
    "rescore": "scored anew",
    "restore": "restored",
    "retry": "tried again",
    "revoke": "revoked",
    "set": "set for the first time",
    "set_account": "given an account",
    "set_fields": "fields set by hand",
    "share": "shared",
    "stop": "stopped",
    "switch_off": "switched off",
    "test": "tried",
    "unarchive": "taken out of the archive",
    "unmerge": "taken apart",
    "undismiss": "dismissed no more",
    "unshare": "shared no more",
    "unwatch": "watched no more",
    "use": "used",
    "watch": "watched",
    "withdraw": "withdrawn",
}
_THINGS = {"signin_link": "Sign-in link", "config": "Configuration", "audit": "Audit log"}
_WHOLE = {
    "committee.roles": "Committee roles changed",
    "leads.create_accounts": "Accounts made for leads",
    "surge.settings": "Surge settings changed",
}
_LONGEST = 400
_PATHS = {
    "ld": "/leads/",
    "acct": "/accounts/",
    "seg": "/configure/segments/",
    "src": "/settings/sources/",
    "usr": "/settings/members/",
    "trg": "/configure/triggers/",
    "chn": "/configure/channels/",
    "dlv": "/configure/deliveries/",
}
"""Pages of what an entry is about, by how its id begins."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that was otherwise before; None where it was not there."""

    name: str
    before: str | None
    after: str | None


def title(action: str) -> str:
    """`rule.change` is "Rule changed"."""
    what, _, done = action.partition(".")
    if action in _WHOLE:
        return _WHOLE[action]
    words = _DONE.get(done, done.replace("_", " "))
    return f"{thing(what)} {words}".strip()


def thing(what: str) -> str:
    """The first word of an action, as people write it."""
    return _THINGS.get(what, what.replace("_", " ").capitalize())


def name_of(entry: Entry, known: Mapping[str, str]) -> str:
    """What people call the subject: as it is called now, else as the entry has it; else its id."""
    if name := known.get(entry.subject_id):
        return name
    if entry.actor_id is not None and entry.subject_id == public("usr", entry.actor_id):
        return entry.actor_label
    for values in (entry.after, entry.before):
        for key in ("name", "email"):
            if values and isinstance(values.get(key), str) and values[key]:
                return str(values[key])
    return entry.subject_id


def link_of(entry: Entry) -> str | None:
    """The page of the subject, where it has one."""
    head, _, tail = entry.subject_id.partition("_")
    return f"{_PATHS[head]}{entry.subject_id}" if head in _PATHS and tail.isalnum() else None


def differences(entry: Entry) -> list[Difference]:
    """What is not the same before and after, by name; whole values, cut where they are long."""
    before, after = entry.before or {}, entry.after or {}
    names = sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
    return [Difference(name, _shown(before, name), _shown(after, name)) for name in names]


def _shown(values: dict[str, Any], name: str) -> str | None:
    if name not in values:
        return None
    value = values[name]
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
