"""The sidebar shows what its reader can use."""

import pytest

from kenbun.web import nav


@pytest.mark.parametrize(("role", "sees"), [("admin", True), ("editor", False), ("viewer", False)])
def test_sources_are_for_admins(role, sees):
    """A link that would be refused is not shown."""
    paths = [link.path for section in nav.sections(role) for link in section.links]
    assert ("/settings/sources" in paths) is sees
    assert "/leads" in paths


@pytest.mark.parametrize(
    ("path", "link"),
    [("/leads/ld_1", "/leads"), ("/events", "/events"), ("/events/rejected", "/events/rejected"), ("/x", "")],
)
def test_the_link_of_a_page_is_marked(path, link):
    """The most exact link is the one that one is on."""
    assert nav.here(path) == link
