"""The same sums by hand in DuckDB, over the same events in Parquet: what an engine made for it would take."""

import time
from dataclasses import dataclass

import duckdb

from benchmarks.rules import RULES
from benchmarks.server import Bench

_EXPORT = """
    COPY (SELECT e.lead_id, e.happened_at AT TIME ZONE 'UTC' AS happened_at, t.name AS event_type, e.message_id,
                 e.metadata
          FROM events e JOIN event_types t ON t.workspace_id = e.workspace_id AND t.type_id = e.type_id
          WHERE e.workspace_id = '{workspace}') TO '{path}' (FORMAT csv)
"""

_TO_PARQUET = """
    COPY (SELECT * FROM read_csv('{csv}', header = false, columns = {{
        lead_id: 'UUID', happened_at: 'TIMESTAMP', event_type: 'VARCHAR', message_id: 'VARCHAR', metadata: 'VARCHAR'}}))
    TO '{parquet}' (FORMAT parquet)
"""

_AGGREGATE = """
    WITH rule (number, event_type, points, half_life, cap, per) AS (VALUES {rules}),
    e AS (
        SELECT *, metadata->>'$.path' AS path, (metadata->>'$.seconds')::int AS seconds, metadata->>'$.plan' AS plan,
               metadata->>'$.utm_campaign' AS campaign
        FROM read_parquet('{parquet}')
    ),
    hit AS (
        SELECT e.lead_id, e.happened_at, e.message_id, rule.number, rule.points, rule.half_life, rule.cap,
               CASE rule.per WHEN 'day' THEN date_trunc('day', e.happened_at)
                             WHEN 'week' THEN date_trunc('week', e.happened_at) END AS period
        FROM e JOIN rule USING (event_type)
        WHERE CASE rule.number {conditions} ELSE true END
    ),
    worth AS (
        SELECT lead_id, happened_at, half_life, points::double AS points FROM hit WHERE cap IS NULL
        UNION ALL
        SELECT lead_id, happened_at, half_life, sign(points) * greatest(0, least(abs(points), cap - before))
        FROM (SELECT *, coalesce(sum(abs(points)) OVER (PARTITION BY lead_id, number, period ORDER BY happened_at,
                  message_id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS before
              FROM hit WHERE cap IS NOT NULL)
    )
    SELECT lead_id, sum(CASE WHEN half_life IS NULL THEN points ELSE points * pow(0.5,
               greatest(0, epoch('{at}'::timestamp) - epoch(happened_at)) / 86400 / half_life) END) AS score
    FROM worth GROUP BY lead_id
"""

_CONDITIONS = {
    "Pricing viewed": "contains(lower(path), '/pricing')",
    "Careers viewed": "contains(lower(path), '/careers')",
    "Read for long": "seconds > 60",
    "Docs read": "starts_with(lower(path), '/docs')",
    "Enterprise looked": "lower(plan) = 'enterprise'",
    "Spring clicked": "lower(campaign) IN ('spring', 'launch')",
    "Report made": "ends_with(lower(path), '/report')",
    "Contact asked": "contains(lower(path), 'contact')",
    "Webinar stayed": "seconds >= 200",
    "Demo requested": "coalesce(lower(plan) <> 'free', true)",
    "API called": "seconds < 150",
}
# Scores are whole numbers; a double's error and the time between two ticks stay far below.
_NEAR = 0.51


@dataclass(frozen=True, slots=True)
class Comparison:
    seconds: float
    same: bool


def aggregate(bench: Bench) -> Comparison:
    """The quicker of two runs, and whether its sums are the scores that the server shows."""
    csv, parquet = (bench.folder / f"events.{ending}" for ending in ("csv", "parquet"))
    csv.touch(mode=0o666)
    csv.chmod(0o666)
    bench.run(_EXPORT.format(workspace=bench.workspace_id, path=csv))
    at = bench.value(
        "SELECT max(scored_at) AT TIME ZONE 'UTC' FROM leads WHERE workspace_id = %(workspace_id)s"
    )
    with duckdb.connect() as engine:
        engine.execute(_TO_PARQUET.format(csv=csv, parquet=parquet))
        csv.unlink()
        statement = _AGGREGATE.format(parquet=parquet, at=at, rules=_rules(), conditions=" ".join(_whens()))
        times = []
        for _ in range(2):
            began = time.monotonic()
            engine.execute(f"CREATE OR REPLACE TEMP TABLE scores AS {statement}")
            times.append(time.monotonic() - began)
        found = dict(engine.execute("SELECT lead_id, greatest(0, score) FROM scores").fetchall())
    parquet.unlink()
    shown = bench.rows("SELECT lead_id, engagement_score FROM leads WHERE workspace_id = %(workspace_id)s")
    same = all(abs(found.get(lead_id, 0.0) - score) < _NEAR for lead_id, score in shown)
    return Comparison(min(times), same)


def _rules() -> str:
    rows = []
    for number, rule in enumerate(RULES):
        cap = rule["cap"] or {"points": "NULL", "per": None}
        per = f"'{cap['per']}'" if cap["per"] else "NULL"
        half_life = rule["half_life_days"] or "NULL"
        rows.append(
            f"({number}, '{rule['event_type']}', {rule['points']}, {half_life}::double, {cap['points']}, {per})"
        )
    return ", ".join(rows)


def _whens() -> list[str]:
    places = {rule["name"]: number for number, rule in enumerate(RULES)}
    return [f"WHEN {places[name]} THEN {condition}" for name, condition in _CONDITIONS.items()]
