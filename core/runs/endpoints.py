"""Endpoint rows in the run book: one per deployment; of those of one name at most one is up."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from core.engine.hosting import EndpointState, EndpointStatus
from core.errors import AmbiguousJob, UnknownEndpoint, UsageError
from core.job.status import JobKey
from core.nearest import did_you_mean
from core.runs.codec import endpoint_from_json, endpoint_to_json, spec_from_json
from core.runs.values import EndpointRecord
from core.times import iso

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping

_RECORD = (
    "SELECT id, engine, account, region, name, job, created, launch_id, spec, state, ended FROM endpoints"
)
_NEWEST = "ORDER BY created DESC, id DESC"
_LISTS = "trainscope endpoints lists what there is"


def add(
    connection: sqlite3.Connection, key: JobKey, spec: Mapping[str, Any], created: float
) -> EndpointRecord:
    """Write a deployment's row, or into the row of the same deployment what it was agreed to be.

    Args:
        connection: in a transaction.
        key: of the endpoint.
        spec: `core.engine.hosting.Deployment.as_json`.
        created: epoch seconds.

    Raises:
        UsageError: another endpoint of that key is up.
    """
    launch_id, text = str(spec["launch_id"]), json.dumps(spec, separators=(",", ":"))
    place = "engine = ? AND account = ? AND region = ? AND name = ?"
    other = connection.execute(
        f"SELECT 1 FROM endpoints WHERE {place} AND ended IS NULL AND launch_id != ?", (*key, launch_id)
    ).fetchone()
    if other is not None:
        raise UsageError(
            f"an endpoint called {key.name} is up already",
            fix=f"choose another name with --name, or take it down: trainscope undeploy {key.name}",
        )
    connection.execute(
        """INSERT INTO endpoints (engine, account, region, name, job, launch_id, spec, created)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?)
           ON CONFLICT (engine, account, region, name, launch_id) DO UPDATE SET spec = excluded.spec, ended = NULL""",
        (*key, JobKey(*spec["job"]).name, launch_id, text, created),
    )
    row = connection.execute(f"{_RECORD} WHERE {place} AND launch_id = ?", (*key, launch_id)).fetchone()
    return _record(row)


def store(
    connection: sqlite3.Connection, endpoint_id: int, state: EndpointState, now: float
) -> EndpointRecord:
    """Write an endpoint's state. What was thought to be gone and is seen again is up: it costs money.

    Args:
        connection: in a transaction.
        endpoint_id: the record's number.
        state: cleaned.
        now: epoch seconds; the end of one that is deleted.

    Raises:
        UnknownEndpoint: none with that number.
    """
    before = _by_id(connection, endpoint_id)
    ended = before.ended
    if state.status is EndpointStatus.DELETED:
        ended = now if ended is None else ended
    elif state.status is not EndpointStatus.DELETING:
        ended = None
    # OR IGNORE: where another of that name is up by now, the older one stays ended.
    connection.execute(
        "UPDATE OR IGNORE endpoints SET state = ?, ended = ? WHERE id = ?",
        (endpoint_to_json(state), ended, endpoint_id),
    )
    return _by_id(connection, endpoint_id)


def newest(connection: sqlite3.Connection, up: bool | None) -> list[EndpointRecord]:
    """All endpoints, or only those that are up (or are not), newest first."""
    which = "" if up is None else f"WHERE ended IS {'' if up else 'NOT '}NULL "
    return [_record(row) for row in connection.execute(f"{_RECORD} {which}{_NEWEST}")]


def by_name(connection: sqlite3.Connection, name: str, where: Mapping[str, str | None]) -> EndpointRecord:
    """The one endpoint of that name that is up.

    Args:
        connection: to read with.
        name: the endpoint's name.
        where: engine, account and region; None for any.

    Raises:
        UnknownEndpoint: none; the error names the nearest, or says when it was taken down.
        AmbiguousJob: several; the error says what would tell them apart.
    """
    named = [
        record
        for record in map(_record, connection.execute(f"{_RECORD} WHERE name = ? {_NEWEST}", (name,)))
        if all(value is None or getattr(record.key, field) == value for field, value in where.items())
    ]
    found = [record for record in named if record.ended is None]
    if len(found) > 1:
        raise AmbiguousJob(
            f"{len(found)} endpoints are called {name}",
            why="; ".join(" ".join(filter(None, record.key[:3])) for record in found),
            fix="give --engine, --region or --profile too",
        )
    if found:
        return found[0]
    if named:
        raise UnknownEndpoint(f"the endpoint {name} is down since {iso(named[0].ended)}", fix=_LISTS)
    names = [known for (known,) in connection.execute("SELECT name FROM endpoints WHERE ended IS NULL")]
    raise UnknownEndpoint(f"no endpoint {name!r} in the run book{did_you_mean(name, names)}", fix=_LISTS)


def _by_id(connection: sqlite3.Connection, endpoint_id: int) -> EndpointRecord:
    row = connection.execute(f"{_RECORD} WHERE id = ?", (endpoint_id,)).fetchone()
    if row is None:
        raise UnknownEndpoint("that endpoint is no longer in the run book", fix=_LISTS)
    return _record(row)


def _record(row: tuple[Any, ...]) -> EndpointRecord:
    endpoint_id, engine, account, region, name, job, created, launch_id, spec, state, ended = row
    return EndpointRecord(
        id=endpoint_id,
        key=JobKey(engine, account, region, name),
        job=job,
        created=created,
        launch_id=launch_id,
        spec=spec_from_json(spec),
        state=endpoint_from_json(state),
        ended=ended,
    )
