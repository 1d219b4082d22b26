"""A mail that says what happened, why, how the score stands, and where to read on."""

from __future__ import annotations

from kenbun.alerts.channels.kind import Means, Outcome, Parcel
from kenbun.alerts.channels.words import Told, cut, told
from kenbun.alerts.message import Message
from kenbun.mail import Mail, NotSent
from kenbun.mail import send as hand_over
from kenbun.web.render import written

_LONGEST_SUBJECT = 200


async def send(parcel: Parcel, means: Means) -> Outcome:
    assert parcel.recipient is not None
    mail = mail_of(told(Message.model_validate(parcel.body)), parcel.recipient, parcel.delivery_id.hex)
    try:
        await hand_over(means.settings, mail, means.clock)
    except NotSent as failure:
        return Outcome(False, failure.reason, failure.status, lasting=failure.lasting)
    return Outcome(True, f"Accepted for {parcel.recipient}.", 250)


def mail_of(said: Told, to: str, key: str) -> Mail:
    """An attempt that is made again is known as the same mail by its key."""
    facts = "\n".join(f"{name}: {value}" for name, value in said.facts)
    parts = [said.title, said.happened, said.why, facts, said.url, f"Sent by kenbun for {said.workspace}."]
    return Mail(
        to=to,
        subject=cut(said.title, _LONGEST_SUBJECT),
        text="\n\n".join(part for part in parts if part) + "\n",
        html=written("alerts/mail/message.html", said=said),
        key=key,
    )
