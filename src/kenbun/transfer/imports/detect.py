"""What the columns of a file seem to mean, by their headings: a beginning for whoever maps them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from kenbun.events.accept.aliases import email
from kenbun.kit.cells import uncell
from kenbun.mapping.fields import Fields

_APART = re.compile(r"[^a-z0-9]+")
# What people, and other systems, call them.
_FIELDS = {
    "full_name": "name",
    "contact_name": "name",
    "lead_name": "name",
    "shown_name": "name",
    "firstname": "first_name",
    "given_name": "first_name",
    "forename": "first_name",
    "lastname": "last_name",
    "surname": "last_name",
    "family_name": "last_name",
    "job_title": "title",
    "jobtitle": "title",
    "position": "title",
    "role": "title",
    "company_name": "company",
    "organization": "company",
    "organisation": "company",
    "account": "company",
    "account_name": "company",
    "employees": "company_size",
    "number_of_employees": "company_size",
    "sector": "industry",
    "town": "city",
    "lifecycle": "lifecycle_stage",
    "stage": "lifecycle_stage",
    "mobile": "phone",
    "phone_number": "phone",
    "telephone": "phone",
}
_IDENTIFIERS = {
    "email": ("email", "e_mail", "email_address", "e_mail_address", "mail", "work_email", "business_email"),
    "external_id": ("external_id", "user_id", "userid", "customer_id", "id", "contact_id"),
    "phone": ("phone", "phone_number", "mobile", "telephone"),
    "lead_id": ("lead_id",),
}


@dataclass(frozen=True, slots=True)
class Detected:
    """`identifier` is a column and a kind; none where nothing tells who the rows are."""

    identifier: tuple[str, str] | None = None
    fields: dict[str, str] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)


def detect(headers: Sequence[str], sample: Iterable[Sequence[str]], fields: Fields) -> Detected:
    """By headings; where none of them says who it is, by the first column that holds e-mail addresses."""
    folded = {header: _APART.sub("_", header.lower()).strip("_") for header in headers}
    identifier = _identifier(folded) or _by_content(headers, list(sample))
    found: dict[str, str] = {}
    for header, name in folded.items():
        target = name if fields.find("lead", name) else _FIELDS.get(name)
        # the address is known as an alias, and fills the field by itself
        is_identifier = identifier is not None and header == identifier[0]
        if target and target != "email" and target not in found.values() and not is_identifier:
            found[header] = target
    return Detected(identifier, found, _aliases(folded, identifier))


def _identifier(folded: dict[str, str]) -> tuple[str, str] | None:
    for kind, names in _IDENTIFIERS.items():
        for name in names:
            for header, own in folded.items():
                if own == name:
                    return header, kind
    return None


def _by_content(headers: Sequence[str], sample: list[Sequence[str]]) -> tuple[str, str] | None:
    for place, header in enumerate(headers):
        values = [uncell(cells[place]) for cells in sample if place < len(cells) and cells[place].strip()]
        if values and all(email(value) for value in values):
            return header, "email"
    return None


def _aliases(folded: dict[str, str], identifier: tuple[str, str] | None) -> dict[str, str]:
    found: dict[str, str] = {}
    for header, name in folded.items():
        if identifier and header == identifier[0]:
            continue
        for kind in ("email", "external_id"):
            if name in _IDENTIFIERS[kind] and name != "id":
                found[header] = kind
    return found
