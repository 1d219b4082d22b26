"""Publishing rules of fields."""

from kenbun.scoring.fit import build
from tests.fits import add_fit, fit_rule, publish_fit
from tests.world import identify


async def test_a_build_goes_piece_by_piece(make, monkeypatch):
    """Seven people in pieces of two are all scored, and the progress says so."""
    monkeypatch.setattr(build, "CHUNK", 2)
    world = await make()
    [ruleset_id] = await add_fit(world, "profile", [])
    await world.hear(*(identify(f"p{number}@acme.com", title="VP") for number in range(7)))
    await publish_fit(world, "profile", ruleset_id, [fit_rule("VP", "title", "equals", "VP", 30)])
    scores = await world.rows("SELECT profile_score FROM leads WHERE workspace_id = :w")
    assert [row["profile_score"] for row in scores] == [30] * 7
    [version] = await world.rows("SELECT * FROM ruleset_versions WHERE workspace_id = :w AND number = 2")
    assert (version["leads_done"], version["leads_total"]) == (7, 7)
