"""What is exported and imported into an empty workspace is listed there as it was."""

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from kenbun.leads.lists import LeadFilters, Selection
from kenbun.transfer.exports.export import lines, open_export
from tests.fits import add_fit, fit_rule
from tests.transfer.imports.importing import take_in
from tests.world import identify, make_world

_FIELDS = ("first_name", "last_name", "title", "company", "industry", "city", "country")
_RULES = [
    fit_rule("Some a", "title", "contains", "a", 20),
    fit_rule("Employed", "company", "is_not_empty", points=40),
]
# what separates cells and lines, what spreadsheets take for formulas, and what only looks like it
_TEXTS = st.text(st.sampled_from("aB ,;\"'\n\t=+-@|\\0.é漢"), min_size=1, max_size=8)
_PEOPLE = st.lists(
    st.tuples(
        st.sampled_from(["acme.com", "beta.com", "gmail.com"]),
        st.dictionaries(st.sampled_from(_FIELDS), _TEXTS, max_size=len(_FIELDS)),
    ),
    min_size=1,
    max_size=6,
)


async def _exported(world, columns):
    """The file, and its rows by address."""
    opened = await open_export(
        world.database, world.caller, Selection(filters=LeadFilters()), columns, world.clock
    )
    text = "".join([some async for some in lines(world.database, opened)])
    return text, sorted(csv.reader(io.StringIO(text, newline="")))


@given(_PEOPLE)
async def test_there_and_back(database, people):
    """Names, fields and accounts, whatever stands in the cells."""
    await _brought([await make_world(database), await make_world(database)], people)


async def test_scores_as_well(make):
    """Whoever fits does so there; what was done is no part of the file."""
    worlds = [await make(), await make()]
    for world in worlds:
        await add_fit(world, "profile", _RULES)
    people = [
        ("acme.com", {"title": "=a", "company": "A, B"}),
        ("gmail.com", {"title": "'b"}),
        ("beta.com", {}),
    ]
    await _brought(worlds, people)
    rows = [await world.listed() for world in worlds]
    shown = [
        sorted((one.name, str(one.aliases), one.title or "", one.profile_score) for one in some)
        for some in rows
    ]
    assert shown[0] == shown[1]
    assert {one.profile_score for one in rows[1]} == {60, 0}


async def _brought(worlds, people):
    """From the one to the other, of which nothing else differs that files hold."""
    there, back = worlds
    await there.hear(*(identify(f"p{n}@{domain}", **fields) for n, (domain, fields) in enumerate(people)))
    text, _ = await _exported(there, ("email", *_FIELDS))
    job = await take_in(back, text)
    assert (job.created, job.errors, job.warnings) == (len(people), 0, 0)
    columns = ("email", "name", *_FIELDS, "profile_score", "profile_level", "account")
    assert (await _exported(back, columns))[1] == (await _exported(there, columns))[1]
