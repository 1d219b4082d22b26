"""A mail as kenbun knows it, and as it goes over the wire."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime
    from email.message import EmailMessage


_LONGEST_LINE = 998


@dataclass(frozen=True, slots=True)
class Mail:
    """To one address: whoever else is told gets a mail of their own, and learns no other's address.

    `html` says the same as `text`, for those who prefer it; whoever writes it escapes what comes from outside.
    A message that is sent again with the same `key` is known to be the same by its Message-ID.
    """

    to: str
    subject: str
    text: str
    html: str | None = None
    key: str | None = None

    def on_the_wire(self, sender: str, now: datetime, *, plain: bool) -> bytes:
        """As it is handed over, in ASCII where that is `plain`: else headers are UTF-8, for addresses of other letters.

        Headers are not folded: where a folded subject has words of other letters, Python reads and writes more spaces
        than there were. Lines may have 998 letters (RFC 5322, 2.1.1).
        """
        from email.policy import SMTP  # noqa: PLC0415

        wide = SMTP.clone(max_line_length=_LONGEST_LINE, cte_type="7bit", utf8=not plain)
        return self._written(sender, now).as_bytes(policy=wide)

    def _written(self, sender: str, now: datetime) -> EmailMessage:
        """With its headers, in which a line break of the subject has become a space: it cannot begin another."""
        # Only where something is sent: the standard library's mail is a few megabytes.
        from email.message import EmailMessage  # noqa: PLC0415
        from email.utils import format_datetime, make_msgid, parseaddr  # noqa: PLC0415

        domain = parseaddr(sender)[1].rpartition("@")[2] or "kenbun.invalid"
        message = EmailMessage()
        message["From"] = sender
        message["To"] = self.to
        message["Subject"] = " ".join(self.subject.split())
        message["Date"] = format_datetime(now)
        message["Message-ID"] = f"<{self.key}@{domain}>" if self.key else make_msgid(domain=domain)
        # Nobody's holiday notice should answer it.
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(self.text)
        if self.html is not None:
            message.add_alternative(self.html, subtype="html")
        return message
