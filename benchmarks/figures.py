"""What was measured, in lines for people and in the table of the README."""

import os
import platform
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psutil

README = Path(__file__).with_name("README.md")
_MARK = "<!-- figures -->"


@dataclass(frozen=True, slots=True)
class Figure:
    """`ratio` is to a baseline measured in the same run, which `baseline` names; `note` says what else was seen."""

    name: str
    size: str
    value: float
    unit: str
    target: str = ""
    met: bool | None = None
    ratio: float | None = None
    baseline: str = ""
    note: str = ""

    @property
    def shown(self) -> str:
        return f"{self.value:,.0f} {self.unit}" if self.value >= 100 else f"{self.value:.1f} {self.unit}"

    @property
    def judged(self) -> str:
        return "" if self.met is None else "met" if self.met else "missed"

    @property
    def compared(self) -> str:
        return "" if self.ratio is None else f"{self.ratio:.2f} × {self.baseline}"


Report = Callable[[Figure], None]


def at_least(value: float, least: float, unit: str) -> dict[str, object]:
    """Target and judgement for a figure that should be high."""
    return {"target": f"≥ {least:,.0f} {unit}", "met": value >= least}


def at_most(value: float, most: float, unit: str) -> dict[str, object]:
    return {"target": f"≤ {most:,.0f} {unit}", "met": value <= most}


def say(figure: Figure) -> None:
    parts = [f"{figure.name} ({figure.size}): {figure.shown}"]
    if figure.target:
        parts.append(f"target {figure.target}: {figure.judged}")
    parts += [part for part in (figure.compared, figure.note) if part]
    print("  " + "; ".join(parts), flush=True)


def percentile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def write(figures: Sequence[Figure], postgresql: str) -> None:
    """Puts the table in the README in the place of the one before."""
    memory = psutil.virtual_memory().total / 2**30
    head = (
        f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, {memory:.0f} GB of memory, "
        f"PostgreSQL {postgresql}, Python {platform.python_version()}; server, database and clients on one machine."
    )
    lines = [
        "| what | with | figure | target | | against | also |",
        "|---|---|--:|---|---|---|---|",
        *(
            f"| {one.name} | {one.size} | {one.shown} | {one.target} | {one.judged} | {one.compared} | {one.note} |"
            for one in figures
        ),
    ]
    before = README.read_text().partition(_MARK)[0]
    README.write_text("\n".join([before + _MARK, "", head, "", *lines, ""]))
