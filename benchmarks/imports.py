"""How many rows of a file of leads are taken in a second, and taken back: half of them known, with six fields each."""

import time

from benchmarks.figures import Figure, Report, at_least
from benchmarks.server import Bench
from benchmarks.stored import LEADS_PER_DOMAIN

_HEADINGS = "email,first name,last name,job title,company,industry,city"


def measure(bench: Bench, report: Report, size: str, rows: int) -> None:
    """From the answer to the upload to the job's end."""
    file = "\n".join([_HEADINGS, *map(_row, range(rows))])
    answer = bench.http.post("/api/lead/import", files={"file": ("leads.csv", file)})
    answer.raise_for_status()
    job = f"/api/lead/import/jobs/{answer.json()['job_id']}"
    before = bench.cpu_seconds()
    rate = rows / _wait(bench, job, "running")
    own, database = (after - was for after, was in zip(bench.cpu_seconds(), before, strict=True))
    cost = f"CPU per row {own / rows * 1e6:.0f} µs kenbun, {database / rows * 1e6:.0f} µs PostgreSQL"
    report(
        Figure("rows imported a second", size, rate, "/s", **at_least(rate, 5_000, "/s"), note=cost)  # type: ignore[arg-type]
    )
    bench.http.post(f"{job}/undo").raise_for_status()
    report(Figure("rows taken back a second", size, rows / _wait(bench, job, "undoing"), "/s"))


def _row(number: int) -> str:
    company = number // LEADS_PER_DOMAIN
    who = f"user{number}@company{company}.com" if number % 2 else f"new{number}@firm{company}.com"
    return f"{who},Ada,Number {number},VP Sales,Company {company},Software,Berlin"


def _wait(bench: Bench, job: str, state: str) -> float:
    began = time.perf_counter()
    while bench.http.get(job).json()["state"] == state:
        time.sleep(0.05)
    return time.perf_counter() - began
