"""`bin/bench`: measures, prints a line for each figure, and writes the table into benchmarks/README.md."""

import argparse
import time
from collections.abc import Callable
from dataclasses import dataclass

from benchmarks import (
    accounts,
    activity,
    alerts,
    buying,
    changes,
    figures,
    imports,
    ingest,
    latency,
    lead_page,
    lists,
    many,
    memory,
    merging,
    previews,
    publish,
    segments,
    triggers,
)
from benchmarks.figures import Figure, Report
from benchmarks.server import Bench, bench
from benchmarks.stored import fill


@dataclass(frozen=True, slots=True)
class Scale:
    """How much is stored before, and what is then measured on it."""

    events: int
    leads: int
    names: tuple[str, ...]
    seconds: float
    late: tuple[float, ...] = ()
    ingest_target: float = 5_000
    list_target: float = 50

    @property
    def size(self) -> str:
        return f"{_short(self.events)} events, {_short(self.leads)} leads"


# what adds rulesets comes last
_ALL = (
    "lists",
    "accounts",
    "lead-page",
    "activity",
    "merging",
    "buying",
    "previews",
    "segments",
    "triggers",
    "latency",
    "alerts",
    "publish",
    "changes",
    "imports",
    "ingest",
    "many",
)
USUAL = (
    Scale(100_000, 10_000, ("lists", "publish", "ingest"), 20),
    Scale(1_000_000, 100_000, _ALL, 60, (0.01, 0.2)),
)
FULL = (
    *USUAL,
    Scale(
        10_000_000,
        300_000,
        ("lists", "lead-page", "previews", "segments", "publish", "changes", "ingest"),
        60,
        (0.01, 0.2),
        3_500,
        250,
    ),
    Scale(3_000_000, 1_000_000, ("lists",), 0, list_target=250),
)
QUICK = (Scale(100_000, 10_000, _ALL, 10, (0.01, 0.2)),)


def main() -> None:
    options = _options()
    names = set(options.names or (*_ALL, "memory"))
    began = time.monotonic()
    found: list[Figure] = []
    server = ""

    def report(figure: Figure) -> None:
        found.append(figure)
        figures.say(figure)

    for scale in QUICK if options.quick else FULL if options.full else USUAL:
        if wanted := [name for name in scale.names if name in names]:
            print(f"{scale.size}:", flush=True)
            with bench() as world:
                server = world.value("SHOW server_version")
                fill(world, scale.events, scale.leads)
                for name in wanted:
                    _measure(name, world, report, scale)
    if "memory" in names:
        memory.measure(report, seconds=10 if options.quick else 60)
    if not options.quick and not options.names:
        figures.write(found, server)
    missed = [figure.name for figure in found if figure.met is False]
    print(
        f"{len(found)} figures in {time.monotonic() - began:.0f} s; {len(missed)} short of their target",
        flush=True,
    )


def _measure(name: str, world: Bench, report: Report, scale: Scale) -> None:
    measures: dict[str, Callable[[], None]] = {
        "lists": lambda: lists.measure(world, report, scale.size, scale.list_target),
        "accounts": lambda: accounts.measure(world, report, scale.size),
        "lead-page": lambda: lead_page.measure(world, report, scale.size),
        "activity": lambda: activity.measure(world, report, scale.size),
        "merging": lambda: merging.measure(world, report, scale.size),
        "buying": lambda: buying.measure(world, report, scale.size, scale.leads),
        "previews": lambda: previews.measure(world, report, scale.size),
        "segments": lambda: segments.measure(world, report, scale.size, scale.leads),
        "triggers": lambda: triggers.measure(world, report, scale.size, scale.leads),
        "latency": lambda: latency.measure(world, report, scale.size, scale.leads, scale.seconds / 2),
        "alerts": lambda: alerts.measure(
            world, report, scale.size, scale.leads, scale.seconds / 2, scale.events // 10
        ),
        "publish": lambda: publish.measure(world, report, scale.size),
        "changes": lambda: changes.measure(world, report, scale.size),
        "imports": lambda: imports.measure(world, report, scale.size, min(50_000, scale.leads * 2)),
        "many": lambda: many.measure(world, report, scale.size, scale.leads, scale.seconds / 2),
        "ingest": lambda: _ingest(world, report, scale),
    }
    measures[name]()


def _ingest(world: Bench, report: Report, scale: Scale) -> None:
    for seed, late in enumerate((0.0, *scale.late)):
        seconds = scale.seconds if late == 0 else scale.seconds / 2
        ingest.measure(
            world,
            report,
            scale.size,
            scale.leads,
            seconds=seconds,
            late=late,
            seed=seed,
            target=scale.ingest_target,
        )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bin/bench", description=__doc__)
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help=f"of {', '.join((*_ALL, 'memory'))}; without, all of them"
    )
    sizes = parser.add_mutually_exclusive_group()
    sizes.add_argument(
        "--quick", action="store_true", help="on 100,000 events, in two minutes; writes no table"
    )
    sizes.add_argument("--full", action="store_true", help="up to 10,000,000 events and 1,000,000 leads too")
    options = parser.parse_args()
    if unknown := set(options.names) - {*_ALL, "memory"}:
        parser.error(f"there is no {', '.join(sorted(unknown))}; there are {', '.join((*_ALL, 'memory'))}")
    return options


def _short(number: int) -> str:
    return f"{number // 1_000_000} M" if number >= 1_000_000 else f"{number // 1_000} k"


if __name__ == "__main__":
    main()
