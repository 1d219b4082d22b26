"""Plain JSON values, compared as JSON means them."""

import json
from typing import Any


def same(one: Any, other: Any) -> bool:
    """Whatever the order of keys; true is not 1, which Python takes for equal."""
    return one == other and json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)
