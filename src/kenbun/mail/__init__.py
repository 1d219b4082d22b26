"""Mail: a message to one address, sent by the server that `KENBUN_SMTP_URL` names. What it says is others' to know."""

from kenbun.mail.message import Mail
from kenbun.mail.sending import NotSent, is_set_up, send

__all__ = ["Mail", "NotSent", "is_set_up", "send"]
