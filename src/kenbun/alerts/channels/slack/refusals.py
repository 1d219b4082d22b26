"""Errors of Slack that stay as they are until somebody does something about them, by the names that it documents.

Of `chat.postMessage` and of incoming webhooks. Whatever is not named here, as `rate_limited` or `internal_error`, may
pass by itself.
"""

from __future__ import annotations

_ROOM = "Name a channel that is there. A private one is found only by an app that is in it."
_ARCHIVED = "The channel has been archived: name another one."
_INVITE = "Invite the app to the channel."
_TOKEN = "Install the app again, and give its new token."  # noqa: S105 - what to do about one
_SCOPE = "Give the app the scope chat:write, install it again, and give its new token."
_RIGHTS = "Ask an admin of Slack to let the app post there, or name another channel."
_HOOK = "Make another incoming webhook in Slack, and give its address."
_WORKSPACE = "Ask an admin of Slack: the workspace takes no messages of apps."

REMEDIES = {
    "channel_not_found": _ROOM,
    "user_not_found": "Name a person who is there.",
    "cannot_dm_bot": "Name a person or a channel: a bot cannot be written to.",
    "messages_tab_disabled": "Name a person or a channel: the app takes no messages itself.",
    "is_archived": _ARCHIVED,
    "channel_is_archived": _ARCHIVED,
    "not_in_channel": _INVITE,
    "no_permission": _INVITE,
    "missing_scope": _SCOPE,
    "not_allowed_token_type": _SCOPE,
    "not_authed": _TOKEN,
    "invalid_auth": _TOKEN,
    "account_inactive": _TOKEN,
    "token_revoked": _TOKEN,
    "token_expired": _TOKEN,
    "access_denied": _RIGHTS,
    "action_prohibited": _RIGHTS,
    "posting_to_general_channel_denied": _RIGHTS,
    "restricted_action": _RIGHTS,
    "restricted_action_read_only_channel": _RIGHTS,
    "restricted_action_thread_only_channel": _RIGHTS,
    "ekm_access_denied": _WORKSPACE,
    "enterprise_is_restricted": _WORKSPACE,
    "team_access_not_granted": _WORKSPACE,
    "team_disabled": _WORKSPACE,
    "no_team": _HOOK,
    "no_service": _HOOK,
    "no_service_id": _HOOK,
    "no_active_hooks": _HOOK,
    "invalid_token": _HOOK,
}
"""What to do where nothing will arrive until that is done."""

OF_THE_MESSAGE = frozenset(
    {
        "msg_too_long",
        "msg_blocks_too_long",
        "no_text",
        "invalid_blocks",
        "invalid_arguments",
        "invalid_payload",
        "too_many_attachments",
    }
)
"""This message is not taken, though another may be."""
