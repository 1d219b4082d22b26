"""What trees say in words, kept as data beside this file.

As a `phrase` beside somebody's name, as a `sentence` about all whom they take in, and `denied`, where it may not be so.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from kenbun.conditions import OPERATORS, Allowed, parse, to_sentence, to_words
from kenbun.conditions.facts import DIMENSIONS
from kenbun.conditions.short import SHAPES
from kenbun.subject import Subject

FOLDER = Path(__file__).parent
SUBJECTS: dict[str, Subject] = {"leads": "lead", "accounts": "account", "groups": "lead"}
CASES: list[tuple[Subject, dict[str, Any]]] = [
    (subject, case)
    for file, subject in SUBJECTS.items()
    for case in json.loads((FOLDER / f"{file}.json").read_text())
]
NAMES = {"seg_1": "Trials", "usr_1": "Ada", "role_1": "Champion"}
EVERYTHING = Allowed(
    "Segments",
    metadata=True,
    lead=frozenset(),
    account=frozenset(),
    score=frozenset(DIMENSIONS),
    counts=True,
    short=frozenset(SHAPES),
    sequences=True,
    any_field=True,
)


@pytest.mark.parametrize(("subject", "case"), CASES, ids=[case["sentence"] for _, case in CASES])
def test_a_tree_reads_as_people_say_it(subject: Subject, case: dict[str, Any]) -> None:
    """A sales person reads who is meant, in one voice, with brackets only where they are needed."""
    tree = parse(case["tree"], allowed=EVERYTHING)
    assert to_words(tree, NAMES, subject) == case["phrase"]
    assert to_sentence(tree, NAMES, subject) == case["sentence"]
    if "denied" in case:
        none = parse({"none": [case["tree"]]}, allowed=EVERYTHING)
        assert to_sentence(none, NAMES, subject) == case["denied"]


def test_every_leaf_and_operator_has_a_case() -> None:
    """None is left out of the data, neither of leads nor, where these can be asked it, of accounts."""
    of: dict[str, set[str]] = {"lead": set(), "account": set()}
    for subject, case in CASES:
        of[subject] |= case["tree"].keys()
    assert set(SHAPES) <= of["lead"] | of["account"]
    assert set(SHAPES) - {"has_account"} <= of["account"]
    assert set(OPERATORS) == {case["tree"].get("operator") for _, case in CASES} & set(OPERATORS)
