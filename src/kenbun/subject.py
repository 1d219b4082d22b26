"""Whom everything here is told of: people, or the companies that they are of."""

from typing import Literal

Subject = Literal["lead", "account"]
