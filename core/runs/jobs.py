"""Job rows in the run book: found by name, written by compare and set."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from core.errors import AmbiguousJob, UnknownJob
from core.job.status import JobKey, JobState
from core.nearest import did_you_mean
from core.runs.codec import (
    best_from_json,
    best_to_json,
    facts_from_json,
    spec_from_json,
    state_from_json,
    state_to_json,
)
from core.runs.values import Position, Record

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Mapping

    from core.job.metrics import MetricPoint

_RECORD = "SELECT id, engine, account, region, name, created, spec, state, best, launched, drained FROM jobs"


def by_id(connection: sqlite3.Connection, job_id: int) -> Record:
    """The job with that number.

    Raises:
        UnknownJob: there is none.
    """
    row = connection.execute(f"{_RECORD} WHERE id = ?", (job_id,)).fetchone()
    if row is None:
        raise UnknownJob("that job is no longer in the run book", fix="trainscope jobs lists what there is")
    return _record(row)


def by_key(connection: sqlite3.Connection, key: JobKey) -> Record | None:
    """The job with that key, None if the book has none."""
    row = connection.execute(
        f"{_RECORD} WHERE engine = ? AND account = ? AND region = ? AND name = ?", key
    ).fetchone()
    return None if row is None else _record(row)


def by_name(connection: sqlite3.Connection, name: str, where: Mapping[str, str | None]) -> Record:
    """The one job of that name.

    Args:
        connection: to read with.
        name: the job's name.
        where: engine, account and region; None for any.

    Raises:
        UnknownJob: none; the error names the nearest.
        AmbiguousJob: several; the error says what would tell them apart.
    """
    rows = connection.execute(f"{_RECORD} WHERE name = ? ORDER BY created DESC, id DESC", (name,)).fetchall()
    found = [
        record
        for record in map(_record, rows)
        if all(value is None or getattr(record.key, field) == value for field, value in where.items())
    ]
    if not found:
        names = [known for (known,) in connection.execute("SELECT name FROM jobs")]
        raise UnknownJob(
            f"no job {name!r} in the run book{did_you_mean(name, names)}",
            fix="trainscope jobs lists what there is",
        )
    if len(found) > 1:
        places = "; ".join(" ".join(filter(None, record.key[:3])) for record in found)
        raise AmbiguousJob(
            f"{len(found)} jobs are called {name}",
            why=places,
            fix="give --engine, --region or --profile too",
        )
    return found[0]


def newest(connection: sqlite3.Connection, limit: int | None, *, unended: bool = False) -> list[Record]:
    """All jobs, or those of which no end is known, newest first."""
    which = "WHERE ended IS NULL " if unended else ""
    rows = connection.execute(
        f"{_RECORD} {which}ORDER BY created DESC, id DESC LIMIT ?", (-1 if limit is None else limit,)
    )
    return [_record(row) for row in rows]


def add(
    connection: sqlite3.Connection, key: JobKey, spec: Mapping[str, Any] | None, created: float
) -> Record:
    """Write a new job's row."""
    text = None if spec is None else json.dumps(spec, separators=(",", ":"))
    cursor = connection.execute(
        "INSERT INTO jobs (engine, account, region, name, spec, created) VALUES (?, ?, ?, ?, ?, ?)",
        (*key, text, created),
    )
    assert cursor.lastrowid is not None
    return by_id(connection, cursor.lastrowid)


def forget(connection: sqlite3.Connection, job_id: int) -> None:
    """Remove a job's row and its points. Its lines, to which nothing leads any more, stay for `core.runs.prune`."""
    connection.execute("DELETE FROM points WHERE job_id = ?", (job_id,))
    connection.execute("DELETE FROM jobs WHERE id = ?", (job_id,))


def adopt(
    connection: sqlite3.Connection, key: JobKey, spec: Mapping[str, Any] | None, created: float
) -> Record:
    """Write the row of a job that its engine has started by itself, or the spec into a row that has none."""
    known = by_key(connection, key) or add(connection, key, None, created)
    if spec is not None and known.spec is None:
        text = json.dumps(spec, separators=(",", ":"))
        connection.execute(
            "UPDATE jobs SET spec = ?, launched = coalesce(launched, ?) WHERE id = ?",
            (text, created, known.id),
        )
    return by_id(connection, known.id)


def of_keys(connection: sqlite3.Connection, keys: Collection[JobKey]) -> list[Record]:
    """The jobs of those keys that are known, newest first."""
    found = (by_key(connection, key) for key in keys)
    return sorted((row for row in found if row is not None), key=lambda row: (-row.created, -row.id))


def position(connection: sqlite3.Connection, job_id: int) -> Position:
    """How far the book is with a job.

    Raises:
        UnknownJob: there is none with that number.
    """
    row = connection.execute(
        "SELECT cursor, state, facts, line_count, points_version, drained FROM jobs WHERE id = ?", (job_id,)
    ).fetchone()
    if row is None:
        by_id(connection, job_id)
    cursor, state, facts, line_count, points_version, drained = row
    return Position(
        cursor, state_from_json(state), facts_from_json(facts), line_count, points_version, bool(drained)
    )


def mark_launched(connection: sqlite3.Connection, job_id: int, now: float) -> None:
    """Note that the engine has the job; the first time counts."""
    connection.execute("UPDATE jobs SET launched = coalesce(launched, ?) WHERE id = ?", (now, job_id))


def write(
    connection: sqlite3.Connection,
    job_id: int,
    *,
    before: Position,
    after: Position,
    best: MetricPoint | None,
    now: float,
) -> None:
    """Write what one poll brought; a settled end is not taken back."""
    state = after.state if _goes_on(before.state, after.state) else before.state
    over = state is not None and state.status.terminal
    ended = (state.ended or now) if state is not None and over else None
    connection.execute(
        """UPDATE jobs SET cursor = ?, state = ?, facts = ?, best = ?, line_count = ?, points_version = ?,
           updated = ?, ended = ?, drained = ? WHERE id = ?""",
        (
            after.cursor,
            None if state is None else state_to_json(state),
            None if after.facts is None else json.dumps(after.facts.to_json(), separators=(",", ":")),
            None if best is None else best_to_json(best),
            after.line_count,
            after.points_version,
            now,
            ended,
            over and after.drained,
            job_id,
        ),
    )


def _goes_on(before: JobState | None, after: JobState | None) -> bool:
    """Whether the new state may replace the old: a slower program's answer must not bring a job back to life.

    A job that failed without ever having had a stage was only thought not to have been launched.
    """
    if after is None:
        return False
    return before is None or not before.status.terminal or not before.transitions or after.status.terminal


def _record(row: tuple[Any, ...]) -> Record:
    job_id, engine, account, region, name, created, spec, state, best, launched, drained = row
    return Record(
        id=job_id,
        key=JobKey(engine, account, region, name),
        created=created,
        spec=spec_from_json(spec),
        state=state_from_json(state),
        best=best_from_json(best),
        launched=launched,
        drained=bool(drained),
    )
