"""Sweeps in the run book: saved before their engine is called, with what it said of them and of their jobs last."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.errors import AmbiguousJob, UnknownSweep, UsageError
from core.job.status import JobKey
from core.nearest import did_you_mean
from core.runs.codec import spec_from_json
from core.runs.launching import is_held, sign_of_life
from core.runs.sweepcodec import jobs_from_json, jobs_to_json, sweep_from_json, sweep_to_json

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Mapping, Sequence
    from contextlib import AbstractContextManager

    from core.engine.sweeping import SweepJob, SweepState
    from core.runs.connections import Connections

_RECORD = "SELECT id, engine, account, region, name, created, launch_id, spec, state, jobs, launched, ended FROM sweeps"
_NEWEST = "ORDER BY created DESC, id DESC"
_LISTS = "trainscope sweeps lists what there is"


@dataclass(frozen=True, slots=True)
class SweepRecord:
    """A sweep as the run book knows it.

    Args:
        id: the run book's own number; never used twice.
        key: engine, account, region and name.
        created: epoch seconds, when it was started (or first seen).
        launch_id: what it is marked with; empty for one that was not started here.
        spec: what was started (`core.engine.sweeping.Sweep.as_json`); None for one that was not started here.
        state: the last known state, None if the engine never answered.
        jobs: as the engine listed them last, in the order in which they were started.
        launched: epoch seconds, when the engine had taken it; None while that is not known.
        ended: epoch seconds; None while no end is known.
    """

    id: int
    key: JobKey
    created: float
    launch_id: str = ""
    spec: Mapping[str, Any] | None = None
    state: SweepState | None = None
    jobs: tuple[SweepJob, ...] = ()
    launched: float | None = None
    ended: float | None = None


class SweepBook:
    """The sweeps of a run book; threads and programs may share it, each call is complete in itself.

    All calls raise `RunBookError` as those of `core.runs.RunBook` do.
    """

    def __init__(self, connections: Connections, clock: Callable[[], float]) -> None:
        self._connections = connections
        self._clock = clock

    def add(self, key: JobKey, *, spec: Mapping[str, Any] | None, created: float) -> SweepRecord:
        """Save a sweep before its engine is called, or (without a spec) one that the engine lists.

        The same sweep again, and one that is known already, give the record that is there.

        Raises:
            UsageError: another sweep of that key was started before.
        """
        launch_id = "" if spec is None else str(spec["job"]["launch_id"])
        with self._connections.writing() as connection:
            known = _by_key(connection, key)
            if known is not None and (spec is None or known.launch_id == launch_id):
                return known
            if known is not None:
                raise UsageError(
                    f"a sweep called {key.name} exists already", fix="choose another name with --name"
                )
            text = None if spec is None else json.dumps(spec, separators=(",", ":"))
            connection.execute(
                """INSERT INTO sweeps (engine, account, region, name, launch_id, spec, created)
                   VALUES (?, ?, ?, ?, ?, ?, ?)""",
                (*key, launch_id, text, created),
            )
            added = _by_key(connection, key)
            assert added is not None
            return added

    def mark_started(self, sweep_id: int) -> None:
        """Note that the engine has taken the sweep: its start can no longer be interrupted. The first time counts."""
        with self._connections.writing() as connection:
            connection.execute(
                "UPDATE sweeps SET launched = coalesce(launched, ?) WHERE id = ?", (self._clock(), sweep_id)
            )

    def store(self, sweep_id: int, state: SweepState, jobs: Sequence[SweepJob]) -> SweepRecord:
        """Write what the engine says, cleaned. A slower program's answer does not bring an ended sweep back to life.

        Raises:
            UnknownSweep: none with that number.
        """
        with self._connections.writing() as connection:
            before = _by_id(connection, sweep_id)
            settled = before.launched is not None and before.ended is not None
            if settled and not state.status.terminal:
                return before
            ended = (state.ended or self._clock()) if state.status.terminal else None
            connection.execute(
                "UPDATE sweeps SET state = ?, jobs = ?, ended = ? WHERE id = ?",
                (sweep_to_json(state), jobs_to_json(jobs), ended, sweep_id),
            )
            return _by_id(connection, sweep_id)

    def get(self, sweep_id: int) -> SweepRecord:
        """The sweep with that number; `UnknownSweep` if there is none."""
        with self._connections.reading() as connection:
            return _by_id(connection, sweep_id)

    def find(
        self, name: str, *, engine: str | None = None, account: str | None = None, region: str | None = None
    ) -> SweepRecord:
        """The one sweep of that name.

        Raises:
            UnknownSweep: none; the error says the nearest name.
            AmbiguousJob: several; engine, account or region must be given.
        """
        with self._connections.reading() as connection:
            return _by_name(connection, name, {"engine": engine, "account": account, "region": region})

    def newest(self, *, limit: int | None = None, unended: bool = False) -> list[SweepRecord]:
        """All sweeps, or those of which no end is known, newest first."""
        which = "WHERE ended IS NULL " if unended else ""
        with self._connections.reading() as connection:
            rows = connection.execute(
                f"{_RECORD} {which}{_NEWEST} LIMIT ?", (-1 if limit is None else limit,)
            )
            return [_record(row) for row in rows]

    def starting(self, sweep_id: int) -> AbstractContextManager[None]:
        """Held around an engine's start of it: whoever looks sees that it is about to exist, not forgotten."""
        return sign_of_life(self._connections.path, f"sweep-{sweep_id}")

    def is_starting(self, sweep_id: int) -> bool:
        """Whether some living program is starting the sweep just now."""
        return is_held(self._connections.path, f"sweep-{sweep_id}")


def _by_id(connection: sqlite3.Connection, sweep_id: int) -> SweepRecord:
    row = connection.execute(f"{_RECORD} WHERE id = ?", (sweep_id,)).fetchone()
    if row is None:
        raise UnknownSweep("that sweep is no longer in the run book", fix=_LISTS)
    return _record(row)


def _by_key(connection: sqlite3.Connection, key: JobKey) -> SweepRecord | None:
    place = "engine = ? AND account = ? AND region = ? AND name = ?"
    row = connection.execute(f"{_RECORD} WHERE {place}", key).fetchone()
    return None if row is None else _record(row)


def _by_name(connection: sqlite3.Connection, name: str, where: Mapping[str, str | None]) -> SweepRecord:
    found = [
        record
        for record in map(_record, connection.execute(f"{_RECORD} WHERE name = ? {_NEWEST}", (name,)))
        if all(value is None or getattr(record.key, field) == value for field, value in where.items())
    ]
    if not found:
        names = [known for (known,) in connection.execute("SELECT name FROM sweeps")]
        raise UnknownSweep(f"no sweep {name!r} in the run book{did_you_mean(name, names)}", fix=_LISTS)
    if len(found) > 1:
        raise AmbiguousJob(
            f"{len(found)} sweeps are called {name}",
            why="; ".join(" ".join(filter(None, record.key[:3])) for record in found),
            fix="give --engine, --region or --profile too",
        )
    return found[0]


def _record(row: tuple[Any, ...]) -> SweepRecord:
    sweep_id, engine, account, region, name, created, launch_id, spec, state, jobs, launched, ended = row
    return SweepRecord(
        id=sweep_id,
        key=JobKey(engine, account, region, name),
        created=created,
        launch_id=launch_id,
        spec=spec_from_json(spec),
        state=sweep_from_json(state),
        jobs=jobs_from_json(jobs),
        launched=launched,
        ended=ended,
    )
