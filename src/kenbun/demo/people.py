"""Who is who in the demo: five hundred leads, most of them at a company, each with a part in its story."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from random import Random
from typing import Literal

from kenbun.demo.companies import COMPANIES, Company
from kenbun.demo.jobs import Job, a_job
from kenbun.demo.places import PLACES
from kenbun.demo.shares import shares

Fate = Literal["customer", "trial", "evaluating", "lost", "nurture"]
Part = Literal["champion", "user", "evaluator", "reader", "candidate"]

# fate: how many companies, and how many people work at one of them compared to the others
_FATES: dict[Fate, tuple[int, int]] = {
    "customer": (13, 11),
    "trial": (8, 8),
    "evaluating": (9, 8),
    "lost": (9, 7),
    "nurture": (21, 4),
}
_PARTS: dict[Fate, tuple[Part, ...]] = {
    "customer": ("champion", "user", "user", "user", "user", "user", "user", "evaluator"),
    "trial": ("champion", "user", "user", "evaluator"),
    "evaluating": ("champion", "evaluator", "evaluator", "evaluator", "evaluator"),
    "lost": ("champion", "user", "evaluator"),
    "nurture": (),
}
AT_COMPANIES, ON_THEIR_OWN, NAMELESS = 430, 40, 14
_FREE_MAIL = ("gmail.com", "outlook.com", "yahoo.com", "icloud.com", "gmx.net", "proton.me")
_ASCII = str.maketrans("øæßłıđ", "oaslid")


@dataclass(frozen=True, slots=True)
class Person:
    number: int
    part: Part
    country: str
    # what the browser, the product and the mailing list know the person by
    cookie: str
    user_id: str
    email: str | None = None
    first_name: str = ""
    last_name: str = ""
    phone: str | None = None
    job: Job | None = None
    company: Company | None = None
    # how much the person cares: around 1, some far above
    keenness: float = 1.0
    # seconds from an event to its receipt; one for all, so that a person's events arrive in order
    lag: float = 2.0

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}"

    @property
    def offset(self) -> float:
        return PLACES[self.country].offset


@dataclass(slots=True)
class Cast:
    """`on_their_own` have a free-mail address and no company, `nameless` a cookie alone."""

    fates: dict[Company, Fate]
    members: dict[Company, list[Person]]
    on_their_own: list[Person]
    nameless: list[Person]
    # no two are called the same
    taken: set[str] = field(default_factory=set)


def make_cast(rng: Random) -> Cast:
    fates = [fate for fate, (companies, _) in _FATES.items() for _ in range(companies)]
    rng.shuffle(fates)
    cast = Cast(dict(zip(COMPANIES, fates, strict=True)), {}, [], [])
    sizes = shares(AT_COMPANIES, [_FATES[fate][1] * rng.uniform(0.6, 1.4) for fate in fates])
    number = 0
    for (company, fate), size in zip(cast.fates.items(), sizes, strict=True):
        parts = _parts(rng, fate, size)
        cast.members[company] = [
            _employee(rng, cast, number + place, company, part) for place, part in enumerate(parts)
        ]
        number += size
    for place in range(ON_THEIR_OWN):
        part: Part = "user" if place < 9 else "reader"
        cast.on_their_own.append(_individual(rng, cast, number + place, part))
    number += ON_THEIR_OWN
    cast.nameless = [_stranger(rng, number + place) for place in range(NAMELESS)]
    return cast


def with_private_address(rng: Random, person: Person, number: int) -> Person:
    """The same person once more, as seen in another browser under another address."""
    email = f"{_local(person.first_name, person.last_name)}.private{number}@{rng.choice(_FREE_MAIL)}"
    return replace(
        person,
        number=number,
        email=email,
        cookie=f"anon-{number:04d}",
        user_id=f"usr_{number:04d}",
        company=None,
    )


def _parts(rng: Random, fate: Fate, size: int) -> Sequence[Part]:
    leading = _PARTS[fate][:size]
    rest: list[Part] = ["candidate" if rng.random() < 0.06 else "reader" for _ in range(size - len(leading))]
    return [*leading, *rest]


def _employee(rng: Random, cast: Cast, number: int, company: Company, part: Part) -> Person:
    person = _named(
        rng, cast, number, part, company.country if rng.random() < 0.75 else rng.choice(list(PLACES))
    )
    local = _local(person.first_name, person.last_name)
    return replace(
        person,
        email=f"{local}@{company.domain}",
        company=company,
        country=company.country,
        job=a_job(rng, leading=part == "champion"),
    )


def _individual(rng: Random, cast: Cast, number: int, part: Part) -> Person:
    person = _named(rng, cast, number, part, rng.choice(list(PLACES)))
    domain = rng.choice(_FREE_MAIL)
    # nobody's address by accident: nobody is called like that
    local = f"{_local(person.first_name, person.last_name)}.demo{number}"
    return replace(person, email=f"{local}@{domain}", job=a_job(rng) if rng.random() < 0.5 else None)


def _named(rng: Random, cast: Cast, number: int, part: Part, origin: str) -> Person:
    place = PLACES[origin]
    while True:
        first, last = rng.choice(place.first_names), rng.choice(place.last_names)
        if f"{first} {last}" not in cast.taken:
            break
    cast.taken.add(f"{first} {last}")
    return replace(
        _stranger(rng, number),
        part=part,
        country=origin,
        first_name=first,
        last_name=last,
        phone=_phone(number) if rng.random() < 0.2 else None,
    )


def _stranger(rng: Random, number: int) -> Person:
    return Person(
        number=number,
        part="reader",
        country=rng.choice(list(PLACES)),
        cookie=f"anon-{number:04d}",
        user_id=f"usr_{number:04d}",
        keenness=min(4.0, rng.lognormvariate(-0.3, 0.75)),
        lag=round(rng.uniform(1.0, 9.0), 3),
    )


def _phone(number: int) -> str:
    """From the ranges that no one is given: 555-01xx in the United States, 7700 900xxx in Britain."""
    return f"+120255501{number:02d}" if number < 100 else f"+447700900{number:03d}"


def _local(first_name: str, last_name: str) -> str:
    """`Małgorzata Wójcik` is malgorzata.wojcik."""
    plain = unicodedata.normalize("NFKD", f"{first_name}.{last_name}".lower().translate(_ASCII))
    return "".join(char for char in plain if char.isascii() and (char.isalnum() or char in ".-"))
