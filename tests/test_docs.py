"""What the documents say is so."""

import json
import re
from pathlib import Path

import pytest

from kenbun.conditions import OPERATORS, SCORING_RULES, STANDARD_LEAD_FIELDS, parse
from kenbun.conditions.short import SHAPES
from kenbun.configuration import file
from kenbun.events.filters.drafts import FilterDraft
from kenbun.events.filters.drafts import read as read_filter
from kenbun.kit import yaml_text
from kenbun.kit.ids import new_id
from kenbun.levels.bands import Bands
from kenbun.levels.defaults import DIMENSIONS, default_bands
from kenbun.scoring.fit.rules import FitDraft, FitRule
from kenbun.scoring.rules import Rule, RuleDraft
from kenbun.segments.evaluation import Kind
from kenbun.segments.language.check import read_stored
from kenbun.segments.language.vocabulary import as_saved
from kenbun.settings import Settings
from kenbun.triggers.drafts import TriggerDraft
from kenbun.triggers.kinds import definition_of

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()
CONDITIONS = (ROOT / "docs" / "conditions.md").read_text()
SCORING = (ROOT / "docs" / "scoring.md").read_text()


def test_every_setting_is_in_the_readme() -> None:
    """Whoever runs kenbun finds each variable, and none that is gone."""
    named = set(re.findall(r"^\| `KENBUN_(\w+)`", README, re.MULTILINE))
    assert named == {name.upper() for name in Settings.model_fields}


def test_every_operator_is_documented_with_its_words() -> None:
    """The table is the list of operators, in their order."""
    rows = re.findall(r"^\| `(\w+)` \| ([\w ]+) \|", CONDITIONS, re.MULTILINE)
    assert rows == [(operator.name, operator.words) for operator in OPERATORS.values()]


def test_the_example_tree_can_be_saved() -> None:
    """The tree that people copy first."""
    for block in re.findall(r"```json\n(.*?)```", CONDITIONS, re.DOTALL):
        assert parse(json.loads(block), allowed=SCORING_RULES)


def test_every_leaf_of_segments_is_documented() -> None:
    """Each is in the table with an example that can be read, and none that is gone."""
    table = [json.loads(example) for example in re.findall(r"^\| `(\{.*?\})` \|", CONDITIONS, re.MULTILINE)]
    assert {next(iter(leaf)) for leaf in table} == set(SHAPES)
    for leaf in table:
        assert read_stored("account" if "leads" in "".join(leaf) else "lead", leaf)


def test_the_example_rules_can_be_saved() -> None:
    """And so are the rules, one about events and one about a field."""
    event, field = map(json.loads, re.findall(r"-d '(.*?)'\n", SCORING, re.DOTALL))
    assert Rule.read(new_id(), RuleDraft.model_validate(event)).words == "path contains “/pricing”"
    read = FitRule.read(new_id(), FitDraft.model_validate(field), "profile", frozenset(STANDARD_LEAD_FIELDS))
    assert read.words == "title contains “head of”"


def test_the_example_of_a_configuration_can_be_read() -> None:
    """It is what an export would hold: nothing is put otherwise in the normal form."""
    [block] = re.findall(r"```yaml\n(.*?)```", (ROOT / "docs" / "configuration.md").read_text(), re.DOTALL)
    example = yaml_text.read(block)
    assert {"kenbun": 1} | file.read(example) == example
    assert yaml_text.write(example) == block


def test_the_example_filters_can_be_saved() -> None:
    """One of each kind."""
    examples = re.findall(r"-d '(.*?)'\n", (ROOT / "docs" / "filters.md").read_text(), re.DOTALL)
    read = [read_filter(FilterDraft.model_validate(json.loads(one))) for one in examples]
    assert [one.kind for one in read] == ["attribute", "velocity"]


@pytest.mark.parametrize("document", sorted(path.name for path in ROOT.glob("docs/segments/*.md")))
def test_the_example_segments_can_be_saved(document: str) -> None:
    """Whole trees, of the kind that the page is about; and single conditions, of either."""
    text = (ROOT / "docs" / "segments" / document).read_text()
    kind: Kind = "account" if "account" in document else "lead"
    for block in re.findall(r"```json\n(.*?)```", text, re.DOTALL):
        assert parse(json.loads(block), allowed=as_saved(kind))
    for line in re.findall(r"`({.*})`", text):
        of: Kind = "account" if "leads" in line else "lead"
        assert parse(json.loads(line), allowed=as_saved(of))


def test_the_example_triggers_can_be_saved() -> None:
    """One of each kind, and the surge of an account; their outputs but for what they name by ids."""
    examples = re.findall(r"```json\n(.*?)```", (ROOT / "docs" / "triggers.md").read_text(), re.DOTALL)
    drafts = [TriggerDraft.model_validate(json.loads(one)) for one in examples]
    for one in drafts:
        assert definition_of(one.kind, one.subject, one.given())
    assert {one.kind for one in drafts} == {"milestone", "sequence", "surge", "segment", "level"}


@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_the_first_levels_are_documented(dimension: str) -> None:
    """Name and range of each."""
    bands = Bands.read(default_bands(dimension)).bands
    shown = [
        f"{band.name} from {band.min}" if band.max is None else f"{band.name} {band.min}–{band.max}"
        for band in bands
    ]
    assert f"| {dimension} | {', '.join(shown)} |" in SCORING


@pytest.mark.parametrize(
    "document", sorted(path.relative_to(ROOT).as_posix() for path in ROOT.glob("docs/**/*.md"))
)
def test_documents_are_found_and_their_links_lead_somewhere(document: str) -> None:
    """Each can be reached from the README or another document, and points to what exists."""
    text = (ROOT / document).read_text()
    for target in re.findall(r"\]\(([\w./-]+)(?:#[\w-]+)?\)", text):
        assert ((ROOT / document).parent / target).exists(), target
    others = README + "".join(
        path.read_text() for path in ROOT.glob("docs/**/*.md") if path != ROOT / document
    )
    assert Path(document).name in others
