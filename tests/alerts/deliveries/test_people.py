"""What people are told through channels: in words, with nothing in a name that their program would take for its own."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from kenbun.alerts.channels.slack.refusals import REMEDIES
from kenbun.alerts.channels.slack.send import blocks
from kenbun.alerts.channels.teams.send import card
from kenbun.alerts.channels.words import told
from kenbun.alerts.deliveries import Order
from kenbun.alerts.message import EXAMPLE, Message
from kenbun.alerts.notifications import list_notifications
from kenbun.kit.paging import Paging
from kenbun.settings import Settings
from tests.alerts.deliveries.outbox import Outbox
from tests.mail_catcher import Catcher, catching, text_of
from tests.members import join
from tests.receiver import Receiver

HOSTILE = "<script>alert(1)</script> <!channel> [click](http://evil.example)\r\nBcc: me@evil.example"


def message(**lead: Any) -> dict[str, Any]:
    return EXAMPLE | {"lead": EXAMPLE["lead"] | lead}


@pytest_asyncio.fixture
async def catcher() -> AsyncIterator[Catcher]:
    async with catching() as kept:
        yield kept


async def test_each_person_gets_a_mail(outbox: Outbox, catcher: Catcher) -> None:
    """With what happened, why, the score, the level and a link, as text and as HTML; one who is refused fails alone."""
    outbox.settings = Settings(smtp_url=catcher.url)
    channel = await outbox.channel("email", "Team", to=["Ada@acme.com", "bob@acme.com", "ada@acme.com"])
    await outbox.order(channel)
    await outbox.deliver()
    mails = {one["To"]: one for one in catcher.caught}
    assert set(mails) == {"ada@acme.com", "bob@acme.com"}
    mail = mails["ada@acme.com"]
    assert mail["Subject"] == "Hot lead: Ada Lovelace"
    for part in (text_of(mail), text_of(mail, "html")):
        for said in ("Engagement went from 48 to 72.", "Pricing Page", "72 · Hot", EXAMPLE["lead"]["url"]):
            assert said in part
    assert [one.recipient for one in await outbox.deliveries()] == ["ada@acme.com", "bob@acme.com"]
    catcher.recipient_answer = "550 no such person"
    await outbox.order(channel)
    await outbox.deliver()
    last = (await outbox.deliveries())[-1]
    assert (last.state, last.last_answer, last.attempts) == ("failed", "550 no such person", 1)


async def test_a_mail_server_that_is_away_is_tried_again(outbox: Outbox, catcher: Catcher) -> None:
    """And without any, the row says what to set."""
    channel = await outbox.channel("email", "Team", to=["ada@acme.com"])
    await outbox.order(channel)
    await outbox.deliver()
    one = await outbox.only()
    assert (one.state, "KENBUN_SMTP_URL" in one.last_answer) == ("waiting", True)
    outbox.settings = Settings(smtp_url=catcher.url)
    await outbox.deliver_at(one.next_try_at)
    assert ((await outbox.only()).state, len(catcher.caught)) == ("delivered", 1)


async def test_names_do_no_harm_in_mails(outbox: Outbox, catcher: Catcher) -> None:
    """Neither as HTML nor as a header."""
    outbox.settings = Settings(smtp_url=catcher.url)
    channel = await outbox.channel("email", "Team", to=["ada@acme.com"])
    body = message(name=HOSTILE, why=HOSTILE)
    await outbox.order_these([Order("milestone", channel_id=channel.channel_id, body=body)])
    await outbox.deliver()
    (mail,) = catcher.caught
    assert (mail["Bcc"], mail["To"]) == (None, "ada@acme.com")
    assert "<script>" not in text_of(mail, "html")
    assert "&lt;script&gt;" in text_of(mail, "html")


def test_names_do_no_harm_in_rooms() -> None:
    """In Slack nothing but the link is marked up; in Teams everything stands where no markdown is read."""
    said = told(Message.model_validate(message(name=HOSTILE, why=HOSTILE)))
    slack = blocks(said)
    texts = [slack["text"], slack["blocks"][1]["text"]["text"]]
    assert all("<!" not in one and "<script" not in one for one in texts)
    assert texts[1].startswith(f"*<{said.url}|&lt;script&gt;")
    assert slack["blocks"][0]["text"]["type"] == "plain_text"
    content = card(said)["attachments"][0]["content"]
    assert {one["type"] for one in content["body"]} == {"RichTextBlock"}
    assert content["actions"] == [{"type": "Action.OpenUrl", "title": "Open in kenbun", "url": said.url}]


def test_long_texts_are_cut() -> None:
    """To what either takes: a header of 150 characters, and no more than some thousand in all."""
    said = told(Message.model_validate(message(name="n" * 5000, why="w" * 50_000)))
    slack = blocks(said)
    assert len(slack["blocks"][0]["text"]["text"]) <= 150
    assert len(slack["blocks"][1]["text"]["text"]) <= 3000
    assert len(str(card(said))) < 10_000


async def test_slack_by_an_incoming_webhook(outbox: Outbox, receiver: Receiver) -> None:
    """The address is all that it needs."""
    channel = await outbox.channel("slack", url=receiver.url)
    await outbox.order(channel)
    await outbox.deliver()
    body = receiver.received[0].json
    assert body["text"].startswith("Hot lead: Ada Lovelace")
    assert "channel" not in body
    assert (await outbox.only()).state == "delivered"


@pytest.mark.parametrize(
    ("answer", "state", "said"),
    [
        ('{"ok":true,"ts":"1"}', "delivered", "ok"),
        ('{"ok":false,"error":"ratelimited"}', "waiting", "Slack says: ratelimited"),
        ('{"ok":false,"error":"internal_error"}', "waiting", "Slack says: internal_error"),
        ('{"ok":false,"error":["not_in_channel"]}', "waiting", "Slack says: ['not_in_channel']"),
        ('{"ok":false,"error":"msg_too_long"}', "failed", "Slack says: msg_too_long"),
        ("<html>", "waiting", "Slack says: this is no answer of Slack"),
        ("[]", "waiting", "Slack says: this is no answer of Slack"),
    ],
)
async def test_slack_by_a_bot(outbox: Outbox, receiver: Receiver, answer: str, state: str, said: str) -> None:
    """Its token signs in, the channel is named, and only `ok` means that it arrived."""
    api = receiver.url.removesuffix("/hook") + "/api"
    channel = await outbox.channel("slack", token="xoxb-1-2", channel="#sales", api_url=api)
    receiver.text = answer
    await outbox.order(channel)
    await outbox.deliver()
    (received,) = receiver.received
    assert received.path == "/api/chat.postMessage"
    assert received.headers["authorization"] == "Bearer xoxb-1-2"
    assert received.json["channel"] == "#sales"
    one = await outbox.only()
    assert (one.state, one.last_answer) == (state, said)


@pytest.mark.parametrize(
    "error", ["channel_not_found", "invalid_auth", "not_in_channel", "is_archived", "token_revoked"]
)
async def test_what_a_bot_cannot_mend_is_told_at_once(outbox: Outbox, receiver: Receiver, error: str) -> None:
    """What was sent fails, with what to do; what comes waits for somebody to do it, and admins are told."""
    eve = await join(outbox.world, "Eve", "admin")
    api = receiver.url.removesuffix("/hook") + "/api"
    channel = await outbox.channel("slack", token="xoxb-1-2", channel="#sales", api_url=api)
    receiver.text = f'{{"ok":false,"error":"{error}"}}'
    await outbox.order(channel)
    await outbox.deliver()
    one = await outbox.only()
    assert (one.state, one.attempts) == ("failed", 1)
    assert one.last_answer == f"Slack says: {error}. {REMEDIES[error]}"
    async with outbox.world.database.snapshot() as connection:
        [told] = (await list_notifications(connection, eve, Paging())).rows
    assert told.text == f"The channel Hook was switched off. {one.last_answer}"
    await outbox.order(channel)
    await outbox.deliver()
    assert len(receiver.received) == 1
    receiver.text = '{"ok":true}'
    assert await outbox.try_again(channel) == 2
    await outbox.deliver()
    assert {one.state for one in await outbox.deliveries()} == {"delivered"}


@pytest.mark.parametrize(
    ("status", "error", "state", "active"),
    [
        (404, "no_service", "failed", False),
        (403, "action_prohibited", "failed", False),
        (410, "channel_is_archived", "failed", False),
        (400, "invalid_payload", "failed", True),
        (500, "rollup_error", "waiting", True),
    ],
)
async def test_what_an_incoming_webhook_refuses(
    outbox: Outbox, receiver: Receiver, status: int, error: str, state: str, active: bool
) -> None:
    """It says why in the body, by a name."""
    channel = await outbox.channel("slack", url=receiver.url)
    receiver.otherwise, receiver.text = status, error
    await outbox.order(channel)
    await outbox.deliver()
    assert ((await outbox.only()).state, (await outbox.look_at(channel)).active) == (state, active)


async def test_teams_by_a_workflow(outbox: Outbox, receiver: Receiver) -> None:
    """An adaptive card, answered 202."""
    receiver.otherwise = 202
    channel = await outbox.channel("teams", url=receiver.url)
    await outbox.order(channel)
    await outbox.deliver()
    attachment = receiver.received[0].json["attachments"][0]
    assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
    assert (await outbox.only()).state == "delivered"
