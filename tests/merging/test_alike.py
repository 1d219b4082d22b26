"""Leads that look like one person: what makes them so, and what people say of it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kenbun.identity.duplicate_queries import alike
from kenbun.kit.errors import Invalid
from kenbun.kit.paging import Paging
from kenbun.merging.alike import mailbox_keys, normal_name, probes
from kenbun.merging.duplicates import duplicates, not_a_duplicate
from kenbun.resolution.derive import compare_and_derive
from tests.merging.merged import merge, own_id, take_back
from tests.world import event, group, identify


async def found(world, who):
    """By name, the reasons."""
    while await compare_and_derive(world.database, world.workspace_id, world.clock):
        pass
    async with world.database.snapshot() as connection:
        rows = await alike(connection, world.workspace_id, await own_id(world, who))
    return {row.name: row.reasons for row in rows}


async def test_the_same_phone_name_or_nearly_the_same_address(make):
    """However the number and the name are written; several reasons stand together."""
    world = await make()
    await world.hear(
        identify("ada@acme.com", name="Ada Lovelace", phone="+49 30 12345678"),
        identify("adda@acme.com", name="ÁDA  lovelace"),
        event("+493012345678", "Page View"),
        identify("ada@other.com", name="Ada Lovelace"),
        event("bob@acme.com", "Page View"),
    )
    assert await found(world, "ada@acme.com") == {
        "ÁDA  lovelace": ["Addresses that differ by two letters at most", "The same name at one account"],
        "+493012345678": ["The same phone"],
    }
    assert await found(world, "bob@acme.com") == {}


async def test_what_is_no_longer_alike_is_not_suggested(make):
    """A name that was corrected takes the pair away; one that comes to the account brings it."""
    world = await make()
    await world.hear(
        identify("user:1", name="Ada Byron"),
        group("user:1", "a1"),
        identify("user:2", name="Ada Byron"),
        group("user:2", "a2"),
    )
    assert await found(world, "user:1") == {}
    world.clock.forward(hours=1)
    await world.hear(group("user:2", "a1", world.clock()))
    assert await found(world, "user:1") == {"Ada Byron": ["The same name at one account"]}
    await world.hear(identify("user:2", world.clock(), name="Bea Byron"))
    assert await found(world, "user:1") == {}


async def test_not_a_duplicate_holds_for_good(make):
    """Neither compared again nor named together again are they a pair; and no event merges them by itself."""
    world = await make()
    await world.hear(event("cookie:c1", "Page View"), event("ada@acme.com", "Page View"))
    one, other = await own_id(world, "cookie:c1"), await own_id(world, "ada@acme.com")
    async with world.database.transaction() as connection:
        await not_a_duplicate(connection, world.caller, one, other, world.clock)
        await not_a_duplicate(connection, world.caller, other, one, world.clock)
        with pytest.raises(Invalid):
            await not_a_duplicate(connection, world.caller, one, one, world.clock)
    await world.hear(event(["cookie:c1", "ada@acme.com"], "Form Sent"))
    assert len(await world.listed()) == 2
    assert await found(world, "ada@acme.com") == {}


async def test_a_merge_taken_back_by_hand_is_not_done_again(make):
    """A visitor that a person took out of a lead stays out of it, and is suggested from then on."""
    world = await make()
    await world.hear(event("cookie:c1", "Page View"), event("ada@acme.com", "Page View"))
    await world.hear(event(["cookie:c1", "ada@acme.com"], "Form Sent"))
    [row] = await world.rows("SELECT merge_id FROM merges WHERE workspace_id = :w")
    await take_back(world, row["merge_id"])
    await world.hear(event(["cookie:c1", "ada@acme.com"], "Form Sent"))
    assert len(await world.listed()) == 2
    assert await found(world, "ada@acme.com") == {"c1": ["A shared cookie"]}


async def test_pairs_are_those_of_roots(make):
    """Merged leads are no pair; what was suggested of one of them is suggested of where it is shown."""
    world = await make()
    await world.hear(
        event("ada@acme.com", "Page View"), event("adda@acme.com", "Page View"), event("user:7", "Page View")
    )
    await found(world, "ada@acme.com")
    [merge_id] = await merge(world, "user:7", "ada@acme.com")
    assert list(await found(world, "user:7")) == ["adda@acme.com"]
    async with world.database.snapshot() as connection:
        pairs, total = await duplicates(connection, world.workspace_id, Paging(1, 10))
    assert (total, set(pairs[0].names)) == (1, {"adda@acme.com", "ada@acme.com"})
    await merge(world, "user:7", "adda@acme.com")
    assert await found(world, "user:7") == {}
    await take_back(world, merge_id)
    assert list(await found(world, "ada@acme.com")) == ["adda@acme.com"]


_LOCAL = st.text("abc.", min_size=1, max_size=9)


@settings(max_examples=settings().max_examples * 5)
@given(_LOCAL, _LOCAL)
def test_whatever_differs_by_two_letters_has_a_key_in_common(one, other):
    """No pair of local parts within the distance is missed, whatever was put in, left out or changed."""
    if distance(one, other) <= 2:
        keys = {(key.kind, key.key) for key in mailbox_keys(f"{other}@acme.com")}
        asked = {(key.kind, key.key) for key in probes(mailbox_keys(f"{one}@acme.com"))}
        assert keys & asked


def distance(one, other):
    """Letters to put in, leave out or change."""
    row = list(range(len(other) + 1))
    for place, letter in enumerate(one, start=1):
        last, row = row, [place]
        for column, with_letter in enumerate(other, start=1):
            row.append(min(last[column] + 1, row[-1] + 1, last[column - 1] + (letter != with_letter)))
    return row[-1]


def test_names_are_normal():
    """Case, accents, order of spaces and punctuation make no difference; scripts do."""
    assert normal_name(" Ádá  LOVELACE-Byron ") == "ada lovelace byron"
    assert normal_name("Łukasz") != normal_name("Lucas")
    assert normal_name("—") == ""
