"""How long the list of accounts takes, by every sort with every kind of filter."""

from benchmarks.figures import Report
from benchmarks.lists import Params, slowest
from benchmarks.server import Bench
from kenbun.accounts.lists import SORTS

_FILTERS: dict[str, Params] = {
    "all": {},
    "active today": {"range": "today"},
    "active in 30 days": {"range": "last_30d"},
    "quiet for 30 days": {"idle_days": 30},
    "search company1": {"search": "company1"},
    "search company77.": {"search": "company77."},
    "score 20 and up": {"min_score": 20},
    "engaged": {"min_engagement_score": 500},
    "with leads": {"has_leads": "true"},
    "mine": {"owner": "me"},
    "nobody's": {"owner": "none"},
    "page 50": {"page": 50},
    "mine, 30 days, search 1": {"owner": "me", "range": "last_30d", "search": "1"},
    "archived": {"archived": "true"},
}
_OWN = """
    UPDATE leads SET owner_id = (SELECT user_id FROM members WHERE workspace_id = %(workspace_id)s LIMIT 1)
    WHERE workspace_id = %(workspace_id)s AND bench_draw(hashtextextended(lead_id::text, 0), 31) < 0.3
"""
_ARCHIVE = """
    UPDATE accounts SET archived_at = now()
    WHERE workspace_id = %(workspace_id)s AND bench_draw(hashtextextended(account_id::text, 0), 32) < 0.1
"""


def measure(bench: Bench, report: Report, size: str) -> None:
    """A third of the leads have an owner, a tenth of the accounts are archived."""
    bench.run(_OWN)
    bench.run(_ARCHIVE)
    bench.http.post("/api/accounts/rescore").raise_for_status()
    bench.run("VACUUM ANALYZE leads, accounts")
    report(slowest(bench, "accounts", (*SORTS, "metadata.employees"), _FILTERS, size, 80))
