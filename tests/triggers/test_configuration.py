"""Triggers in the file of the configuration: what they speak of is named, whichever workspace it is brought into."""

import pytest

from kenbun.configuration import file
from kenbun.kit.errors import Problem
from kenbun.kit.ids import public
from tests.members import join
from tests.segments.segmented import Segments
from tests.triggers.triggered import Triggers


async def test_what_triggers_speak_of_is_written_by_name(make):
    """Segments and members, in what is waited for, in conditions and in outputs; brought back in they are the same."""
    world = await make()
    triggers, segments, eve = Triggers(world), Segments(world), await join(world, "Eve")
    made = await segments.add("Askers", {"did": "Demo"})
    segment_id, person = public("seg", made.segment_id), public("usr", eve.user_id)
    given = {"kind": "segment", "subject": "lead", "segment_id": segment_id, "on": "enter"}
    outputs = [
        {"act": "assign", "owners": [person]},
        {"act": "take_out_of_segment", "segment_id": segment_id},
    ]
    await triggers.add("Asked", given, conditions={"owner": person}, outputs=outputs)
    async with world.database.snapshot() as connection:
        document = await file.export(connection, world.workspace_id)
    entry = document["triggers"]["Asked"]
    assert (entry["segment"], entry["conditions"]) == ("Askers", {"owner": eve.email})
    assert entry["outputs"] == [
        {"act": "assign", "owners": [eve.email]},
        {"act": "take_out_of_segment", "segment": "Askers"},
    ]
    changed = {"triggers": {"Asked": entry | {"fire": "once"}, "Again": entry}}
    await file.import_file(world.database, world.caller, file.read(changed), world.clock, publish=False)
    rows = await world.rows("SELECT * FROM triggers WHERE workspace_id = :w ORDER BY name")
    assert [(row["name"], row["fire"]) for row in rows] == [("Again", "always"), ("Asked", "once")]
    assert [row["definition"]["segment_id"] for row in rows] == [segment_id] * 2
    assert [row["outputs"] for row in rows] == [outputs] * 2
    assert rows[1]["trigger_id"] == triggers.ids["Asked"]


async def test_what_is_not_there_is_named_by_its_place(make):
    """A channel of another workspace, as a rule: its secrets are in no file."""
    world = await make()
    entry = {
        "kind": "surge",
        "subject": "lead",
        "count": 1,
        "within_seconds": 60,
        "outputs": [{"channel": "Sales"}],
    }
    with pytest.raises(Problem) as refused:
        await file.import_file(
            world.database, world.caller, file.read({"triggers": {"Busy": entry}}), world.clock, publish=False
        )
    assert refused.value.field == "triggers.Busy.outputs[0].channel_id"
