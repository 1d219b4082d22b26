"""A signed POST. Each attempt sends the same bytes under the same id; time and signature are of the attempt."""

from __future__ import annotations

import msgspec

from kenbun.alerts.channels.answered import post
from kenbun.alerts.channels.kind import Means, Outcome, Parcel
from kenbun.alerts.channels.webhook.keys import signing


async def send(parcel: Parcel, means: Means) -> Outcome:
    # Only where something is sent: it brings two libraries of its own.
    from standardwebhooks import Webhook  # noqa: PLC0415

    now = means.clock()
    body = msgspec.json.encode(parcel.body)
    message_id = str(parcel.body["id"])
    signed = [Webhook(key).sign(message_id, now, body.decode()) for key in signing(parcel.kept.secrets, now)]
    headers = {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": " ".join(signed),
    }
    return await post(means, parcel.kept.config["url"], body, headers)
