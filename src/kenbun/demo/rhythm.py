"""When people do things: on weekdays, mostly in the working hours of where they are, and never after now."""

from datetime import UTC, datetime, time, timedelta
from random import Random

from kenbun.demo.people import Person

DAYS = 120
# what happened in the last seconds may still be on its way
UNDERWAY = timedelta(seconds=12)
_SATURDAY = 5
_WEEKEND = 0.08


class Rhythm:
    """Days are counted back from the present: 0 is today."""

    def __init__(self, rng: Random, now: datetime) -> None:
        self.rng = rng
        self.now = now
        self.latest = now - UNDERWAY

    def moment(self, person: Person, days_ago: float) -> datetime:
        """A working hour on that day, or on the working day before; at most minutes ago if that lies ahead."""
        day = int(days_ago)
        while self._is_weekend(day) and self.rng.random() > _WEEKEND:
            day += 1
        return self.past(self._at_work(person, day))

    def moments(self, person: Person, first: float, last: float, per_week: float) -> list[datetime]:
        """From `first` days ago to `last` days ago, some `per_week` times a week, in order of time."""
        found = []
        for day in range(int(first), max(-1, int(last) - 1), -1):
            chance = per_week / 5 * (_WEEKEND if self._is_weekend(day) else 1.0)
            while chance > 0:
                if self.rng.random() < chance:
                    found.append(self._at_work(person, day))
                chance -= 1
        earliest = self.now - timedelta(days=DAYS)
        return sorted(at for at in found if earliest <= at <= self.latest)

    def past(self, at: datetime) -> datetime:
        if at <= self.latest:
            return max(at, self.now - timedelta(days=DAYS))
        return self.latest - timedelta(seconds=self.rng.uniform(60, 3600))

    def _at_work(self, person: Person, day: int) -> datetime:
        # two humps, before lunch and after it; now and then somebody is up at night
        hour = self.rng.gauss(*self.rng.choices(((10.4, 1.2), (14.8, 1.5), (20.5, 1.6)), (10, 9, 2))[0])
        midnight = datetime.combine((self.now - timedelta(days=day)).date(), time(), UTC)
        return midnight + timedelta(hours=hour - person.offset)

    def _is_weekend(self, day: int) -> bool:
        return (self.now - timedelta(days=day)).weekday() >= _SATURDAY
