"""What is wrong with a tree of conditions, and where."""

from kenbun.kit.errors import Invalid


class ConditionError(Invalid):
    """`path` leads to the faulty part (`conditions.all[1].operator`), `message` says how to mend it."""

    def __init__(self, path: str, message: str) -> None:
        super().__init__(message, field=path)
        self.path = path
        self.message = message

    def within(self, place: str) -> "ConditionError":
        """The same error seen from the node that stands at `place`."""
        return ConditionError(".".join(filter(None, (place, self.path))), self.message)
