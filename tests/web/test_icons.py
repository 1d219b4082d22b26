"""Icons are inline, and silent unless they are given a voice."""

import pytest

from kenbun.web.icons import icon


def test_an_icon_is_hidden_from_screen_readers():
    """Beside a word, a picture of it says nothing new."""
    assert 'aria-hidden="true"' in icon("users")


def test_an_icon_alone_has_a_label():
    """Its label is escaped like any text."""
    assert 'aria-label="a &lt;b&gt;"' in icon("users", label="a <b>")


@pytest.mark.parametrize("name", ["no-such-icon-at-all", "../users"])
def test_an_unknown_icon_is_an_error(name):
    """A slip in a template fails where it is made."""
    with pytest.raises((LookupError, FileNotFoundError)):
        icon(name)
