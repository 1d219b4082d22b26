"""Demo data: a made-up company's last 120 days, told through the real pipeline under a moved clock."""

from kenbun.demo.loading import make_demo

__all__ = ["make_demo"]
