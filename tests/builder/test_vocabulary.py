"""What the builder is told it may offer."""

import json

from kenbun.builder import vocabulary
from kenbun.builder.vocabulary import Choice, Subject
from kenbun.conditions import OPERATORS
from kenbun.mapping.fields import Fields


def test_of_an_event_nothing_that_moves_with_the_day_is_offered():
    """Rules and filters look at what does not change; segments and roles may ask for the last days."""
    of_events = json.loads(vocabulary.of_events())
    assert of_events["subjects"] is None
    assert {one["name"] for one in of_events["operators"]} == OPERATORS.keys() - {"in_last"}
    assert {one["name"] for one in json.loads(vocabulary.of([], ()))["operators"]} == OPERATORS.keys()


def test_fields_are_offered_with_their_types():
    """By which the operators are told that fit them."""
    found = {
        one.name: one for one in vocabulary.field_subjects(Fields.with_custom(()).of("account"), "Account")
    }
    assert found["account.employees"].type == "number"
    assert found["account.industry"].type == "text"


def test_choices_keep_the_value_that_json_has():
    """Nobody is null, yes is true: never their words."""
    owner = Subject(
        "owner", "Owner", "Standing", "choice", choices=(Choice(None, "nobody"), Choice("usr_1", "Ada"))
    )
    [told] = json.loads(vocabulary.of([owner], ()))["subjects"]
    assert told["choices"] == [[None, "nobody"], ["usr_1", "Ada"]]
