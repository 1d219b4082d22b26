"""The page of the members."""

from pathlib import Path

from kenbun.team.pages import ROLES

DOCS = Path(__file__).parents[2] / "docs/access.md"


def test_it_says_of_editors_what_the_docs_say() -> None:
    """They put people into segments and take them out; what a segment asks for is Configure, for admins."""
    may = ROLES["editor"].partition(": ")[2].rstrip(".")
    assert f"change leads and accounts: {may} |" in DOCS.read_text()
    assert "members of segments" in may
    assert "segments" in ROLES["admin"]
