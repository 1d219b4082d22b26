"""Icons as inline SVG, so that they take the colour of the text around them."""

import re
from functools import cache

from markupsafe import Markup, escape

from kenbun.web.assets import NODE_MODULES

_FOLDER = NODE_MODULES / "@tabler" / "icons" / "icons" / "outline"
_NAME = re.compile(r"[a-z0-9-]+")


@cache
def icon(name: str, classes: str = "", label: str | None = None) -> Markup:
    """The outline icon of that name: hidden from screen readers, unless it has a label of its own."""
    if not _NAME.fullmatch(name):
        raise LookupError(f"{name} is no name of an icon")
    svg = (_FOLDER / f"{name}.svg").read_text()
    shapes = " ".join(svg[svg.index(">") + 1 :].split())
    spoken = f'role="img" aria-label="{escape(label)}"' if label else 'aria-hidden="true"'
    # The names in the icon set and our own classes are the only text in here.
    return Markup(  # noqa: S704
        f'<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24" viewBox="0 0 24 24" fill="none" '
        f'stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" '
        f'class="icon {escape(classes)}" {spoken}>{shapes}'
    )
