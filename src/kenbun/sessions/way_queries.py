"""Where a session began and ended: the page of its first and of its last activity, or else what was done."""

# A page of the site is known by its path; what else was done, by its type.
_END = """
    LEFT JOIN LATERAL (
        SELECT coalesce(left(e.metadata ->> 'path', 200), left(e.metadata ->> 'url', 200), t.name) AS name
        FROM events e JOIN event_types t ON t.workspace_id = :workspace_id AND t.type_id = e.type_id
        WHERE e.workspace_id = :workspace_id AND e.lead_id = {lead_id} AND e.happened_at = s.{at}
          AND e.channel <> 'system' AND e.suppressed IS NULL
        ORDER BY e.message_id {order} LIMIT 1
    ) AS {end} ON true
"""


def way(lead_id: str) -> str:
    """Joins, to sessions `s` of this lead, `entry` and `exit`, each with a name."""
    return _END.format(lead_id=lead_id, at="started_at", order="", end="entry") + _END.format(
        lead_id=lead_id, at="ended_at", order="DESC", end="exit"
    )
