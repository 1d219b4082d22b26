"""A dialect: how one family of senders writes its calls. Each is a folder and a line in the registry."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from kenbun.events.accept.call import Call, Receipt, Refusal
from kenbun.events.accept.decode import inspect
from kenbun.kit.errors import Invalid, Problem

Reader = Callable[[Any, Receipt], Call]
"""Makes a call of one decoded payload that was inspected; raises `Problem` naming the field."""


class Reading(NamedTuple):
    calls: list[Call]
    refusals: list[Refusal]


class Dialect(NamedTuple):
    """`name` stands with rejected calls, so that a retry reads them by the same rules."""

    name: str
    read: Reader

    def one(self, payload: Any, receipt: Receipt, *, clean: bool) -> Call:
        """Raises `Problem`. `clean` is what `decode` says of the body."""
        if fault := inspect(payload, clean=clean):
            field, reason = fault
            raise Invalid(reason, field=field)
        return self.read(payload, receipt)

    def each(self, payloads: Sequence[Any], receipt: Receipt, *, clean: bool) -> Reading:
        """What is wrong with one is no matter to the others."""
        reading = Reading([], [])
        for index, payload in enumerate(payloads):
            try:
                reading.calls.append(self.one(payload, receipt, clean=clean))
            except Problem as problem:
                reading.refusals.append(self.refusal(payload, problem, index))
        return reading

    def refusal(self, payload: Any, problem: Problem, index: int = 0) -> Refusal:
        return Refusal(index, self.name, payload, problem.detail, problem.field)
