"""The mappings that a workspace starts with: what the SDKs and common metadata keys call the standard fields."""

from kenbun.mapping.mappings import IDENTIFY, MappingDraft, Source, SourceKind, Target, Update
from kenbun.subject import Subject


def _all(
    kind: SourceKind,
    subject: Subject,
    keys: dict[str, str],
    update: Update = "always_latest",
    event_type: str | None = None,
) -> tuple[MappingDraft, ...]:
    return tuple(
        MappingDraft(Source(kind, key, event_type), Target(subject, field), update)
        for field, spelled in keys.items()
        for key in spelled.split()
    )


# In order: of what one call says about a field, the first counts.
STANDARD_MAPPINGS = (
    _all(
        "trait",
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
    # what an identify call says about the person's company
    + _all(
        "trait",
        "account",
        {
            "name": "company.name company_name companyName",
            "industry": "company.industry",
            "employees": "company.employee_count company.employees",
            "plan": "company.plan",
        },
        event_type=IDENTIFY,
    )
    + _all(
        "trait",
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
    # a page's `title` and `name` are the page's, so a person's come as job_title, first_name and last_name
    + _all(
        "metadata",
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
    + _all("metadata", "lead", {"email": "email", "phone": "phone"}, "only_if_empty")
    + _all(
        "metadata",
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
