"""Publishing, as it is on record."""

from tests.world import rule


async def test_the_audit_log_has_the_version_before_and_after(make):
    """With how many rules each has; restoring says which one came back."""
    world = await make([rule("Viewed", "Page View", 1)])
    await world.publish([rule("Viewed", "Page View", 2), rule("Clicked", "Click", 3)])
    rows = await world.rows(
        "SELECT before, after FROM audit_log WHERE workspace_id = :w AND action = 'ruleset.publish' ORDER BY at"
    )
    before, after = rows[-1]["before"], rows[-1]["after"]
    assert (before["rules"], after["rules"]) == (1, 2)
    assert after["version"] == before["version"] + 1
