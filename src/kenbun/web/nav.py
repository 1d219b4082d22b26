"""The sidebar: what there is, and who sees it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    path: str
    icon: str
    admin_only: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    label: str
    links: tuple[Link, ...]


SECTIONS = (
    Section(
        "Analyze",
        (
            Link("Leads", "/leads", "users"),
            Link("Accounts", "/accounts", "building"),
            Link("Segments", "/analyze/segments", "chart-pie"),
            Link("Watch list", "/watch-list", "star"),
            Link("Sessions", "/sessions", "route"),
            Link("Events", "/events", "activity"),
            Link("Rejected events", "/events/rejected", "alert-triangle"),
        ),
    ),
    Section(
        "Configure",
        (
            Link("Scoring", "/scoring", "calculator"),
            Link("Levels", "/levels", "stairs-up"),
            Link("Segments", "/configure/segments", "chart-pie"),
            Link("Triggers", "/configure/triggers", "bolt"),
            Link("Channels", "/configure/channels", "plug-connected", admin_only=True),
            Link("Deliveries", "/configure/deliveries", "send"),
            Link("Mapping", "/mapping", "arrows-split"),
            Link("Filters", "/filters", "filter"),
            Link("Conversions", "/conversions", "circle-check"),
            Link("Committee", "/committee", "users-group"),
            Link("Surges", "/surges", "flame"),
        ),
    ),
    Section(
        "Settings",
        (
            Link("Workspace", "/settings/workspace", "adjustments"),
            Link("Members", "/settings/members", "users", admin_only=True),
            Link("Sources", "/settings/sources", "plug", admin_only=True),
            Link("Tokens", "/settings/tokens", "key"),
            Link("Audit log", "/settings/audit", "history", admin_only=True),
            Link("Health", "/settings/health", "heartbeat", admin_only=True),
            Link("Preferences", "/settings/preferences", "bell"),
            Link("Account", "/settings/account", "user-circle"),
        ),
    ),
)


def sections(role: str) -> list[Section]:
    """The sections with the links that a member of this role can use."""
    shown = [
        Section(
            section.label, tuple(link for link in section.links if role == "admin" or not link.admin_only)
        )
        for section in SECTIONS
    ]
    return [section for section in shown if section.links]


def here(path: str) -> str:
    """The path of the link that a page belongs to: the longest that it starts with."""
    paths = [link.path for section in SECTIONS for link in section.links]
    return max((p for p in paths if path == p or path.startswith(p + "/")), key=len, default="")
