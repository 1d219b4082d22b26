"""Where in the input something is wrong: `rulesets.engagement[3].points`."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from pydantic import ValidationError

from kenbun.kit.errors import Invalid, Problem


def joined(steps: Sequence[str | int]) -> str:
    """Keys are put behind dots, places of lists in brackets; a step may be a path itself."""
    path = ""
    for step in steps:
        if isinstance(step, int):
            path += f"[{step}]"
        elif step:
            path += step if not path or step.startswith("[") else f".{step}"
    return path


@contextmanager
def inside(*steps: str | int) -> Iterator[None]:
    """What is wrong in there is named by its path from here. A value that does not fit is an `Invalid`."""
    try:
        yield
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        words = first["msg"].removeprefix("Value error, ")
        found = joined([*steps, *first["loc"]])
        raise Invalid(words[:1].upper() + words[1:], field=found) from None
    except Problem as problem:
        problem.field = joined([*steps, problem.field or ""])
        raise
