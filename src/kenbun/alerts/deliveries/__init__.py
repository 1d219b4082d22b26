"""The outbox: what is to leave kenbun, or to be done, because a trigger fired. A row each, tried until it arrives.

`order` writes it in the transaction that caused it; the worker claims, sends and notes what was answered.
"""

from kenbun.alerts.deliveries.order import Order, order

__all__ = ["Order", "order"]
