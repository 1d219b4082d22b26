"""Whatever stands in an array: each item is taken in or refused with a reason, and none disturbs another."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kenbun.events.accept.call import Receipt
from kenbun.events.accept.decode import decode
from kenbun.events.accept.dialect import Dialect
from kenbun.events.accept.registry import BY_NAME
from kenbun.events.inbox import Inbox
from kenbun.events.rejected_queries import written
from kenbun.kit.text import storable
from tests.events.accept.test_decode import JSON
from tests.taking import World

RECEIPT = Receipt.at(datetime(2026, 3, 1, 12, tzinfo=UTC))
GOOD: dict[str, dict[str, Any]] = {
    "ingest": {"event_type": "X", "alias_kind": "cookie", "alias": "c"},
    "segment": {"type": "track", "event": "X", "userId": "u"},
}
FIELDS = {
    "ingest": (
        "event_type lead_id aliases alias_kind alias timestamp metadata account_id account_name message_id other"
    ),
    "segment": (
        "type event userId anonymousId messageId timestamp originalTimestamp sentAt receivedAt traits context "
        "properties groupId previousId name category"
    ),
}
KINDS = ("track", "identify", "page", "screen", "group", "alias")


def items(name: str) -> st.SearchStrategy[Any]:
    """Anything; and good events with some of their fields made into anything."""
    fields = st.dictionaries(st.sampled_from(FIELDS[name].split()), JSON, max_size=3)
    spoiled = fields.map(lambda changes: GOOD[name] | changes)
    typed = st.tuples(spoiled, st.sampled_from(KINDS)).map(lambda pair: pair[0] | {"type": pair[1]})
    return JSON | spoiled | typed


@pytest.mark.parametrize("name", GOOD)
@given(data=st.data())
def test_no_item_disturbs_its_neighbours(name: str, data: st.DataObject) -> None:
    """Good events around anything at all are read as if they stood alone; nothing raises."""
    dialect: Dialect = BY_NAME[name]
    anything = data.draw(st.lists(items(name), max_size=3))
    array = [GOOD[name], *anything, GOOD[name]]
    value, clean = decode(json.dumps(array).encode())
    calls, refusals = dialect.each(value, RECEIPT, clean=clean)
    assert len(calls) + len(refusals) == len(array)
    alone = dialect.one(GOOD[name], RECEIPT, clean=True)
    assert (calls[0], calls[-1]) == (alone, alone)
    for call in calls:
        texts = [call.event_type, call.message_id, call.account_key, call.account_name, call.campaign]
        assert all(storable(text) for text in texts if text)
        assert (call.kind == "event") == (call.event_type is not None)
        assert call.aliases or call.lead_id
    for refusal in refusals:
        assert storable(refusal.reason)
        assert written(refusal.payload).isascii()
        again, again_clean = decode(written(refusal.payload).encode())
        assert dialect.each([again], RECEIPT, clean=again_clean).refusals


@given(array=st.lists(items("ingest") | items("segment"), max_size=5))
async def test_what_is_read_can_be_stored(array: list[Any], inbox: Inbox, world: World) -> None:
    """The database refuses nothing that a dialect lets pass, and no refusal either."""
    value, clean = decode(json.dumps(array).encode())
    for name in GOOD:
        calls, refusals = BY_NAME[name].each(value, RECEIPT, clean=clean)
        for call in calls:
            call.message_id = None
        counts = await inbox.accept(world.workspace_id, None, calls, refusals)
        assert counts == (len(calls), 0, len(refusals))
