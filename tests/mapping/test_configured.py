"""A workspace's own mappings and fields, on small cases."""

import pytest

from kenbun.kit.errors import Conflict, Invalid, NotFound
from tests.world import NOON, event, group, hours, identify

ADA = "ada@acme.com"


async def test_a_new_mapping_holds_from_the_next_call_on(mapped):
    """And one that is removed does so no more; the value that came by it stays."""
    m = await mapped()
    await m.world.hear(event(ADA, "Page View", NOON, plan_name="Pro"))
    made = await m.map("metadata.plan_name", "account.plan")
    assert (await m.account())[1] == {}
    await m.world.hear(event(ADA, "Page View", NOON, plan_name="Team"))
    await m.unmap(made)
    await m.world.hear(event(ADA, "Page View", NOON + hours(1), plan_name="Free"))
    assert (await m.account())[1] == {"plan": "Team"}


async def test_one_restricted_to_a_type_hears_no_other(mapped):
    """However the type is spelled."""
    m = await mapped()
    await m.map("metadata.city", "lead.city", event_type="Form Sent")
    await m.world.hear(event(ADA, "Page View", city="Rome"))
    assert "city" not in await m.lead(ADA)
    await m.world.hear(event(ADA, "form_sent", city="Oslo"))
    assert (await m.lead(ADA))["city"] == "Oslo"


async def test_of_one_call_the_mapping_that_stands_first_counts(mapped):
    """Where its value fits; the order can be changed."""
    m = await mapped()
    await m.map("metadata.a", "account.employees")
    second = await m.map("metadata.b", "account.employees")
    await m.world.hear(event(ADA, "Page View", a=1, b=2))
    assert (await m.account())[1] == {"employees": 1}
    await m.world.hear(event(ADA, "Page View", NOON + hours(1), a="many", b=2))
    assert (await m.account())[1] == {"employees": 2}
    await m.change(second, "metadata.b", "account.employees", position=1)
    await m.world.hear(event(ADA, "Page View", NOON + hours(2), a=3, b=4))
    assert (await m.account())[1] == {"employees": 4}


async def test_only_if_empty_keeps_the_earliest(mapped):
    """By the time of the event."""
    m = await mapped()
    await m.map("metadata.city", "lead.city", "only_if_empty")
    for offset, city in ((0, "Rome"), (1, "Oslo"), (-1, "Bern")):
        await m.world.hear(event(ADA, "Page View", NOON + hours(offset), city=city))
    assert (await m.lead(ADA))["city"] == "Bern"


async def test_a_key_with_dots_leads_into_objects(mapped):
    """Unless there is a key of just that name."""
    m = await mapped()
    await m.map("metadata.context.place", "lead.city")
    await m.world.hear(event(ADA, "Page View", context={"place": "Rome"}))
    assert (await m.lead(ADA))["city"] == "Rome"
    await m.world.hear(event(ADA, "Page View", NOON + hours(1), **{"context.place": "Oslo", "context": {}}))
    assert (await m.lead(ADA))["city"] == "Oslo"


async def test_traits_say_which_call_they_come_with(mapped):
    """Of a person by themselves identify's, of an account group's; the other call can be named."""
    m = await mapped()
    await m.map("trait.size", "account.company_size")
    await m.map("trait.employer_size", "account.employees", event_type="Identify")
    await m.map("trait.region", "lead.country", event_type="group")
    await m.world.hear(identify(ADA, size="big", employer_size=12, region="ignored"))
    assert (await m.account())[1] == {"employees": 12}
    await m.world.hear(group(ADA, None, size="51-200", employer_size=99, region="Norway"))
    assert (await m.account())[1] == {"employees": 12, "company_size": "51-200"}
    assert (await m.lead(ADA))["country"] == "Norway"


async def test_a_leads_field_is_copied_with_its_time(mapped):
    """To the account and to another field of the lead, and from there on; an older value changes nothing."""
    m = await mapped()
    await m.field("lead", "employer")
    await m.map("trait.company", "lead.company")
    await m.map("lead_field.company", "lead.employer")
    await m.map("lead_field.employer", "account.name")
    await m.world.hear(identify(ADA, NOON, company="Acme"))
    await m.world.hear(identify(ADA, NOON - hours(1), company="Acme of Old"))
    assert (await m.lead(ADA))["employer"] == "Acme"
    assert (await m.account())[1] == {"name": "Acme"}


@pytest.mark.parametrize(
    ("kind", "raw", "value"),
    [
        ("number", "12.5", 12.5),
        ("boolean", True, True),
        ("boolean", " Yes", True),
        ("boolean", "false", False),
        ("date", "2026-03-04", "2026-03-04"),
        ("date", "2026-03-04T12:00:00Z", "2026-03-04T12:00:00Z"),
        ("text", 7, "7"),
    ],
)
async def test_custom_fields_have_types(mapped, kind, raw, value):
    """Values are read as the field's type."""
    m = await mapped()
    await m.field("lead", "extra", kind)
    await m.map("metadata.extra", "lead.extra")
    await m.world.hear(event(ADA, "Page View", extra=raw))
    assert (await m.lead(ADA))["extra"] == value


@pytest.mark.parametrize(
    ("kind", "raw"),
    [
        ("number", "many"),
        ("number", True),
        ("boolean", 1),
        ("boolean", "maybe"),
        ("date", "yesterday"),
        ("date", "2026-02-30"),
        ("date", 20260304),
        ("text", {"a": 1}),
        ("text", "x" * 1001),
        ("number", 10**400),
    ],
)
async def test_what_does_not_fit_is_counted(mapped, kind, raw):
    """It is not applied; the mapping shows how many there were, and the last of them. The event keeps it."""
    m = await mapped()
    await m.field("lead", "extra", kind)
    await m.map("metadata.extra", "lead.extra")
    for _ in range(2):
        await m.world.hear(event(ADA, "Page View", extra=raw))
    assert "extra" not in await m.lead(ADA)
    [row] = await m.listed()
    assert row.misfits.count == 2
    assert 0 < len(row.misfits.sample) <= 200
    stored = await m.world.rows("SELECT metadata ? 'extra' AS kept FROM events WHERE workspace_id = :w")
    assert [one["kept"] for one in stored] == [True, True]


@pytest.mark.parametrize("raw", [None, "", "  "])
async def test_nothing_is_no_misfit(mapped, raw):
    """Null and blank text say nothing."""
    m = await mapped()
    await m.map("metadata.city", "lead.city")
    await m.world.hear(event(ADA, "Page View", city=raw))
    [row] = await m.listed()
    assert row.misfits is None


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (("metadata.a", "lead.nothing"), "target.field"),
        (("metadata.a", "account.title"), "target.field"),
        (("metadata." + "a." * 21, "lead.city"), "source.key"),
        (("lead_field.nothing", "lead.city"), "source.key"),
        (("lead_field.city", "lead.city"), "target.field"),
        (("lead_field.city", "account.plan", "always_latest", "Page View"), "source.event_type"),
        (("trait.a", "lead.city", "always_latest", "page"), "source.event_type"),
    ],
)
async def test_mappings_that_lead_nowhere_are_refused(mapped, given, field):
    """Naming the part that is wrong."""
    m = await mapped()
    with pytest.raises(Invalid) as refused:
        await m.map(*given)
    assert refused.value.field == field


async def test_what_is_worked_out_is_no_field(mapped):
    """Conditions ask for the status of a lead by a name that a field of that name would not be found by."""
    m = await mapped()
    with pytest.raises(Conflict, match="worked out"):
        await m.field("lead", "status")
    await m.field("account", "status")


async def test_copies_go_in_no_circle(mapped):
    """Not by way of others either; nor is there the same mapping twice."""
    m = await mapped()
    await m.map("lead_field.city", "lead.country")
    await m.map("lead_field.country", "lead.industry")
    with pytest.raises(Invalid):
        await m.map("lead_field.industry", "lead.city")
    with pytest.raises(Conflict):
        await m.map("lead_field.city", "lead.country", "only_if_empty")
    await m.map("trait.a", "lead.city")
    with pytest.raises(Conflict):
        await m.map("trait.a", "lead.city", event_type="identify")


async def test_another_process_hears_of_a_change_with_the_next_batch(mapped, monkeypatch):
    """What it keeps in memory is known to be old by the workspace's row."""
    from kenbun.mapping import loaded

    m = await mapped()
    await m.world.hear(event(ADA, "Page View"))
    here, there = loaded._kept, dict(loaded._kept)
    await m.map("metadata.city", "lead.city")
    await m.world.hear(event(ADA, "Page View", city="Rome"))
    assert here[m.world.workspace_id] != there[m.world.workspace_id]
    monkeypatch.setattr(loaded, "_kept", there)
    await m.world.hear(event(ADA, "Page View", NOON + hours(1), city="Oslo"))
    assert (await m.lead(ADA))["city"] == "Oslo"


async def test_a_custom_field_goes_with_its_values(mapped):
    """Not while a mapping uses it; what it once was stays in the history, and the name can be used anew."""
    m = await mapped()
    field_id = await m.field("lead", "colour")
    mapping_id = await m.map("metadata.colour", "lead.colour")
    await m.world.hear(event(ADA, "Page View", colour="red"))
    lead_id, before = await m.lead_id(ADA), await m.tick()
    with pytest.raises(Conflict):
        await m.unfield(field_id)
    await m.unmap(mapping_id)
    m.world.clock.forward(hours=1)
    await m.unfield(field_id)
    assert "colour" not in await m.lead(ADA)
    assert (await m.at("lead", lead_id, before))["colour"] == "red"
    assert "colour" not in await m.at("lead", lead_id, await m.tick())
    with pytest.raises(NotFound):
        await m.unfield(field_id)
    await m.field("lead", "colour", "number")
    with pytest.raises(Conflict):
        await m.field("lead", "colour")
    with pytest.raises(Conflict):
        await m.field("lead", "city")
