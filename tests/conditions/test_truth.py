"""Trees read over answers that are known."""

from hypothesis import given
from hypothesis import strategies as st

from kenbun.conditions import evidence, holds, leaves_of, nodes_of, parse, to_json
from tests.conditions.test_short import EVERYTHING


def tree(raw):
    return parse(raw, allowed=EVERYTHING)


WATCHED, CONVERTED, SURGING = ({name: True} for name in ("watched", "converted", "surging"))
TREE = tree({"all": [WATCHED, {"any": [CONVERTED, SURGING]}, {"none": [{"has_account": False}]}]})


def so(*names):
    return lambda leaf: leaf.what in names and leaf.so


def test_nodes_are_told_by_their_paths():
    """Each group comes before its parts; the root stands at the empty path."""
    assert [node.path for node in nodes_of(TREE)] == [
        *("", "all[0]", "all[1]", "all[1].any[0]", "all[1].any[1]", "all[2]", "all[2].none[0]")
    ]
    assert [to_json(leaf) for leaf in leaves_of(TREE)][:2] == [WATCHED, CONVERTED]


def test_evidence_is_what_holds():
    """Leaves that hold speak for a tree; where none may, that group does as a whole."""
    found = list(evidence(TREE, so("watched", "surging")))
    assert [node.path for node in found] == ["all[0]", "all[1].any[1]", "all[2]"]
    assert to_json(found[2].tree) == {"none": [{"has_account": False}]}


leaves = st.sampled_from([WATCHED, CONVERTED, SURGING])
trees = st.recursive(
    leaves,
    lambda parts: st.one_of(
        *(
            st.fixed_dictionaries({kind: st.lists(parts, min_size=1, max_size=3)})
            for kind in ("all", "any", "none")
        )
    ),
    max_leaves=8,
)


@given(trees, st.sets(st.sampled_from(["watched", "converted", "surging"])))
def test_each_piece_of_evidence_holds(raw, names):
    """Of a tree that holds, all that is said for it is so, and there is always something."""
    read, answer = tree(raw), so(*names)
    if holds(read, answer):
        found = list(evidence(read, answer))
        assert found
        assert all(holds(node.tree, answer) for node in found)
        at = {node.path: node.tree for node in nodes_of(read)}
        assert all(at[node.path] == node.tree for node in found)
