"""Who did it: aliases to leads, on small cases."""

from itertools import pairwise

from tests.world import alias, event, identify


async def lead_of(world, who):
    return await world.lead_by_alias(alias(who))


async def suggested(world, subject="lead"):
    rows = await world.rows(
        "SELECT one_id, other_id, reason FROM suggested_duplicates WHERE workspace_id = :w AND subject = :s",
        s=subject,
    )
    return {(row["one_id"], row["other_id"]): row["reason"] for row in rows}


async def test_an_unknown_alias_is_a_new_lead_and_a_known_one_the_same(make):
    """Two events by one address make one lead; another address makes another."""
    world = await make()
    await world.hear(event("ada@acme.com", "Page View"), event("ada@acme.com", "Page View"))
    await world.hear(event("ada@acme.com", "Page View"), event("bob@acme.com", "Page View"))
    assert sorted(row.event_count for row in await world.listed()) == [1, 3]


async def test_aliases_of_one_event_are_joined(make):
    """A sign-up that names cookie and address joins them, so both lead to one person from then on."""
    world = await make()
    await world.hear(event("cookie:c1", "Page View"))
    await world.hear(event(["cookie:c1", "ada@acme.com"], "Form Sent"))
    await world.hear(event("ada@acme.com", "Page View"))
    [row] = await world.listed()
    assert row.event_count == 3
    assert {one["kind"] for one in row.aliases} == {"cookie", "email"}


async def test_the_strongest_alias_did_it(make):
    """Of two known leads in one event, the one named by external id stands before e-mail, phone, social, cookie."""
    world = await make()
    everyone = ["cookie:c1", "social:@ada", "+493012345678", "ada@acme.com", "user:1"]
    await world.hear(*(event(who, "Page View") for who in everyone))
    for weaker, stronger in pairwise(everyone):
        call = event([weaker, stronger], "Form Sent")
        await world.hear(call)
        assert (await world.doers())[call["message_id"]] == await lead_of(world, stronger)


async def test_an_anonymous_visitor_turns_out_to_be_a_known_person(make):
    """One event that names both merges the visitor into the person, whose page then shows what both did."""
    world = await make()
    await world.hear(event("cookie:c1", "Page View"))
    await world.hear(event("ada@acme.com", "Page View"))
    await world.hear(event(["cookie:c1", "ada@acme.com"], "Form Sent"))
    [row] = await world.listed()
    assert row.event_count == 3
    assert await lead_of(world, "cookie:c1") == await lead_of(world, "ada@acme.com")
    assert await suggested(world) == {}
    await world.hear(event("cookie:c1", "Page View"))
    assert (await world.listed())[0].event_count == 4


async def test_two_known_people_are_suggested_as_one(make):
    """Both stay as they are: two leads, and the pair with its reason, the older first."""
    world = await make()
    await world.hear(event("user:7", "Page View"))
    await world.hear(event("ada@acme.com", "Page View"))
    await world.hear(event(["user:7", "ada@acme.com"], "Form Sent"))
    one, ada = await lead_of(world, "user:7"), await lead_of(world, "ada@acme.com")
    assert one != ada
    assert await suggested(world) == {(one, ada): "Named together by one event"}
    await world.hear(event(["ada@acme.com", "user:7"], "Form Sent"))
    assert len(await suggested(world)) == 1


async def test_a_cookie_of_another_person_is_said_so(make):
    """A browser that two known people use makes them a pair, with the cookie as the reason."""
    world = await make()
    await world.hear(event(["cookie:c1", "ada@acme.com"], "Page View"))
    await world.hear(event("bob@acme.com", "Page View"))
    await world.hear(event(["cookie:c1", "bob@acme.com"], "Page View"))
    assert list((await suggested(world)).values()) == ["A shared cookie"]


async def test_of_two_visitors_the_older_stays(make):
    """Two browsers named together are one visitor, who goes by the id that was there first."""
    world = await make()
    await world.hear(event("cookie:c1", "Page View"))
    older = (await world.listed())[0].lead_id
    await world.hear(event("cookie:c2", "Page View"), event(["cookie:c2", "cookie:c1"], "Page View"))
    [row] = await world.listed()
    assert (row.lead_id, row.event_count) == (older, 3)


async def test_a_lead_id_stands_over_every_alias(make):
    """An event that names a lead by its id is that lead's, and teaches it the aliases that are new."""
    world = await make()
    await world.hear(event("cookie:c1", "Page View"))
    visitor = (await world.listed())[0].lead_id
    await world.hear(event("user:7", "Logged In", lead_id=visitor))
    [row] = await world.listed()
    assert (row.lead_id, row.event_count) == (visitor, 2)
    assert {"kind": "external_id", "value": "7"} in row.aliases


async def test_calls_that_are_no_events_join_aliases_and_count_nothing(make):
    """An identify call joins and is not counted; the event that follows is."""
    world = await make()
    await world.hear(identify(["cookie:c1", "ada@acme.com"]))
    [row] = await world.listed()
    assert (row.event_count, row.last_active_at, row.engagement_score) == (0, None, 0)
    await world.hear(event("cookie:c1", "Page View"))
    assert [row.event_count for row in await world.listed()] == [1]


async def test_workspaces_share_no_alias(make):
    """The same address in another workspace is another lead."""
    one, other = await make(), await make()
    await one.hear(event("ada@acme.com", "Page View"))
    await other.hear(event("ada@acme.com", "Page View"))
    assert (await one.listed())[0].lead_id != (await other.listed())[0].lead_id
