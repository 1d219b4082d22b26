"""What one person does, written down as the messages that website, product, mailing tool and CRM would send."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from kenbun.demo.people import Person
from kenbun.demo.rhythm import Rhythm
from kenbun.demo.site import GUIDES, WEBINARS, Theme, pages

Dialect = Literal["segment", "ingest"]


@dataclass(frozen=True, slots=True)
class Message:
    at: datetime
    # seconds until it is received
    lag: float
    dialect: Dialect
    body: dict[str, Any]

    @property
    def is_event(self) -> bool:
        return self.body.get("type") not in ("identify", "group")


@dataclass(frozen=True, slots=True)
class WorkingDay:
    """A day in the product: how much is done on it is decided in the end."""

    person: Person
    start: datetime
    weight: float


class Story:
    """Website calls carry the cookie alone, as SDKs send them; `introduce` tells whose cookie it is."""

    def __init__(self, rhythm: Rhythm, person: Person) -> None:
        self.rhythm = rhythm
        self.rng = rhythm.rng
        self.person = person
        self.messages: list[Message] = []
        self.days: list[WorkingDay] = []
        self.signed_up: datetime | None = None

    def visit(self, at: datetime, theme: Theme, count: int | None = None) -> datetime:
        """A row of page views; answers when the last one was left."""
        for page in pages(self.rng, theme, count or min(14, 1 + int(self.rng.expovariate(0.4)))):
            self._segment(at, "page", anonymousId=self.person.cookie, properties=page)
            at += timedelta(seconds=min(900.0, 5 + self.rng.expovariate(1 / 55)))
        return at

    def on_site(self, at: datetime, name: str, **properties: Any) -> None:
        self._segment(at, "track", anonymousId=self.person.cookie, event=name, properties=properties)

    def in_product(self, at: datetime, name: str, **properties: Any) -> None:
        self._segment(at, "track", userId=self.person.user_id, event=name, properties=properties)

    def reported(self, at: datetime, name: str, *aliases: tuple[str, str], **metadata: Any) -> None:
        """By the mailing tool or the CRM, which know people by address or number; without aliases by the address."""
        named = aliases or (("email", self.person.email),)
        body = {
            "event_type": name,
            "aliases": [{"alias_kind": kind, "raw_value": value} for kind, value in named],
            "metadata": metadata,
            "timestamp": _written(at),
        }
        self._add(at, "ingest", body)

    def introduce(self, at: datetime, **traits: Any) -> None:
        """Who is behind the cookie, as a form tells."""
        self._segment(at, "identify", anonymousId=self.person.cookie, traits=self.traits() | traits)

    def sign_up(self, at: datetime, plan: str) -> None:
        """Into the product, where the person has a user id from now on, and the company an account id."""
        self.signed_up = at
        self._segment(at, "identify", userId=self.person.user_id, traits=self.traits())
        if company := self.person.company:
            traits = {
                "name": company.name,
                "domain": company.domain,
                "industry": company.industry,
                "employees": company.employees,
                "country": company.country,
                "plan": plan,
            }
            at += timedelta(milliseconds=40)
            self._segment(at, "group", userId=self.person.user_id, groupId=company.key, traits=traits)

    def work(self, last: float, per_week: float) -> None:
        """Days in the product after signing up, until so many days ago, each with its logins."""
        assert self.signed_up is not None
        first = (self.rhythm.now - self.signed_up) / timedelta(days=1)
        for at in self.rhythm.moments(self.person, first, last, per_week):
            if at < self.signed_up + timedelta(minutes=1):
                continue
            for again in range(self.rng.choice((1, 1, 2, 3))):
                login = at + again * timedelta(hours=self.rng.uniform(0.5, 3))
                method = "sso" if self.person.number % 3 else "password"
                self.in_product(login, "Logged In", method=method)
            self.days.append(WorkingDay(self.person, at, self.rng.lognormvariate(0, 0.8)))

    def download(self, at: datetime) -> None:
        self.on_site(at, "Content Downloaded", content=self.rng.choice(GUIDES), format="pdf")

    def attend(self, at: datetime) -> None:
        minutes = self.rng.randint(12, 55)
        self.on_site(at, "Webinar Attended", webinar=self.rng.choice(WEBINARS), minutes=minutes)

    def traits(self) -> dict[str, Any]:
        person = self.person
        traits: dict[str, Any] = {
            "first_name": person.first_name,
            "last_name": person.last_name,
            "email": person.email,
        }
        if person.job:
            traits |= {"job_title": person.job.title, "department": person.job.department}
            traits["seniority"] = person.job.seniority
        if company := person.company:
            traits |= {
                "company_name": company.name,
                "industry": company.industry,
                "company_size": company.size,
            }
            traits["city"] = company.city
        if person.phone:
            traits["phone"] = person.phone
        return traits | {"country": person.country}

    def _segment(self, at: datetime, kind: str, **fields: Any) -> None:
        self._add(at, "segment", {"type": kind, **fields, "timestamp": _written(at)})

    def _add(self, at: datetime, dialect: Dialect, body: dict[str, Any]) -> None:
        """What would lie ahead does not happen; what was before the first day is long forgotten."""
        if at <= self.rhythm.latest:
            self.messages.append(Message(at, self.person.lag, dialect, body))


def _written(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds")
