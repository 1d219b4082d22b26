"""What triggers have ordered, to a real server on the other side, whoever dies meanwhile."""

from __future__ import annotations

import signal

from tests.durability.conftest import Kenbun
from tests.durability.hooked import LEADS, Hooked, receiving_aside


def test_killed_while_it_delivers_it_delivers_all_and_acts_once(kenbun: Kenbun) -> None:
    """Killed twice with messages under way: each comes at least once, under one id and with one body; what was under
    way may come again, and nothing else does. Each notice is given exactly once."""
    with receiving_aside(slow=0.1) as receiver:
        hooked = Hooked(kenbun, receiver)
        hooked.send()
        in_hand = 0
        for messages in (30, 100):
            hooked.wait_for(messages)
            kenbun.end(signal.SIGKILL)
            kenbun.start()
            in_hand += hooked.let_claims_run_out()
        hooked.wait_until(hooked.is_over)
        came, books = hooked.came, hooked.books()
    assert in_hand > 0
    assert len(came) == LEADS
    assert came.total() - LEADS <= in_hand
    assert books == {"fired": LEADS, "waiting": 0, "notices": LEADS, "noticed": LEADS, "acts": LEADS}


def test_two_processes_share_what_is_to_be_delivered(kenbun: Kenbun) -> None:
    """On one database both deliver, each message comes once, and each notice is given once."""
    with receiving_aside(slow=0.1) as receiver:
        hooked = Hooked(kenbun, receiver)
        other = Kenbun(kenbun.data_dir.with_name("other"))
        other.environment |= {
            "KENBUN_DATABASE_URL": kenbun.database_url,
            "KENBUN_DELIVER_TO": "127.0.0.1",
        }
        other.start()
        try:
            hooked.send()
            hooked.wait_until(hooked.is_over)
            shares = [hooked.delivered_by(one.address) for one in (kenbun, other)]
        finally:
            other.end(signal.SIGTERM)
        came, books = hooked.came, hooked.books()
    assert set(came.values()) == {1}
    assert len(came) == LEADS
    assert min(shares) > 0
    assert sum(shares) == 2 * LEADS
    assert books == {"fired": LEADS, "waiting": 0, "notices": LEADS, "noticed": LEADS, "acts": LEADS}
