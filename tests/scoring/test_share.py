"""Share links of receipts: what they show, how long, and to how many."""

import pytest

from kenbun.access.keys import SHARE, mint
from kenbun.kit.errors import Conflict, Invalid, NotFound, TooMany
from kenbun.kit.ids import new_id, parse
from kenbun.scoring import share
from tests.world import days, event, rule

RULES = [rule("Seen", "Page View", 10, 7), rule("Asked", "Demo Requested", 30)]


async def world_with_ada(make):
    world = await make(RULES)
    await world.hear(event("ada@acme.com", "Page View"), event("ada@acme.com", "Demo Requested"))
    world.clock.forward(minutes=1)
    return world, parse("ld", (await world.lead("ada@acme.com")).lead_id)


async def opened(world, token, address="192.0.2.1"):
    return await share.open_share(world.database, token, address, world.clock)


async def test_a_link_shows_the_receipt_of_its_time(make):
    """What comes after it was shared is not in it, and it says the same on its last day."""
    world, ada = await world_with_ada(make)
    made, token = await share.share(world.database, world.caller, ada, None, world.clock)
    world.clock.forward(minutes=1)
    await world.hear(event("ada@acme.com", "Demo Requested"))
    shown = await opened(world, token)
    assert (shown.name, shown.at, shown.cards[0].score) == ("ada@acme.com", made.receipt_at, 40)
    world.clock.now = made.expires_at - days(0.01)
    assert (await opened(world, token)).cards == shown.cards


async def test_a_link_ends_after_seven_days(make):
    """To the moment."""
    world, ada = await world_with_ada(make)
    made, token = await share.share(world.database, world.caller, ada, None, world.clock)
    assert made.expires_at - made.created_at == days(7)
    world.clock.now = made.expires_at
    with pytest.raises(NotFound):
        await opened(world, token)
    assert await share.list_shares(world.database, world.caller, ada, world.clock()) == []


async def test_a_revoked_link_is_as_one_that_never_was(make):
    """The same words for all that do not hold."""
    world, ada = await world_with_ada(make)
    made, token = await share.share(world.database, world.caller, ada, None, world.clock)
    [listed] = await share.list_shares(world.database, world.caller, ada, world.clock())
    assert listed == made
    async with world.database.transaction() as connection:
        await share.revoke_share(connection, world.caller, ada, made.share_id, world.clock())
    said = set()
    for bad in (token, mint(SHARE, world.workspace_id).text, mint(SHARE, new_id()).text, "x", ""):
        with pytest.raises(NotFound) as caught:
            await opened(world, bad)
        said.add(caught.value.detail)
    assert len(said) == 1
    async with world.database.transaction() as connection:
        with pytest.raises(NotFound):
            await share.revoke_share(connection, world.caller, ada, made.share_id, world.clock())


async def test_the_token_is_kept_as_a_hash(make):
    """Nothing in the database opens a link."""
    world, ada = await world_with_ada(make)
    _, token = await share.share(world.database, world.caller, ada, None, world.clock)
    shares = await world.rows("SELECT * FROM receipt_shares WHERE workspace_id = :w")
    log = await world.rows("SELECT * FROM audit_log WHERE workspace_id = :w AND action = 'receipt.share'")
    assert len(shares) == len(log) == 1
    assert token[-48:] not in str(shares) + str(log)


async def test_a_link_to_the_past(make):
    """As of the time asked for, which is not to come."""
    world, ada = await world_with_ada(make)
    before = world.clock() - days(1)
    _, token = await share.share(world.database, world.caller, ada, before, world.clock)
    assert (await opened(world, token)).cards[0].score == 0
    with pytest.raises(Invalid):
        await share.share(world.database, world.caller, ada, world.clock() + days(1), world.clock)


async def test_who_opens_too_many_has_to_wait(make):
    """Good links and bad count; another address does not wait."""
    world, ada = await world_with_ada(make)
    _, token = await share.share(world.database, world.caller, ada, None, world.clock)
    for _ in range(60):
        await opened(world, token, "192.0.2.77")
    with pytest.raises(TooMany):
        await opened(world, token, "192.0.2.77")
    await opened(world, token, "192.0.2.78")
    world.clock.forward(minutes=2)
    await opened(world, token, "192.0.2.77")


async def test_there_is_an_end_to_links(make, monkeypatch):
    """One more than the most is refused, until one is revoked."""
    monkeypatch.setattr(share, "MOST", 1)
    world, ada = await world_with_ada(make)
    made, _ = await share.share(world.database, world.caller, ada, None, world.clock)
    with pytest.raises(Conflict):
        await share.share(world.database, world.caller, ada, None, world.clock)
    async with world.database.transaction() as connection:
        await share.revoke_share(connection, world.caller, ada, made.share_id, world.clock())
    await share.share(world.database, world.caller, ada, None, world.clock)
