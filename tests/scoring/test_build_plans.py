"""What a publish stored is known to the planner by the time of the switch."""

from kenbun.scoring import build_queries
from tests.world import event, rule


async def test_the_planner_knows_how_much_a_new_version_has(make, monkeypatch):
    """Statistics from before a version hold it for empty: a switch over 100,000 leads took minutes by that plan."""
    monkeypatch.setattr(build_queries, "_MANY", 100)
    world = await make([rule("Viewed", "Page View", 4)])
    await world.hear(*[event(f"one{number}@acme.com", "Page View") for number in range(400)])
    async with world.database.transaction() as connection:
        await build_queries.let_planner_know(connection, "engagement", 400)
    await world.publish([rule("Viewed", "Page View", 5)])
    [version] = await world.rows(
        "SELECT version_id FROM ruleset_versions WHERE workspace_id = :w AND state = 'in_force'"
    )
    [explained] = await world.rows(
        "EXPLAIN (FORMAT JSON) SELECT lead_id FROM lead_states "
        f"WHERE workspace_id = :w AND version_id = '{version['version_id']}'"
    )
    [plan] = explained["QUERY PLAN"]
    assert 200 <= plan["Plan"]["Plan Rows"] <= 800
