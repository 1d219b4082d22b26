"""What a concept offers so that its share of the configuration stands in the file: see parts.py for the list.

A section is plain JSON: names as keys, no ids, in an order that does not depend on who wrote it when. It has one
normal form, with every default written out; what is in force and what a file says are compared in that form. So these
hold of every part, and a property test says so:

- `document` after `apply(section)` (and after publishing what waits) is `section`;
- `read(document)` is `document`;
- `apply` of what is in force already is never called.
"""

from collections.abc import Sequence
from typing import Any, Protocol

from kenbun.access.callers import Caller
from kenbun.database import Connection, Database
from kenbun.kit.clock import Clock


class Waiting(Protocol):
    """What an import leaves as a draft, since it alters scores as a whole."""

    @property
    def what(self) -> str:
        """In words: `rules of the engagement ruleset “Standard”`."""

    async def publish(self, database: Database, caller: Caller, clock: Clock) -> str:
        """Puts it in force, in transactions of its own; answers `in_force`, or what has become of it."""


class Part(Protocol):
    @property
    def name(self) -> str:
        """The key of its section."""

    def read(self, given: Any) -> Any:
        """The section in its normal form. Raises ValidationError or a Problem, its path relative to the section.

        Refuses unknown keys, and whatever is wrong by itself; what depends on the rest of the workspace is for `apply`.
        """

    async def document(self, connection: Connection, workspace_id: Any) -> Any:
        """What is in force, in the normal form."""

    async def apply(
        self, connection: Connection, caller: Caller, section: Any, clock: Clock
    ) -> Sequence[Waiting]:
        """Makes the workspace so, under the tick: what the section does not name goes. `section` is in normal form.

        Every change is audited by itself. Raises a Problem, its path relative to the section. What only publishing can
        put in force goes to drafts; it is answered in the order in which it is to be published.
        """
