"""What the form of a channel sends, as the API would be told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kenbun.alerts.channels.channels import Channel
from kenbun.alerts.channels.kinds import KindName

# By kind, the fields of its form; those that are secret stand empty when it is opened again.
FIELDS: dict[KindName, tuple[str, ...]] = {
    "webhook": ("url", "per_second"),
    "email": ("to",),
    "slack": ("url", "token", "channel", "api_url"),
    "teams": ("url",),
}


def blank(kind: KindName) -> dict[str, str]:
    return {"name": "", **dict.fromkeys(FIELDS[kind], "")}


def form_of(channel: Channel) -> dict[str, str]:
    config = channel.kept.config
    shown = {name: config.get(name) for name in FIELDS[channel.kind_name]}
    texts = {
        name: "\n".join(value) if isinstance(value, list) else "" if value is None else str(value)
        for name, value in shown.items()
    }
    return {"name": channel.name, **texts}


def sent(kind: KindName, form: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(form.get(name, "")).strip() for name in ("name", *FIELDS[kind])}


def config_of(kind: KindName, form: Mapping[str, str]) -> dict[str, Any]:
    """What was left empty is left out. A number that is none is handed on, and refused by name."""
    given: dict[str, Any] = {name: form[name] for name in FIELDS[kind] if form[name]}
    if kind == "email":
        given["to"] = form["to"].replace(",", "\n").split()
    if (per_second := given.get("per_second")) and per_second.isascii() and per_second.isdigit():
        given["per_second"] = int(per_second[:6])
    return given


def errors_of(field: str | None, detail: str) -> dict[str, str]:
    """By field of the form; one of the whole stands under the empty name."""
    name = (field or "").removeprefix("config").lstrip(".").partition("[")[0].partition(".")[0]
    return {name: detail}
