"""Forgetting old jobs, sweeps and endpoints, whole ones only, without holding other programs up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.runs.lines import row_id

if TYPE_CHECKING:
    from core.runs.connections import Connections

_ORPHANS = "SELECT DISTINCT job_id FROM streams WHERE job_id NOT IN (SELECT id FROM jobs)"
AT_ONCE = 20_000
"""Lines deleted in one transaction: some 50 ms, far below any busy time-out."""


def ended_before(connections: Connections, limit: float) -> int:
    """Delete the endpoints, sweeps and jobs that ended before `limit` (epoch seconds), then what belonged to the jobs.

    What was announced before `limit` is forgotten too.

    The row of a job goes first: from then on nobody sees it. If the rest is interrupted, the next call goes on.

    Returns:
        How many jobs were forgotten.
    """
    with connections.reading() as connection:
        if not connection.execute(
            f"""SELECT EXISTS (SELECT 1 FROM jobs WHERE ended < ?) OR EXISTS ({_ORPHANS})
                OR EXISTS (SELECT 1 FROM endpoints WHERE ended < ?)
                OR EXISTS (SELECT 1 FROM sweeps WHERE ended < ?)
                OR EXISTS (SELECT 1 FROM announced WHERE time < ?)""",
            (limit,) * 4,
        ).fetchone()[0]:
            return 0
    with connections.writing() as connection:
        old = "(SELECT id FROM jobs WHERE ended < ?)"
        connection.execute("DELETE FROM announced WHERE time < ?", (limit,))
        connection.execute("DELETE FROM endpoints WHERE ended < ?", (limit,))
        connection.execute("DELETE FROM sweeps WHERE ended < ?", (limit,))
        connection.execute(f"DELETE FROM points WHERE job_id IN {old}", (limit,))
        forgotten = connection.execute("DELETE FROM jobs WHERE ended < ?", (limit,)).rowcount
    with connections.reading() as connection:
        orphans = connection.execute(_ORPHANS).fetchall()
    for (job_id,) in orphans:
        while _delete_lines(connections, job_id):
            pass
        with connections.writing() as connection:
            connection.execute("DELETE FROM streams WHERE job_id = ?", (job_id,))
    return forgotten


def _delete_lines(connections: Connections, job_id: int) -> int:
    with connections.writing() as connection:
        return connection.execute(
            "DELETE FROM lines WHERE id IN (SELECT id FROM lines WHERE id >= ? AND id < ? LIMIT ?)",
            (row_id(job_id, 0), row_id(job_id + 1, 0), AT_ONCE),
        ).rowcount
