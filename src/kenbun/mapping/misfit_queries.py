import json
from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from kenbun.database import Connection
from kenbun.mapping.assertions import Misfits

# Of a value that does not fit, so much is shown.
_SHOWN = 200

_COUNT = text("""
    INSERT INTO mapping_misfits AS m (workspace_id, mapping_id, count, sample, seen_at)
    SELECT :workspace_id, t.mapping_id, t.count, t.sample, :now
    FROM unnest(cast(:mapping_ids AS uuid[]), cast(:counts AS bigint[]), cast(:samples AS text[]))
      AS t (mapping_id, count, sample)
    ON CONFLICT (workspace_id, mapping_id) DO UPDATE
    SET count = m.count + excluded.count, sample = excluded.sample, seen_at = excluded.seen_at
""")


async def count_misfits(connection: Connection, workspace_id: UUID, misfits: Misfits, now: datetime) -> None:
    await connection.execute(
        _COUNT,
        {
            "workspace_id": workspace_id,
            "now": now,
            "mapping_ids": list(misfits.counts),
            "counts": list(misfits.counts.values()),
            "samples": [shown(misfits.samples[mapping_id]) for mapping_id in misfits.counts],
        },
    )


def shown(raw: object) -> str:
    """The beginning of the value's JSON; no JSON that PostgreSQL holds has a NUL in it."""
    text = json.dumps(raw, ensure_ascii=False)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
