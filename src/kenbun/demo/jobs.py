"""What people do for a living."""

from random import Random
from typing import NamedTuple

_JOBS = """
Chief Executive Officer; Executive; C-Level; 2
Founder; Executive; C-Level; 3
Chief Technology Officer; Engineering; C-Level; 3
Chief Financial Officer; Finance; C-Level; 2
Chief Data Officer; Data; C-Level; 1
VP Engineering; Engineering; VP; 4
VP Operations; Operations; VP; 3
VP Marketing; Marketing; VP; 3
VP Sales; Sales; VP; 2
Director of Data; Data; Director; 4
Director of IT; IT; Director; 4
Director of Procurement; Procurement; Director; 2
Head of Growth; Marketing; Director; 3
Head of Platform; Engineering; Director; 4
Engineering Manager; Engineering; Manager; 7
Product Manager; Product; Manager; 7
Marketing Operations Manager; Marketing; Manager; 6
Business Intelligence Manager; Data; Manager; 5
Supply Chain Manager; Operations; Manager; 4
IT Manager; IT; Manager; 5
Senior Software Engineer; Engineering; Senior; 9
Senior Data Analyst; Data; Senior; 8
Solutions Architect; Engineering; Senior; 4
Data Engineer; Data; Individual Contributor; 9
Software Engineer; Engineering; Individual Contributor; 9
Business Analyst; Operations; Individual Contributor; 8
Marketing Specialist; Marketing; Individual Contributor; 7
Account Executive; Sales; Individual Contributor; 5
Buyer; Procurement; Individual Contributor; 3
Research Assistant; Research; Entry; 4
Intern, Data and Analytics; Data; Entry; 3
Student; Research; Entry; 3
"""


class Job(NamedTuple):
    title: str
    department: str
    seniority: str

    @property
    def writes_code(self) -> bool:
        return self.department in ("Engineering", "Data")


def _read() -> dict[Job, int]:
    rows = [line.split("; ") for line in _JOBS.strip().splitlines()]
    return {Job(title, department, seniority): int(weight) for title, department, seniority, weight in rows}


_ALL = _read()
_LEADING = {
    job: weight for job, weight in _ALL.items() if job.seniority in ("C-Level", "VP", "Director", "Manager")
}


def a_job(rng: Random, *, leading: bool = False) -> Job:
    """`leading`: of one who can bring a company to buy."""
    jobs = _LEADING if leading else _ALL
    return rng.choices(list(jobs), list(jobs.values()))[0]
