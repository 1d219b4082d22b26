"""How long the page of a lead with ten thousand events takes, with its timeline and its receipt."""

import html
import re
import time
from uuid import UUID

from benchmarks.figures import Figure, Report, at_most, percentile
from benchmarks.server import Bench
from benchmarks.stored import BUSY_LEAD
from kenbun.kit.ids import public

_TIMES = 30
_PARTIAL = {"HX-Request-Type": "partial"}
_LINES = re.compile(r'hx-get="([^"]+/receipt/lines\?[^"]+)"')


def measure(bench: Bench, report: Report, size: str) -> None:
    lead_id = UUID(str(bench.value("SELECT bench_lead(%(number)s)", number=BUSY_LEAD)))
    events = bench.value(
        "SELECT event_count FROM leads WHERE workspace_id = %(workspace_id)s AND lead_id = %(lead)s",
        lead=lead_id,
    )
    page = f"/leads/{public('ld', lead_id)}"
    parts = {
        "page": (page, {}),
        "receipt": (f"{page}/receipt", _PARTIAL),
        "lines of a group": (_lines(bench, page), _PARTIAL),
        "receipt as JSON": (f"/api/lead/{public('ld', lead_id)}/score/explain", {}),
        "health": ("/health", {}),
    }
    p95 = {name: _p95(bench, path, headers) for name, (path, headers) in parts.items()}
    whole = p95["page"] + p95["receipt"]
    report(
        Figure(
            f"lead page with receipt, {events:,} events, p95",
            size,
            whole,
            "ms",
            **at_most(whole, 150, "ms"),  # type: ignore[arg-type]
            ratio=whole / p95["health"],
            baseline="/health",
            note=", ".join(f"{name} {p95[name]:.0f} ms" for name in list(parts)[:-1]),
        )
    )


def _lines(bench: Bench, page: str) -> str:
    """Where the lines of the receipt's weightiest group are, which come when somebody opens it."""
    found = _LINES.search(bench.http.get(f"{page}/receipt", headers=_PARTIAL).text)
    assert found
    return html.unescape(found[1])


def _p95(bench: Bench, path: str, headers: dict[str, str]) -> float:
    times = []
    for _ in range(_TIMES):
        began = time.perf_counter()
        answer = bench.http.get(path, headers=headers)
        times.append((time.perf_counter() - began) * 1000)
        assert answer.status_code == 200, (path, answer.status_code)
    return percentile(times, 0.95)
