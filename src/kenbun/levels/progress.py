"""How far a score is on its way to the next level."""

from dataclasses import dataclass

from kenbun.levels.bands import Bands


@dataclass(frozen=True, slots=True)
class Progress:
    """`top` where there is no higher level; else the next one's name and the whole percents on the way there."""

    top: bool
    name: str | None = None
    percent: int | None = None


def progress(bands: Bands, score: int) -> Progress:
    above = bands.next_after(score)
    if above is None or above.min is None:
        return Progress(top=bool(bands.bands))
    starts = (band.min for band in bands.bands if band.min is not None and band.min <= score)
    # a band that is open below begins at 0, or where the score is
    start = max(starts, default=min(0, score))
    # whole percents, rounded down: 100 % is being there
    return Progress(False, above.name, max(0, 100 * (score - start) // (above.min - start)))
