"""Events stored before: made in the database, row for row as the pipeline would have left them.

Lead number n has an id, an address and a company that follow from n; event number j happened at an even pace
over the last 120 days, done by a lead drawn from j so that a few leads do much and most do little. Lead 0 does
twenty things in a row, then nothing for hours.
"""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from benchmarks.rules import CAMPAIGNS, PATHS, PLANS, RULES, TYPES
from benchmarks.server import Bench

DAYS = 120
BUSY_LEAD = 0
BUSY_EVENTS = 10_000
LEADS_PER_DOMAIN = 5

_HELPERS = """
    CREATE FUNCTION bench_lead(n bigint) RETURNS uuid LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT ('01900000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid $$;
    CREATE FUNCTION bench_account(n bigint) RETURNS uuid LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT ('01900000-0000-7000-9000-' || lpad(to_hex(n), 12, '0'))::uuid $$;
    -- evenly in [0, 1), by number and salt
    CREATE FUNCTION bench_draw(n bigint, salt int) RETURNS float8 LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT (hashint8extended(n, salt) & 4294967295) / 4294967296.0::float8 $$;
"""

_EVENTS = """
    INSERT INTO events (workspace_id, event_id, lead_id, happened_at, received_at, type_id, channel, message_id,
                        campaign, account_key, metadata)
    SELECT %(workspace_id)s, uuidv7(d.happened_at - clock_timestamp()), bench_lead(d.lead), d.happened_at,
           d.happened_at + interval '1 second', t.type_id, t.channel, gen_random_uuid()::text, d.campaign, NULL,
           jsonb_build_object(
               'path', d.path, 'url', 'https://www.acme.example' || d.path,
               'plan', (%(plans)s::text[])[1 + d.lead / %(per_domain)s %% 4],
               'seconds', (300 * bench_draw(j, 4))::int, 'utm_campaign', d.campaign,
               'referrer', 'https://search.example/?q=lead+scoring',
               'user_agent', 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0')
    FROM (
        SELECT j, %(start)s::timestamptz + %(pace)s::interval *
                   CASE WHEN j %% %(every)s = 0 THEN j - j %% (20 * %(every)s) + j / %(every)s %% 20 ELSE j END
                   AS happened_at,
               CASE WHEN j %% %(every)s = 0 THEN 0 ELSE 1 + floor((%(leads)s - 1) * bench_draw(j, 1) ^ 1.5)::bigint END
                   AS lead,
               (%(types)s::int[])[1 + floor(100 * bench_draw(j, 2))::int] AS type_id,
               (%(paths)s::text[])[1 + floor(16 * bench_draw(j, 3))::int] AS path,
               (%(campaigns)s::text[])[1 + floor(5 * bench_draw(j, 6))::int] AS campaign
        FROM generate_series(1, %(events)s::bigint) AS j
    ) AS d
    JOIN event_types t ON t.workspace_id = %(workspace_id)s AND t.type_id = d.type_id
"""

_DONE = """
    INSERT INTO lead_event_types (workspace_id, type_id, lead_id)
    SELECT DISTINCT workspace_id, type_id, lead_id FROM events WHERE workspace_id = %(workspace_id)s
"""

_MESSAGE_IDS = """
    INSERT INTO message_ids (workspace_id, message_hash)
    SELECT workspace_id, md5(message_id)::uuid FROM events WHERE workspace_id = %(workspace_id)s
"""

_SESSIONS = """
    INSERT INTO sessions (workspace_id, lead_id, session_id, started_at, ended_at, event_count, channels)
    SELECT %(workspace_id)s, lead_id, uuidv7(), min(happened_at), max(happened_at), count(*),
           array_agg(DISTINCT channel)
    FROM (
        SELECT lead_id, happened_at, channel, count(*) FILTER (WHERE opens) OVER
                   (PARTITION BY lead_id ORDER BY happened_at ROWS UNBOUNDED PRECEDING) AS number
        FROM (
            SELECT lead_id, happened_at, channel, coalesce(happened_at - lag(happened_at) OVER
                       (PARTITION BY lead_id ORDER BY happened_at) >= interval '30 minutes', true) AS opens
            FROM events WHERE workspace_id = %(workspace_id)s
        ) AS gaps
    ) AS numbered
    GROUP BY lead_id, number
"""

_ACCOUNTS = """
    INSERT INTO accounts (workspace_id, account_id, domain, name, fields, created_at)
    SELECT %(workspace_id)s, bench_account(n), format('company%%s.com', n), format('company%%s.com', n),
           jsonb_build_object('plan', (%(plans)s::text[])[1 + n %% 4], 'employees', floor(5000 * bench_draw(n, 21) ^ 3),
                              'industry', (ARRAY['Software', 'Finance', 'Health', 'Retail'])[1 + n %% 4]), %(start)s
    FROM generate_series(0, %(leads)s / %(per_domain)s) AS n
"""

_ACCOUNT_ALIASES = """
    INSERT INTO account_aliases (workspace_id, kind, value, account_id, created_at)
    SELECT workspace_id, 'domain', domain, account_id, created_at FROM accounts WHERE workspace_id = %(workspace_id)s
"""

_LEADS = """
    INSERT INTO leads (workspace_id, lead_id, account_id, account_basis, created_at, event_count, session_count,
                       last_active_at, scored_at)
    SELECT %(workspace_id)s, bench_lead(n), bench_account(n / %(per_domain)s), 'domain',
           %(start)s::timestamptz + bench_draw(n, 7) * interval '120 days', coalesce(e.count, 0),
           coalesce(s.count, 0), e.last, %(start)s
    FROM generate_series(0, %(leads)s - 1) AS n
    LEFT JOIN (SELECT lead_id, count(*), max(happened_at) AS last FROM events
               WHERE workspace_id = %(workspace_id)s GROUP BY lead_id) AS e ON e.lead_id = bench_lead(n)
    LEFT JOIN (SELECT lead_id, count(*) FROM sessions
               WHERE workspace_id = %(workspace_id)s GROUP BY lead_id) AS s ON s.lead_id = bench_lead(n)
"""

_ALIASES = """
    INSERT INTO lead_aliases (workspace_id, kind, value, lead_id, created_at)
    SELECT %(workspace_id)s, 'email', format('user%%s@company%%s.com', n, n / %(per_domain)s), bench_lead(n), %(start)s
    FROM generate_series(0, %(leads)s - 1) AS n
"""

_FIELDS_OF = """
    CREATE FUNCTION bench_fields(n bigint, email text) RETURNS jsonb LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT jsonb_strip_nulls(jsonb_build_object(
            'email', email,
            'title', CASE WHEN bench_draw(n, 11) < 0.7 THEN
                (ARRAY['CEO', 'CTO', 'VP Marketing', 'VP Sales', 'VP Engineering', 'Head of Growth', 'Head of Data',
                       'Marketing Manager', 'Sales Manager', 'Account Executive', 'Software Engineer', 'Data Analyst',
                       'Product Manager', 'Product Designer', 'Office Manager', 'Consultant', 'Student',
                       'Director of Operations'])[1 + floor(18 * bench_draw(n, 12))::int] END,
            'company', format('Company %s', n / 8),
            'industry', CASE WHEN bench_draw(n, 13) < 0.9 THEN
                (ARRAY['Software', 'Finance', 'Health', 'Retail', 'Education', 'Energy', 'Logistics', 'Media',
                       'Government', 'Manufacturing'])[1 + floor(10 * bench_draw(n, 14) ^ 2)::int] END,
            'company_size',
                (ARRAY['1-10', '11-50', '51-200', '201-1000', '1000+'])[1 + floor(5 * bench_draw(n, 15))::int],
            'country', (ARRAY['DE', 'FR', 'GB', 'US', 'JP', 'IN'])[1 + floor(6 * bench_draw(n, 16))::int])) $$;
"""

_VALUES = """
    INSERT INTO field_values (workspace_id, subject, subject_id, field, value, behaviour, happened_at, message_id,
                              origin)
    SELECT p.workspace_id, 'lead', p.lead_id, f.key, f.value,
           CASE f.key WHEN 'email' THEN 'if_empty' ELSE 'latest' END, l.created_at, l.lead_id::text,
           CASE f.key WHEN 'email' THEN 'alias.email' ELSE 'traits.' || f.key END
    FROM lead_profiles p JOIN leads l USING (workspace_id, lead_id), jsonb_each(p.fields) AS f
    WHERE p.workspace_id = %(workspace_id)s
    UNION ALL
    SELECT a.workspace_id, 'account', a.account_id, f.key, f.value, 'latest', now(), a.account_id::text,
           'metadata.' || f.key
    FROM accounts a, jsonb_each(a.fields) AS f WHERE a.workspace_id = %(workspace_id)s
"""

_PROFILES = """
    INSERT INTO lead_profiles (workspace_id, lead_id, name, fields, search)
    SELECT %(workspace_id)s, bench_lead(n), fields ->> 'email', fields,
           casefold(concat_ws(' ', fields ->> 'email', fields ->> 'email', fields ->> 'company', fields ->> 'email')
                    COLLATE "pg_unicode_fast")
    FROM generate_series(0, %(leads)s - 1) AS n,
         bench_fields(n, format('user%%s@company%%s.com', n, n / %(per_domain)s)) AS fields
"""

_LAST_VERSION = """
    SELECT state, error FROM ruleset_versions WHERE workspace_id = %(workspace_id)s
    ORDER BY created_at DESC, version_id DESC LIMIT 1
"""

# As if five events came in at a time, each worth five points: who was in which account since when, and what moved.
_IN_ACCOUNTS = """
    INSERT INTO lead_account_changes (workspace_id, lead_id, changed_at, account_id)
    SELECT workspace_id, lead_id, created_at, account_id FROM leads WHERE workspace_id = %(workspace_id)s
"""

_MOVES = """
    INSERT INTO score_moves (workspace_id, at, subject, dimension, cause, subject_ids, befores, afters, event_ids)
    SELECT %(workspace_id)s, max(received_at), 'lead', 'engagement', 'event', array_agg(lead_id ORDER BY place),
           array_agg(5 * number - 5 ORDER BY place), array_agg(5 * number ORDER BY place),
           array_agg(event_id ORDER BY place)
    FROM (SELECT lead_id, event_id, received_at,
                 row_number() OVER (PARTITION BY lead_id ORDER BY happened_at) AS number,
                 row_number() OVER (ORDER BY received_at, event_id) AS place
          FROM events WHERE workspace_id = %(workspace_id)s) AS done
    WHERE received_at > now() - interval '90 days'
    GROUP BY (place - 1) / 5
"""

_FILLED = {
    "events": _EVENTS,
    "lead_event_types": _DONE,
    "message_ids": _MESSAGE_IDS,
    "sessions": _SESSIONS,
    "accounts": _ACCOUNTS,
    "account_aliases": _ACCOUNT_ALIASES,
    "leads": _LEADS,
    "lead_account_changes": _IN_ACCOUNTS,
    "lead_aliases": _ALIASES,
    "lead_profiles": _PROFILES,
    "field_values": _VALUES,
    "score_moves": _MOVES,
}


def fill(bench: Bench, events: int, leads: int) -> None:
    """Stores so many events of so many leads, lead 0 with 10,000 of them, and puts the twenty rules in force."""
    began = time.monotonic()
    set_rules(bench)
    bench.database.execute(_HELPERS + _FIELDS_OF)
    pace = DAYS * 86_400 / (events + 1)
    values = {
        "events": events,
        "leads": leads,
        "every": max(2, events // BUSY_EVENTS),
        "per_domain": LEADS_PER_DOMAIN,
        "start": bench.value("SELECT now() - interval '120 days'"),
        "pace": f"{pace:.6f} seconds",
        "types": _types(bench),
        "paths": list(PATHS),
        "plans": list(PLANS),
        "campaigns": list(CAMPAIGNS),
    }
    bench.run("SET maintenance_work_mem = '1GB'")
    bench.run("SET work_mem = '256MB'")
    for table, statement in _FILLED.items():
        with _bare(bench, table):
            bench.run(statement, **values)
    bench.run("VACUUM ANALYZE")
    publish(bench)
    bench.run("VACUUM ANALYZE leads, lead_states")
    bench.run("CHECKPOINT")
    print(f"    {events:,} events of {leads:,} leads stored in {time.monotonic() - began:.0f} s", flush=True)


def set_rules(bench: Bench, rules: list[dict[str, Any]] = RULES) -> None:
    """These rules into the draft, and nothing else."""
    ruleset = primary_ruleset(bench)
    for rule in ruleset["rules"]:
        path = f"/api/rulesets/{ruleset['id']}/rules/{rule['rule_id']}"
        bench.http.delete(path).raise_for_status()
    for rule in rules:
        answer = bench.http.post(f"/api/rulesets/{ruleset['id']}/rules", json=rule)
        assert answer.status_code == 201, (json.dumps(rule), answer.text)


def publish(bench: Bench, path: str | None = None) -> None:
    """Puts a draft in force, that of the primary ruleset if none is named, however long it takes."""
    path = path or f"/api/rulesets/{primary_ruleset(bench)['id']}"
    bench.http.post(f"{path}/publish?wait=true").raise_for_status()
    while True:
        state, error = bench.rows(_LAST_VERSION)[0]
        if state != "building":
            assert state == "in_force", error
            return
        time.sleep(0.1)


def primary_ruleset(bench: Bench) -> dict[str, Any]:
    found: dict[str, Any] = bench.http.get("/api/rulesets?dimension=engagement").json()["rulesets"][0]
    return found


def _types(bench: Bench) -> list[int]:
    """A hundred type ids, each as often as its events come; types not seen yet are made by an event of theirs."""
    calls = [{"event_type": name, "alias_kind": "email", "alias": "first@company0.com"} for name in TYPES]
    key = {"Authorization": f"Bearer {bench.write_key}"}
    assert bench.http.post("/api/ingest", json=calls, headers=key).json()["accepted"] == len(calls)
    while bench.value("SELECT count(*) FROM event_inbox WHERE workspace_id = %(workspace_id)s"):
        time.sleep(0.05)
    ids = dict(bench.rows("SELECT name, type_id FROM event_types WHERE workspace_id = %(workspace_id)s"))
    for table in _FILLED:
        bench.run(f"TRUNCATE {table}")
    return [ids[name] for name, share in TYPES.items() for _ in range(share)]


@contextmanager
def _bare(bench: Bench, table: str) -> Iterator[None]:
    """Without its indexes, which are then made at once: row by row they take several times as long."""
    primary = bench.rows(
        "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = %(table)s::regclass"
        " AND contype = 'p'",
        table=table,
    )
    indexes = bench.rows(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %(table)s AND indexname NOT LIKE 'pk_%%'",
        table=table,
    )
    for name, _ in primary:
        bench.run(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    for name, _ in indexes:
        bench.run(f"DROP INDEX {name}")
    yield
    for name, definition in primary:
        bench.run(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")
    for _, definition in indexes:
        bench.run(definition)
