"""The journeys of single people: from the first page to interest, or to silence."""

from datetime import timedelta

from kenbun.demo.rhythm import DAYS
from kenbun.demo.site import Theme
from kenbun.demo.story import Story
from kenbun.demo.visits import Deed, Visit, live, read_mail

_THEMES: tuple[Theme, ...] = ("browse", "read", "evaluate", "docs")
_DEEDS: tuple[Deed | None, ...] = (None, "form", "guide", "webinar", "video")


def reader(story: Story) -> None:
    """Comes by now and then, by mail or by search; half of them lose interest."""
    rng, rhythm, person = story.rng, story.rhythm, story.person
    since = rng.uniform(6, DAYS - 2)
    until = since * rng.uniform(0.15, 0.8) if rng.random() < 0.42 else 0
    times = rhythm.moments(person, since, until, 1.5 * person.keenness)
    themes = rng.choices(_THEMES, (6, 4, 3, 2), k=len(times))
    deeds = rng.choices(_DEEDS, (78, 5, 7, 5, 5), k=len(times))
    visits = [Visit(at, theme, deed=deed) for at, theme, deed in zip(times, themes, deeds, strict=True)]
    if rng.random() < 0.55:
        be_imported(story, since + 1)
        live(story, visits + read_mail(story, since), known=True)
        return
    visits = visits or [Visit(rhythm.moment(person, since), "browse")]
    visits[min(len(visits) - 1, rng.randint(0, 3))].deed = "form"
    if introduced := live(story, visits, known=False):
        subscribed = (rhythm.now - introduced) / timedelta(days=1)
        live(story, read_mail(story, subscribed - 2), known=True)


def candidate(story: Story) -> None:
    """Wants a job, not the product."""
    rng, rhythm, person = story.rng, story.rhythm, story.person
    since = rng.uniform(3, 60)
    visits = [Visit(at, "careers") for at in rhythm.moments(person, since, since - 10, 3)]
    visits.append(Visit(rhythm.moment(person, since), "careers", deed="form"))
    live(story, visits, known=False)


def stranger(story: Story) -> None:
    """Never says who it is."""
    rng = story.rng
    since = rng.uniform(0, DAYS - 5)
    times = story.rhythm.moments(story.person, since, since - 25, 1) or [
        story.rhythm.moment(story.person, since)
    ]
    live(story, [Visit(at, rng.choice(_THEMES)) for at in times], known=False)


def look_closer(story: Story, first: float, last: float, per_week: float) -> list[Visit]:
    """The visits of one who weighs whether to buy, and reads the mail too."""
    rng = story.rng
    visits = read_mail(story, first, last)
    for at in story.rhythm.moments(story.person, first, last, per_week):
        [theme] = rng.choices(_THEMES, (3, 2, 6, 3))
        [deed] = rng.choices(_DEEDS, (78, 4, 8, 6, 4))
        visits.append(Visit(at, theme, deed=deed))
    return visits


def be_imported(story: Story, days_ago: float) -> None:
    """From the CRM, with what it knows."""
    at = story.rhythm.moment(story.person, days_ago)
    story.reported(at, "Contact Imported", channel="system", list="conference-badge-scans", **story.traits())
