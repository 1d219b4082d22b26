"""The one door by which kenbun calls addresses that people have typed in: bounded, and not into the own network."""

from kenbun.outgoing.addresses import Network, Refused, networks
from kenbun.outgoing.post import Answer, NotReached, Outgoing
from kenbun.outgoing.urls import read_url

__all__ = ["Answer", "Network", "NotReached", "Outgoing", "Refused", "networks", "read_url"]
