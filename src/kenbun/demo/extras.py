"""What a tidy story lacks: bursts, crowds, people who are there twice, and those who are here just now."""

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta

from kenbun.demo.people import Person, with_private_address
from kenbun.demo.rhythm import Rhythm
from kenbun.demo.story import Story
from kenbun.demo.visits import Visit, live

# minutes ago
_JUST_NOW = (52, 37, 26, 17, 11, 6, 3, 1.2, 0.6)


def add_extras(rhythm: Rhythm, stories: list[Story]) -> list[Story]:
    """Writes into the stories, and answers those that are new."""
    keen = [story for story in stories if story.person.part in ("champion", "evaluator")]
    _script_gone_wild(next(story for story in stories if story.person.part == "user" and story.days))
    _reads_everything(keen[3])
    [(keenest, _)] = Counter(story.person.company for story in keen).most_common(1)
    _come_together([story for story in keen if story.person.company == keenest])
    for story, minutes in zip(rhythm.rng.sample(keen, len(_JUST_NOW)), _JUST_NOW, strict=True):
        at = rhythm.now - timedelta(minutes=minutes)
        live(story, [Visit(at, "evaluate", max(2, min(6, int(minutes))))], known=True)
    return _doubles(rhythm, keen, max(story.person.number for story in stories) + 1)


def _script_gone_wild(story: Story) -> None:
    at = story.days[-1].start
    for call in range(40):
        at += timedelta(seconds=story.rng.uniform(1, 6))
        story.in_product(at, "API Called", endpoint="/v2/pipelines/run", status=429 if call > 20 else 200)


def _reads_everything(story: Story) -> None:
    """Forty-five pages in a few minutes."""
    at = story.rhythm.moment(story.person, 5)
    story.introduce(at - timedelta(seconds=1))
    for _ in range(45):
        story.visit(at, "evaluate", 1)
        at += timedelta(seconds=story.rng.uniform(2, 9))


def _come_together(colleagues: list[Story]) -> None:
    """Several of one company on the same afternoon, three times within a week."""
    for day in (5, 3, 2):
        begin = colleagues[0].rhythm.moment(colleagues[0].person, day)
        for story in colleagues:
            at = story.rhythm.past(begin + timedelta(minutes=story.rng.uniform(0, 90)))
            live(story, [Visit(at, "evaluate", story.rng.randint(3, 7))], known=True)


def _doubles(rhythm: Rhythm, keen: list[Story], number: int) -> list[Story]:
    """Sixteen leads who are somebody else as well: by a private address, a telephone, another browser."""
    chosen = rhythm.rng.sample([story for story in keen if story.messages], 16)
    found = []
    for place, original in enumerate(chosen):
        first = min(message.at for message in original.messages)
        begin = rhythm.past(first + timedelta(days=rhythm.rng.uniform(0.5, 6)))
        if place < 8:
            double = _by_private_address(rhythm, original.person, number + place, begin)
            if place < 5:
                _give_away(original, double, begin)
        elif place < 12:
            double = _by_phone(rhythm, original.person, number + place, begin)
        else:
            double = _by_another_browser(rhythm, original.person, number + place, begin)
        found.append(double)
    return found


def _by_private_address(rhythm: Rhythm, person: Person, number: int, at: datetime) -> Story:
    story = Story(rhythm, with_private_address(rhythm.rng, person, number))
    live(story, [Visit(at, "read", 2, deed="webinar")], known=True)
    return story


def _give_away(original: Story, double: Story, at: datetime) -> None:
    """One event names both addresses: the two are one."""
    at = original.rhythm.past(at + timedelta(days=2))
    addresses = [("email", person.email) for person in (original.person, double.person) if person.email]
    original.reported(at, "Form Submitted", *addresses, form="webinar-registration")


def _by_phone(rhythm: Rhythm, person: Person, number: int, at: datetime) -> Story:
    story = Story(rhythm, replace(person, number=number, email=None))
    phone = ("phone", person.phone or f"+447700900{number:03d}")
    names = {"first_name": person.first_name, "last_name": person.last_name}
    story.reported(at, "Call Logged", phone, minutes=rhythm.rng.randint(2, 25), direction="inbound", **names)
    return story


def _by_another_browser(rhythm: Rhythm, person: Person, number: int, at: datetime) -> Story:
    """Reads for a while unrecognised, then signs in: too late to be one lead from the start."""
    story = Story(rhythm, replace(person, number=number, cookie=f"anon-{number:04d}"))
    live(
        story, [Visit(at, "browse", 5), Visit(at + timedelta(hours=3), "docs", 3, deed="guide")], known=False
    )
    return story
