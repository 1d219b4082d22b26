"""What a firing does within kenbun: a module for each act. What it brings about is known to be its doing."""

from kenbun.triggers.acts.perform import perform

__all__ = ["perform"]
