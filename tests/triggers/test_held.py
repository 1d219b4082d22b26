"""What was held back, released and discarded; and chains of acts."""

import pytest

from kenbun.access.ticks import tick
from kenbun.kit.errors import Invalid
from kenbun.kit.paging import Paging
from kenbun.levels.drafts import BandDraft
from kenbun.levels.edit import put_bands
from kenbun.levels.queries import bands_in_force
from kenbun.mapping.by_hand import set_by_hand
from kenbun.scoring.fit.follow import follow_fields
from kenbun.triggers.builder.listing import listing_of
from kenbun.triggers.chains import note_act
from kenbun.triggers.held import Chosen, discard, release
from tests.fits import add_fit, fit_rule
from tests.triggers.triggered import HOT, WARM, Triggers
from tests.world import NOON, days, event, rule

RULES = [rule("Asked", "Demo", 60)]
TELL = [{"act": "notify", "members": "everyone"}, {"act": "notify_owner"}]
FIT = {"kind": "milestone", "subject": "lead", "dimension": "profile", "direction": "up", "threshold": 5}


@pytest.fixture
async def world(make):
    return await make(RULES)


@pytest.fixture
async def triggers(world):
    triggers = Triggers(world)
    await triggers.add("Hot", HOT, outputs=TELL)
    return triggers


async def decide(world, done, chosen):
    async with world.database.transaction() as connection:
        return await done(connection, world.caller, chosen, world.clock)


async def orders(world):
    return await world.rows("SELECT * FROM deliveries WHERE workspace_id = :w")


async def test_each_firing_orders_what_comes_of_it(world, triggers):
    """In its own transaction, once for each output; what is held back orders nothing."""
    await world.hear(event("ada@acme.com", "Demo"), event("bob@acme.com", "Demo", NOON - days(2)))
    fired = {one["firing_id"]: one["state"] for one in await triggers.firings("Hot")}
    ordered = await orders(world)
    assert [fired[one["firing_id"]] for one in ordered] == ["fired", "fired"]
    assert sorted(one["act"]["act"] for one in ordered) == ["notify", "notify_owner"]
    assert {one["kind"] for one in ordered} == {"milestone"}


async def test_what_is_released_is_sent(world, triggers):
    """By its id, by trigger, by cause or all; decided once. It stays in the history with why it had been held."""
    who = ("ada@acme.com", "bob@acme.com", "cy@acme.com")
    await world.hear(*[event(one, "Demo", NOON - days(2)) for one in who])
    first, *_ = await triggers.firings("Hot")
    done = await decide(world, release, Chosen([first["firing_id"]]))
    assert (done.released, done.discarded, done.left) == (1, 0, False)
    assert len(await orders(world)) == 2
    assert (await decide(world, release, Chosen([first["firing_id"]]))).released == 0
    assert (await decide(world, discard, Chosen(because="publish"))).discarded == 0
    assert (await decide(world, discard, Chosen(None, triggers.ids["Hot"]))).discarded == 2
    assert [state for state, _ in await triggers.states("Hot")] == ["released", "discarded", "discarded"]
    assert len(await orders(world)) == 2
    log = await world.rows("SELECT action FROM audit_log WHERE workspace_id = :w AND action LIKE 'firing.%'")
    assert len(log) == 4


async def test_what_is_released_keeps_its_distance(world, triggers):
    """Of a trigger that rests for a day, two that were held back within minutes are one; one that is further off goes
    too, but for one that fired just before it."""
    await triggers.change("Hot", cooldown_seconds=86_400)
    await world.hear(event("ada@acme.com", "Demo"))
    await world.rows("UPDATE trigger_firings SET state = 'held_back' WHERE workspace_id = :w RETURNING 1")
    for before in ("5 minutes", "2 days", "10 days"):
        await world.rows(
            "INSERT INTO trigger_firings SELECT workspace_id, uuidv7(), trigger_id, subject_id,"
            " :latest - cast(:before AS text)::interval, cause, :state, NULL, 0"
            " FROM trigger_firings WHERE workspace_id = :w ORDER BY at DESC LIMIT 1 RETURNING 1",
            latest=NOON,
            before=before,
            state="fired" if before == "10 days" else "held_back",
        )
    await world.rows(
        "UPDATE trigger_firings SET at = :at WHERE workspace_id = :w AND at > :at RETURNING 1", at=NOON
    )
    done = await decide(world, release, Chosen())
    assert (done.released, done.discarded) == (2, 1)
    assert [state for state, _ in await triggers.states("Hot")] == [
        "fired",
        "released",
        "released",
        "discarded",
    ]


async def test_one_that_names_what_is_gone_can_be_paused(world, triggers):
    """And changed; the list says what it misses, and it is not switched on before it names what there is."""
    await triggers.add("Warm", WARM)
    async with world.database.transaction() as connection:
        bands = (await bands_in_force(connection, world.workspace_id, "engagement")).bands
        drafts = [
            BandDraft.model_validate(
                {name: one.shown()[name] for name in BandDraft.model_fields} | {"name": f"{one.name} now"}
            )
            for one in bands
        ]
        await put_bands(connection, world.caller, "engagement", drafts, world.clock)
    assert await said(world) == {
        "Hot": "",
        "Warm": "There is no level “Warm” any more: it waits in vain.",
    }
    await triggers.change("Warm", active=False)
    await triggers.change("Warm", cooldown_seconds=60)
    with pytest.raises(Invalid, match="no such level"):
        await triggers.change("Warm", active=True)
    await triggers.change("Warm", active=True, level="Warm now")
    assert (await said(world))["Warm"] == ""


async def said(world):
    """By trigger, what the list says of what it names."""
    async with world.database.snapshot() as connection:
        listed = await listing_of(connection, world.workspace_id, "", "", Paging(), world.clock())
    return {row.name: row.gone for row in listed.rows}


async def test_who_has_fired_meanwhile_is_not_released_again(world, triggers):
    """A trigger that fires once does so once, whichever way."""
    await triggers.change("Hot", fire="once")
    await world.hear(event("ada@acme.com", "Demo", NOON - days(2)), event("ada@acme.com", "Left"))
    await triggers.settle()
    await world.rows("UPDATE trigger_firings SET state = 'held_back' WHERE workspace_id = :w RETURNING 1")
    await world.rows(
        "INSERT INTO trigger_firings SELECT workspace_id, uuidv7(), trigger_id, subject_id, at, cause, 'fired', NULL, 0"
        " FROM trigger_firings WHERE workspace_id = :w RETURNING 1"
    )
    done = await decide(world, release, Chosen())
    assert (done.released, done.discarded) == (0, 1)


async def test_acts_set_off_other_triggers_three_links_far(world, triggers):
    """Never their own; where the chain ends, a row says so."""
    await add_fit(world, "profile", [fit_rule("VP", "title", "contains", "VP", 5)])
    await triggers.add("Fits", FIT)
    await world.hear(event("ada@acme.com", "Demo"))
    lead_id = await world.lead_by_alias(("email", "ada@acme.com"))
    [hot] = await triggers.firings("Hot")
    for number, (chain, state) in enumerate([(1, "fired"), (4, "discarded")]):
        await world.rows(
            "UPDATE trigger_firings SET chain = :chain WHERE workspace_id = :w AND firing_id = :id RETURNING 1",
            chain=chain - 1,
            id=hot["firing_id"],
        )
        await _set_title(world, lead_id, "VP Sales", hot["firing_id"])
        await triggers.settle()
        last = (await triggers.firings("Fits"))[number]
        assert (last["chain"], last["state"]) == (chain, state)
        assert last["held_because"] == (None if state == "fired" else "chain")
        await _set_title(world, lead_id, "Clerk", hot["firing_id"])
        await triggers.settle()
    [fits, _] = await triggers.firings("Fits")
    await _set_title(world, lead_id, "VP Sales", fits["firing_id"])
    await triggers.settle()
    assert len(await triggers.firings("Fits")) == 2


async def _set_title(world, lead_id, title, firing_id):
    """As an act of that firing does it."""
    async with world.database.transaction() as connection:
        now = await tick(connection, world.workspace_id, world.clock)
        place = (connection, world.workspace_id)
        touched = await set_by_hand(*place, "lead", lead_id, {"title": title}, now, by="tests")
        await follow_fields(*place, touched, now, "hand")
        await note_act(*place, firing_id, now)
