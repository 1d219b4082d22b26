"""Mail over a real SMTP server: what arrives, and what is said where nothing does."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from kenbun.mail import Mail, NotSent, is_set_up, send
from kenbun.settings import Settings
from tests.mail_catcher import Catcher, catching, text_of


@pytest_asyncio.fixture
async def catcher() -> AsyncIterator[Catcher]:
    async with catching() as kept:
        yield kept


def by(port: int, who: str = "", **more: Any) -> Settings:
    return Settings(smtp_url=f"smtp://{who}127.0.0.1:{port}", **more)


HELLO = Mail("ada@acme.com", "Grüße", "Guten Tag, Ada", "<p>Guten Tag, <b>Ada</b></p>", key="dlv_1")


async def test_what_arrives(catcher: Catcher) -> None:
    """Text and HTML, whom it is from and to, an id that is the same when it is sent again."""
    for _ in range(2):
        await send(by(catcher.port, mail_from="Kenbun <kenbun@acme.com>"), HELLO)
    first, second = catcher.caught
    assert (first["From"], first["To"], first["Subject"]) == (
        "Kenbun <kenbun@acme.com>",
        "ada@acme.com",
        "Grüße",
    )
    assert first["Message-ID"] == second["Message-ID"] == "<dlv_1@acme.com>"
    assert "Guten Tag, Ada" in text_of(first)
    assert "<b>Ada</b>" in text_of(first, "html")


async def test_a_subject_reads_as_it_was_written(catcher: Catcher) -> None:
    """However long, and wherever in it are letters that mail has no plain way to write."""
    subjects = [
        "x" * before + " Elif Çelik is back, and Paweł Wójcik too: " + "y " * 60 for before in range(1, 80, 6)
    ]
    for subject in subjects:
        await send(by(catcher.port), Mail("ada@acme.com", subject, "text"))
    assert [one["Subject"] for one in catcher.caught] == [subject.strip() for subject in subjects]


async def test_an_address_of_other_letters(catcher: Catcher) -> None:
    """To a server that can, it goes as it is."""
    await send(by(catcher.port), Mail("élise@acme.com", "Grüße", "Guten Tag"))
    assert (catcher.caught[0]["To"], catcher.caught[0]["Subject"]) == ("élise@acme.com", "Grüße")


async def test_a_subject_adds_no_header(catcher: Catcher) -> None:
    """A line break in a lead's name cannot make a mail go to somebody else."""
    await send(by(catcher.port), Mail("ada@acme.com", "Hot\r\nBcc: eve@evil.com", "text"))
    assert catcher.caught[0]["Subject"] == "Hot Bcc: eve@evil.com"
    assert catcher.caught[0]["Bcc"] is None


async def test_a_password_that_the_url_spells(catcher: Catcher) -> None:
    """User and password are percent-encoded in the URL; a wrong one is refused for good, without being told."""
    await send(by(catcher.port, "me%40acme.com:a%20b%2Fc@"), HELLO)
    assert len(catcher.caught) == 1
    with pytest.raises(NotSent) as refused:
        await send(by(catcher.port, "me%40acme.com:secret@"), HELLO)
    assert (refused.value.status, refused.value.lasting) == (535, True)
    assert "secret" not in refused.value.reason


@pytest.mark.parametrize(
    ("recipient", "answer", "status", "lasting"),
    [
        ("250 OK", "451 Try later", 451, False),
        ("250 OK", "554 No spam", 554, True),
        ("550 No such user", "250 OK", 550, True),
        ("450 Busy", "250 OK", 450, False),
    ],
)
async def test_refusals(catcher: Catcher, recipient: str, answer: str, status: int, lasting: bool) -> None:
    """The server's answer is the reason; 5xx says that trying again is of no use."""
    catcher.recipient_answer, catcher.answer = recipient, answer
    with pytest.raises(NotSent) as refused:
        await send(by(catcher.port), HELLO)
    assert (refused.value.status, refused.value.lasting) == (status, lasting)
    assert str(status) in refused.value.reason


async def test_a_server_that_sleeps(catcher: Catcher, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for ever, and what was not answered may be tried again."""
    catcher.slow = 1
    monkeypatch.setattr("kenbun.mail.sending._WHOLE_TIMEOUT", 0.2)
    with pytest.raises(NotSent, match="in time") as refused:
        await send(by(catcher.port), HELLO)
    assert not refused.value.lasting


async def test_no_server() -> None:
    """Without one nothing is set up; one that is away is told."""
    assert not is_set_up(Settings(smtp_url=None))
    with pytest.raises(NotSent, match="KENBUN_SMTP_URL"):
        await send(Settings(smtp_url=None), HELLO)
    with pytest.raises(NotSent, match="cannot be reached"):
        await send(by(1), HELLO)


async def test_an_address_that_is_none(catcher: Catcher) -> None:
    """Refused for good, before or by the server: an error of its own kind either way."""
    with pytest.raises(NotSent) as refused:
        await send(by(catcher.port), Mail("a\r\nBcc: eve@evil.com", "s", "t"))
    assert refused.value.lasting


def test_a_password_is_not_sent_in_the_open() -> None:
    """To another machine only encrypted: the server must offer it."""
    from kenbun.mail.sending import _server

    assert _server("smtp://me:pw@mail.acme.com:587")["start_tls"] is True
    assert _server("smtp://mail.acme.com")["start_tls"] is None
    assert _server("smtps://me:pw@mail.acme.com")["port"] == 465
