"""Secrets as text: `kbn_pat_<workspace><random>`. Shown once, stored as a SHA-256 hash.

The workspace's id stands in the text, so that looking a secret up names the workspace like every other
statement. The random part has 192 bits: a plain hash is enough, there is nothing to guess.
"""

import hashlib
import re
import secrets
from typing import NamedTuple
from uuid import UUID

TOKEN = "kbn_pat_"  # noqa: S105 (the prefix is public)
WRITE_KEY = "kbn_wk_"
SESSION = "kbn_ses_"
LINK = "kbn_link_"
SHARE = "kbn_share_"

_BODY = re.compile(r"([0-9a-f]{32})[0-9a-f]{48}")


class Secret(NamedTuple):
    text: str
    workspace_id: UUID
    hash: bytes


def mint(prefix: str, workspace_id: UUID) -> Secret:
    text = f"{prefix}{workspace_id.hex}{secrets.token_hex(24)}"
    return Secret(text, workspace_id, _hash(text))


def read(prefix: str, text: str) -> Secret | None:
    """The parts of a secret of that kind, or None where the text is none. Says nothing of its validity."""
    if not text.startswith(prefix):
        return None
    found = _BODY.fullmatch(text[len(prefix) :])
    return Secret(text, UUID(hex=found[1]), _hash(text)) if found else None


def _hash(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()
