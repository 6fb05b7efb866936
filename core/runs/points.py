"""Metric points in the run book: one per (stream, name, epoch), the last value wins; a version tells what is new."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from core.job.metrics import VALIDATION_ACCURACY, MetricPoint
from core.runs.values import StoredPoint

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence


def upsert(connection: sqlite3.Connection, job_id: int, version: int, points: Sequence[MetricPoint]) -> int:
    """Write points; each one that is new or has changed gets the next version.

    Args:
        connection: in a transaction.
        job_id: whose points.
        version: the highest version so far.
        points: in the order they were said.

    Returns:
        The highest version now.
    """
    for point in points:
        changed = connection.execute(
            """INSERT INTO points (job_id, stream, name, epoch, value, time, version)
               VALUES (?, ?, ?, ?, ?, ?, ?)
               ON CONFLICT (job_id, stream, name, epoch) DO UPDATE
               SET value = excluded.value, time = excluded.time, version = excluded.version
               WHERE value IS NOT excluded.value""",
            (
                job_id,
                # "" for None: NULLs would all be different to a UNIQUE constraint.
                point.stream or "",
                point.name,
                point.epoch,
                None if math.isnan(point.value) else point.value,
                point.time,
                version + 1,
            ),
        )
        version += changed.rowcount
    return version


def newer(connection: sqlite3.Connection, job_id: int, after: int) -> list[StoredPoint]:
    """The points written under a version above `after`, oldest version first."""
    rows = connection.execute(
        """SELECT version, name, epoch, value, stream, time FROM points
           WHERE job_id = ? AND version > ? ORDER BY version""",
        (job_id, after),
    )
    return [StoredPoint(version, _point(*values)) for version, *values in rows]


def best(connection: sqlite3.Connection, job_id: int) -> MetricPoint | None:
    """The highest finite value of validation:accuracy; the earliest epoch of equals (as `core.job.metrics.best`)."""
    row = connection.execute(
        """SELECT name, epoch, value, stream, time FROM points
           WHERE job_id = ? AND name = ? AND abs(value) < 9e999
           ORDER BY value DESC, epoch, stream LIMIT 1""",
        (job_id, VALIDATION_ACCURACY),
    ).fetchone()
    return None if row is None else _point(*row)


def _point(name: str, epoch: int, value: float | None, stream: str, time: float | None) -> MetricPoint:
    return MetricPoint(
        name=name, epoch=epoch, value=math.nan if value is None else value, stream=stream or None, time=time
    )
