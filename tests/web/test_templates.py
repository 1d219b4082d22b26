"""Templates: nothing inline, so that the policy can forbid it; and every text escaped."""

import re
from pathlib import Path

import kenbun
from kenbun.web.render import _environment

FILES = sorted(Path(kenbun.__file__).parent.glob("*/templates/**/*.html"))


def test_templates_are_found():
    """There is something for the other tests to look at."""
    assert len(FILES) > 15


def test_nothing_is_inline():
    """No template of a page holds a script, a style or a handler of its own; mail knows no other style."""
    for file in FILES:
        if file.parent.name == "mail":
            continue
        text = file.read_text()
        assert not re.search(r"<script(?![^>]*\bsrc=)", text), file
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|hx-on|javascript:|js:", text), file
        assert not re.search(r"hx-trigger=\"[^\"]*\[", text), f"{file}: a filter of a trigger is code"


def test_no_template_switches_escaping_off():
    """What people send is shown as text, whatever it holds."""
    for file in FILES:
        assert not re.search(r"\|\s*safe|autoescape", file.read_text()), file


def test_every_template_compiles():
    """Filters, tests and macros that a template names exist."""
    environment = _environment()
    for file in FILES:
        folder = file.parts[file.parts.index("templates") - 1]
        inner = file.relative_to(next(parent for parent in file.parents if parent.name == "templates"))
        environment.get_template(str(inner) if folder == "web" else f"{folder}/{inner}")
