"""`python -m kenbun`: the command line."""

from kenbun.cli import app

app(prog_name="kenbun")
