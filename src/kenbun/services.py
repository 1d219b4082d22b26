"""What a running kenbun is made of, handed to the routes as `app.state.services`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kenbun.kit.clock import Clock, system_clock

if TYPE_CHECKING:
    from kenbun.database import Database
    from kenbun.events.inbox import Inbox
    from kenbun.settings import Settings
    from kenbun.worker import Worker


@dataclass
class Services:
    database: Database
    settings: Settings
    worker: Worker
    clock: Clock = field(default=system_clock)
    # made, started and stopped with the app, since it wakes the worker
    inbox: Inbox = field(init=False)
