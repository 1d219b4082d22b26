"""What leaves kenbun goes to public addresses alone, and never waits or reads without bounds."""

import asyncio
import socket
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from kenbun.kit.errors import Invalid
from kenbun.outgoing import NotReached, Outgoing, Refused, backend, networks, post, read_url
from tests.receiver import ENDLESS, GARBAGE, HANG, RESET, TRICKLE, Receiver, receiving

HERE = networks("127.0.0.0/8")


@pytest_asyncio.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with receiving() as kept:
        yield kept


@pytest_asyncio.fixture
async def outgoing() -> AsyncIterator[Outgoing]:
    door = Outgoing(HERE)
    yield door
    await door.close()


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.0.1",
        "100.64.0.1",
        "169.254.169.254",
        "224.0.0.1",
        "255.255.255.255",
        "0.0.0.0",
        "[::1]",
        "[::]",
        "[fe80::1]",
        "[fc00::1]",
        "[ff02::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:169.254.169.254]",
        "[::127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
        "localhost",
        "2130706433",
        "0x7f.1",
    ],
)
async def test_what_is_not_of_the_internet_is_refused(address: str) -> None:
    """However it is written, and before a connection is made."""
    with pytest.raises(Refused, match="KENBUN_DELIVER_TO"):
        await Outgoing(()).post(f"http://{address}:9/", b"{}", {})


async def test_networks_can_be_let_in(receiver: Receiver) -> None:
    """And no others by that."""
    allowed = Outgoing(networks("10.0.0.0/8, 127.0.0.1"))
    assert (await allowed.post(receiver.url, b"{}", {})).status == 200
    with pytest.raises(Refused):
        await allowed.post("http://127.0.0.2:9/", b"{}", {})
    await allowed.close()


async def test_a_name_is_looked_up_once(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    """The address that was looked at is the one that is called: what the name says the next moment is not asked."""
    asked: list[str] = []

    async def look_up(host: str, port: int, **_: Any) -> list[Any]:
        asked.append(host)
        if host == "rebound.example":
            address = ["127.0.0.1", "10.9.9.9"][len(asked) - 1]
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]
        return await plain(host, port, **_)

    loop = asyncio.get_running_loop()
    plain = loop.getaddrinfo
    monkeypatch.setattr(loop, "getaddrinfo", look_up)
    answer = await Outgoing(HERE).post(f"http://rebound.example:{receiver.port}/", b"{}", {})
    assert answer.status == 200
    assert asked.count("rebound.example") == 1
    assert receiver.received[0].headers["host"] == f"rebound.example:{receiver.port}"


def leads_to(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    """Names lead to these from now on."""

    async def look_up(_host: str, port: int, **_: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in addresses]

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", look_up)


async def test_of_several_addresses_one_has_to_answer(
    receiver: Receiver, outgoing: Outgoing, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those that may be called are, in turn: at one nobody listens, as where IPv6 leads nowhere."""
    leads_to(monkeypatch, "10.9.9.9", "127.0.0.2", "127.0.0.1")
    assert (await outgoing.post(f"http://two.example:{receiver.port}/", b"{}", {})).status == 200
    leads_to(monkeypatch, "127.0.0.2", "127.0.0.3", "10.9.9.9")
    with pytest.raises(NotReached, match="The connection failed"):
        await outgoing.post(f"http://none.example:{receiver.port}/", b"{}", {})
    leads_to(monkeypatch, "10.9.9.9", "10.9.9.8")
    with pytest.raises(Refused):
        await outgoing.post(f"http://ours.example:{receiver.port}/", b"{}", {})


async def test_an_address_that_says_nothing_leaves_time_for_the_next(
    receiver: Receiver, outgoing: Outgoing, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A share of what connecting may take."""
    monkeypatch.setattr(backend, "CONNECT_TIMEOUT", 0.4)
    with socket.socket() as deaf, socket.socket() as first, socket.socket() as second:
        deaf.bind(("127.0.0.2", receiver.port))
        deaf.listen(0)
        # its queue is full by these: the kernel answers nobody else
        for one in (first, second):
            one.setblocking(False)
            one.connect_ex(("127.0.0.2", receiver.port))
        leads_to(monkeypatch, "127.0.0.2", "127.0.0.1")
        began = time.monotonic()
        answer = await outgoing.post(f"http://deaf.example:{receiver.port}/", b"{}", {})
    assert answer.status == 200
    assert 0.15 < time.monotonic() - began < 2


async def test_redirects_are_not_followed(receiver: Receiver, outgoing: Outgoing) -> None:
    """Not even to a place that may be called: a webhook's address is the one that was set up."""
    receiver.answers.append((302, {"Location": receiver.url}))
    answer = await outgoing.post(receiver.url, b"{}", {})
    assert (answer.status, answer.is_good, len(receiver.received)) == (302, False, 1)


async def test_what_comes_back_is_read_within_bounds(
    receiver: Receiver, outgoing: Outgoing, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A body without end counts for the status before it; so does one that trickles."""
    receiver.answers.append(ENDLESS)
    answer = await outgoing.post(receiver.url, b"{}", {})
    assert (answer.status, len(answer.text)) == (200, post.MOST_READ)
    monkeypatch.setattr(post, "WHOLE_TIMEOUT", 0.3)
    receiver.answers.append(TRICKLE)
    answer = await outgoing.post(receiver.url, b"{}", {})
    assert answer.is_good
    assert set(answer.text) == {"x"}


@pytest.mark.parametrize("way", [HANG, RESET, GARBAGE])
async def test_no_answer_is_told(
    receiver: Receiver, outgoing: Outgoing, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    """In a line, after a bounded time; the next message goes through."""
    monkeypatch.setattr(post, "WHOLE_TIMEOUT", 0.3)
    receiver.answers.append(way)
    began = time.monotonic()
    with pytest.raises(NotReached, match=r"No answer|The connection failed"):
        await outgoing.post(receiver.url, b"{}", {})
    assert time.monotonic() - began < 2
    assert (await outgoing.post(receiver.url, b"{}", {})).status == 200


async def test_nobody_there_is_told(outgoing: Outgoing) -> None:
    """Neither a host that is none nor a closed port is more than a failed attempt."""
    for url in ("http://127.0.0.1:1/", "http://no-such-host.invalid/"):
        with pytest.raises(NotReached, match="The connection failed"):
            await outgoing.post(url, b"{}", {})


async def test_connections_are_kept(receiver: Receiver, outgoing: Outgoing) -> None:
    """Many messages to one host need no connection each."""
    for _ in range(5):
        await outgoing.post(receiver.url, b"{}", {"webhook-id": "fir_1"})
    assert receiver.connections == 1
    assert [one.headers["webhook-id"] for one in receiver.received] == ["fir_1"] * 5


@pytest.mark.parametrize(
    ("typed", "called"),
    [
        (" https://hooks.example.com ", "https://hooks.example.com/"),
        ("http://Bücher.example:8080/ä b?q=ü#part", "http://xn--bcher-kva.example:8080/%C3%A4%20b?q=%C3%BC"),
        ("http://127.0.0.1:9/x", "http://127.0.0.1:9/x"),
    ],
)
def test_addresses_are_written_plainly(typed: str, called: str) -> None:
    """As they go over the wire."""
    assert read_url(typed, "url", HERE) == called


@pytest.mark.parametrize(
    "typed",
    [
        *[
            "hooks.example.com",
            "ftp://example.com",
            "http://",
            "http://[::1",
            "http://x:99999/",
            "http://x:0/",
            "http://.../",
        ],
        *[
            "http://me:secret@example.com/",
            "http://10.0.0.1/",
            "http://[::1]/",
            "javascript:alert(1)",
            "http://\x00/",
        ],
        *("", "http://a b/", "http://example.com/" + "x" * 2000),
    ],
)
def test_addresses_that_cannot_be_called_are_refused(typed: str) -> None:
    """By name of the field, when they are typed in."""
    with pytest.raises(Invalid) as problem:
        read_url(typed, "config.url", HERE)
    assert problem.value.field == "config.url"
