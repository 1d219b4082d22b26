"""What docs/mapping.md says is so."""

import json
import re
from pathlib import Path

from kenbun.mapping.checks import check
from kenbun.mapping.fields import TYPES, Fields
from kenbun.mapping.shapes import NewMapping

TEXT = (Path(__file__).parents[2] / "docs" / "mapping.md").read_text()


def test_the_example_can_be_saved():
    """The mapping that people copy first."""
    [example] = re.findall(r"```json\n(.*?)```", TEXT, re.DOTALL)
    check(NewMapping.model_validate(json.loads(example)).draft(), Fields.with_custom(()), [])


def test_every_type_is_in_the_table():
    """In their order."""
    table = TEXT.partition("| type | takes |")[2]
    assert tuple(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)) == TYPES
