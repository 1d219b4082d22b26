"""The mappings that exist from the start: what the SDKs and common metadata keys call the standard fields."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Literal

Subject = Literal["lead", "account"]
Behaviour = Literal["latest", "if_empty"]

# The standard fields that are no text; which fields there are stands in conditions.fields.
NUMBERS = frozenset({("account", "employees"), ("account", "revenue")})


@dataclass(frozen=True, slots=True)
class Mapping:
    """Copies `key` (a path in traits, a key of metadata) to a field."""

    key: str
    subject: Subject
    field: str
    behaviour: Behaviour = "latest"


@dataclass(frozen=True, eq=False)
class Mappings:
    """In order: earlier keys win over later ones of the same call."""

    every: tuple[Mapping, ...]

    def of(self, keys: Iterable[str]) -> tuple[Mapping, ...]:
        """Those that may find something where there are these keys: mostly few, and often the same."""
        return _among(self, tuple(key for key in keys if key in self._roots))

    @cached_property
    def _roots(self) -> frozenset[str]:
        return frozenset(root for mapping in self.every for root in _roots_of(mapping))


@lru_cache(maxsize=4096)
def _among(mappings: Mappings, keys: tuple[str, ...]) -> tuple[Mapping, ...]:
    return tuple(mapping for mapping in mappings.every if not _roots_of(mapping).isdisjoint(keys))


def _roots_of(mapping: Mapping) -> frozenset[str]:
    """A dotted key may stand as it is, or be a path from its first step."""
    return frozenset((mapping.key, mapping.key.partition(".")[0]))


def _all(subject: Subject, keys: dict[str, str], behaviour: Behaviour = "latest") -> tuple[Mapping, ...]:
    return tuple(
        Mapping(key, subject, field, behaviour) for field, spelled in keys.items() for key in spelled.split()
    )


LEAD_TRAITS = Mappings(
    _all(
        "lead",
        {
            "name": "name full_name fullName",
            "first_name": "first_name firstName firstname",
            "last_name": "last_name lastName lastname",
            "email": "email",
            "phone": "phone",
            "title": "title job_title jobTitle position",
            "seniority": "seniority",
            "department": "department",
            "company": "company.name company company_name companyName",
            "industry": "industry company.industry",
            "company_size": "company_size companySize company.size company.employee_count",
            "country": "country address.country",
            "city": "city address.city",
            "lifecycle_stage": "lifecycle_stage lifecycleStage",
        },
    )
    + _all(
        "account",
        {
            "name": "company.name company_name companyName",
            "industry": "company.industry",
            "employees": "company.employee_count company.employees",
            "plan": "company.plan",
        },
    )
)

ACCOUNT_TRAITS = Mappings(
    _all(
        "account",
        {
            "name": "name company_name",
            "domain": "domain website",
            "industry": "industry",
            "company_size": "company_size companySize size",
            "employees": "employees employee_count",
            "revenue": "revenue annual_revenue annualRevenue",
            "country": "country address.country",
            "plan": "plan",
            "account_status": "account_status accountStatus status",
        },
    )
)

# A page's `title` and `name` are the page's, so a person's come as job_title, first_name and last_name.
METADATA = Mappings(
    _all(
        "lead",
        {
            "first_name": "first_name",
            "last_name": "last_name",
            "title": "job_title",
            "seniority": "seniority",
            "department": "department",
            "company": "company_name company",
            "industry": "industry",
            "company_size": "company_size",
            "country": "country",
            "city": "city",
            "lifecycle_stage": "lifecycle_stage",
        },
    )
    + _all("lead", {"email": "email", "phone": "phone"}, "if_empty")
    + _all(
        "account",
        {
            "name": "account_name company_name",
            "industry": "industry",
            "company_size": "company_size",
            "employees": "employees",
            "revenue": "revenue",
            "country": "country",
            "plan": "plan",
            "account_status": "account_status",
        },
    )
)
METADATA_KEYS = sorted({mapping.key for mapping in METADATA.every})
