"""The mappings that exist from the start: what the SDKs and common metadata keys call the standard fields."""

from dataclasses import dataclass
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


def _all(subject: Subject, keys: dict[str, str], behaviour: Behaviour = "latest") -> list[Mapping]:
    return [
        Mapping(key, subject, field, behaviour) for field, spelled in keys.items() for key in spelled.split()
    ]


# Earlier keys win over later ones of the same call.
LEAD_TRAITS = _all(
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
) + _all(
    "account",
    {
        "name": "company.name company_name companyName",
        "industry": "company.industry",
        "employees": "company.employee_count company.employees",
        "plan": "company.plan",
    },
)

ACCOUNT_TRAITS = _all(
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

# A page's `title` and `name` are the page's, so a person's come as job_title, first_name and last_name.
METADATA = (
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
METADATA_KEYS = sorted({mapping.key for mapping in METADATA})
