"""What becomes of a company: its people look around, try the product, buy it, or let it go."""

from collections.abc import Callable
from datetime import timedelta

from kenbun.demo.journeys import be_imported, candidate, look_closer, reader, stranger
from kenbun.demo.people import Cast, Fate, Person
from kenbun.demo.rhythm import DAYS, Rhythm
from kenbun.demo.story import Story
from kenbun.demo.visits import Visit, live, read_mail


def tell(rhythm: Rhythm, cast: Cast) -> list[Story]:
    """Everybody's story but for what comes on top: see `extras`."""
    stories = []
    for company, members in cast.members.items():
        mine = [Story(rhythm, person) for person in members]
        _COMPANY[cast.fates[company]](mine)
        stories += mine
    for person in cast.on_their_own:
        story = Story(rhythm, person)
        if person.part == "user":
            _try_alone(story)
        else:
            reader(story)
        stories.append(story)
    for person in cast.nameless:
        story = Story(rhythm, person)
        stranger(story)
        stories.append(story)
    return stories


def _customer(stories: list[Story]) -> None:
    rng = stories[0].rng
    tried = rng.uniform(34, 100)
    won = tried - rng.uniform(14, 28)
    champion = stories[0]
    _consider(champion, tried, won)
    _start_trial(champion, tried)
    champion.work(0, 2 * _care(champion))
    for each in stories[1:]:
        if each.person.part == "user":
            invited = rng.uniform(max(1, won - 20), tried)
            _join(champion, each, invited)
            # some put it away again
            left = invited * rng.uniform(0.2, 0.7) if rng.random() < 0.25 else 0
            each.work(left, 1.3 * _care(each))
        else:
            _look_on(each, tried)
    _close(champion, won)


def _trial(stories: list[Story]) -> None:
    rng = stories[0].rng
    tried = rng.uniform(3, 13)
    champion = stories[0]
    _consider(champion, tried, 0)
    _start_trial(champion, tried)
    champion.work(0, 2.6 * _care(champion))
    for each in stories[1:]:
        if each.person.part == "user":
            invited = rng.uniform(1, tried)
            _join(champion, each, invited)
            each.work(0, 2 * _care(each))
        else:
            _look_on(each, tried)


def _evaluating(stories: list[Story]) -> None:
    rng = stories[0].rng
    since = rng.uniform(8, 25)
    champion = stories[0]
    _consider(champion, rng.uniform(1, 7), 0, since=since)
    for each in stories[1:]:
        _look_on(each, since)


def _lost(stories: list[Story]) -> None:
    rng = stories[0].rng
    tried = rng.uniform(45, 100)
    gone = tried - rng.uniform(9, 20)
    champion = stories[0]
    _consider(champion, tried, gone)
    tries = rng.random() < 0.6
    for each in stories[1:]:
        if not tries or each.person.part != "user":
            _look_on(each, tried, until=gone)
    if tries:
        _start_trial(champion, tried)
        champion.work(gone, 3)
        for each in stories[1:]:
            if each.person.part == "user":
                _join(champion, each, tried - 2)
                each.work(gone, 1.5)
        cancelled = champion.rhythm.moment(champion.person, gone)
        champion.in_product(
            cancelled, "Trial Cancelled", reason=rng.choice(("budget", "another product", "no time"))
        )


def _nurture(stories: list[Story]) -> None:
    for each in stories:
        _look_on(each, 0)


_COMPANY: dict[Fate, Callable[[list[Story]], None]] = {
    "customer": _customer,
    "trial": _trial,
    "evaluating": _evaluating,
    "lost": _lost,
    "nurture": _nurture,
}


def _consider(champion: Story, decided: float, until: float, since: float | None = None) -> None:
    """Weeks of looking closely that end in a demo, and less of it later."""
    rng, rhythm, person = champion.rng, champion.rhythm, champion.person
    first = min(DAYS - 2, since or decided + rng.uniform(8, 18))
    visits = look_closer(champion, first, decided, 3.2) + look_closer(champion, decided, until, 0.5)
    if rng.random() < 0.75:
        demo = rhythm.moment(person, decided + 0.5)
        visits.append(Visit(demo, "evaluate", 4, deed="demo"))
        meeting = max(rhythm.moment(person, decided - 1), demo + timedelta(hours=2))
        champion.reported(meeting, "Meeting Held", minutes=30, subject="Demo", **_account(person))
    be_imported(champion, first + 1)
    live(champion, visits, known=True)


def _look_on(story: Story, days_ago: float, until: float = 0) -> None:
    """The others of the company: some have a say in it, most just read."""
    if story.person.part == "evaluator":
        first = min(DAYS - 2, days_ago + story.rng.uniform(2, 9))
        be_imported(story, first + 1)
        live(story, look_closer(story, first, until, 1.7), known=True)
    elif story.person.part == "candidate":
        candidate(story)
    else:
        reader(story)


def _start_trial(champion: Story, days_ago: float) -> None:
    at = champion.rhythm.moment(champion.person, days_ago)
    champion.sign_up(at, "trial")
    champion.in_product(at + timedelta(seconds=1), "Trial Started", plan="trial", seats=5)


def _join(champion: Story, user: Story, days_ago: float) -> None:
    """A colleague is invited, comes in the same hour, and reads the docs and the letter from then on."""
    assert champion.signed_up is not None
    at = champion.rhythm.moment(champion.person, days_ago)
    at = max(at, champion.signed_up + timedelta(minutes=champion.rng.uniform(5, 90)))
    champion.in_product(at, "Colleague Invited", role="editor")
    joined = champion.rhythm.past(at + timedelta(minutes=champion.rng.uniform(3, 50)))
    user.sign_up(joined, "trial")
    user.in_product(joined + timedelta(seconds=2), "Invitation Accepted", role="editor")
    job = user.person.job
    per_week = 0.9 if job and job.writes_code else 0.3
    times = [time for time in user.rhythm.moments(user.person, days_ago, 0, per_week) if time > joined]
    live(user, [Visit(time, "docs") for time in times] + read_mail(user, days_ago - 2), known=True)


def _try_alone(story: Story) -> None:
    """Somebody without a company tries the product; few stay."""
    rng = story.rng
    tried = rng.uniform(4, 90)
    be_imported(story, tried + 2)
    live(story, look_closer(story, tried + 2, tried, 3), known=True)
    _start_trial(story, tried)
    left = 0 if rng.random() < 0.4 else tried * rng.uniform(0.5, 0.9)
    story.work(left, 2 * _care(story))


def _close(champion: Story, days_ago: float) -> None:
    rng, person = champion.rng, champion.person
    at = champion.rhythm.moment(person, days_ago)
    seats = rng.choice((5, 10, 20, 50))
    champion.reported(
        at,
        "Deal Closed Won",
        amount=seats * 480,
        currency="EUR",
        seats=seats,
        plan="business",
        **_account(person),
    )


def _account(person: Person) -> dict[str, str]:
    return {"account_id": person.company.key} if person.company else {}


def _care(story: Story) -> float:
    return min(1.9, 0.35 + 0.65 * story.person.keenness)
