"""A person's visits to the website, what they end in, and the mail in between."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from kenbun.demo.site import HOST, Theme
from kenbun.demo.story import Story

Deed = Literal["form", "guide", "webinar", "video", "demo"]

_TUESDAY = 1
_SUBJECTS = (
    "Five pipelines that never wake anyone",
    "What is new in Tidewell",
    "The benchmark is in: how fresh is your data?",
    "Late events, and what they cost",
    "A quieter on-call rota",
    "Contracts between teams that hold",
    "How Halden Freight halved its reporting time",
)


@dataclass(slots=True)
class Visit:
    at: datetime
    theme: Theme
    count: int | None = None
    # what the visitor does before leaving
    deed: Deed | None = None


def live(story: Story, visits: list[Visit], *, known: bool) -> datetime | None:
    """Writes the visits down; answers when it became clear who the visitor is, if it did.

    `known` people come by a link that names them. Others are a mere cookie until they do something.
    """
    introduced: datetime | None = None
    for visit in sorted(visits, key=lambda visit: visit.at):
        if known and introduced is None:
            introduced = visit.at - timedelta(seconds=1)
            story.introduce(introduced)
        left = story.visit(visit.at, visit.theme, visit.count)
        if visit.deed:
            if introduced is None:
                introduced = left
                story.introduce(introduced)
            _act(story, left + timedelta(seconds=2), visit.deed)
    return introduced


def _act(story: Story, at: datetime, deed: Deed) -> None:
    if deed == "form":
        story.on_site(at, "Form Submitted", form=story.rng.choice(("newsletter", "contact", "talk-to-sales")))
    elif deed == "guide":
        story.download(at)
    elif deed == "webinar":
        story.attend(at)
    elif deed == "video":
        story.on_site(
            at, "Video Watched", video="Tidewell in two minutes", seconds=story.rng.randint(20, 120)
        )
    else:
        story.on_site(at, "Demo Requested", form="demo", team_size=story.rng.choice(("1-5", "6-20", "20+")))


def read_mail(story: Story, first: float, last: float = 0) -> list[Visit]:
    """The weekly letter between two days ago: opened or not, and the visits that its links bring."""
    rng, rhythm, found = story.rng, story.rhythm, []
    opens = min(0.8, 0.45 * story.person.keenness)
    for day in range(int(first), int(last), -1):
        sent = rhythm.now - timedelta(days=day)
        if sent.weekday() != _TUESDAY or rng.random() > opens:
            continue
        at = rhythm.moment(story.person, day)
        letter = {"campaign": "weekly-letter", "subject": _SUBJECTS[sent.isocalendar().week % len(_SUBJECTS)]}
        story.reported(at, "Email Opened", **letter)
        at += timedelta(seconds=rng.randint(8, 90))
        if rng.random() < 0.16:
            story.reported(at, "Email Clicked", **letter, link=f"{HOST}/blog")
            found.append(Visit(at + timedelta(seconds=2), "read", rng.randint(1, 4)))
        elif rng.random() < 0.02:
            story.reported(at, "Email Unsubscribed", **letter)
            break
    return found
