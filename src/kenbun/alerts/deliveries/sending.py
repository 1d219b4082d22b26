"""One attempt: whatever happens, there is an outcome that can be noted."""

from __future__ import annotations

import time
from datetime import timedelta

import structlog

from kenbun.alerts.channels.channels import Channel
from kenbun.alerts.channels.kind import Means, Outcome, Parcel
from kenbun.alerts.deliveries.claim import Claimed
from kenbun.alerts.deliveries.settle import Tried

log = structlog.get_logger()


async def attempt(channel: Channel, claimed: Claimed, means: Means) -> Tried:
    at, began = means.clock(), time.monotonic()
    assert claimed.body is not None
    parcel = Parcel(claimed.delivery_id, channel.kept, claimed.body, claimed.recipient)
    try:
        outcome = await channel.kind.send(parcel, means)
    except Exception:
        # a fault of ours: it must not take the others of its channel with it
        log.exception("delivery.failed", delivery=str(claimed.delivery_id), kind=channel.kind_name)
        outcome = Outcome(False, "It could not be put into the words of this channel.")
    return Tried(claimed, outcome, at, timedelta(seconds=time.monotonic() - began))
