"""The run book: what the follower writes, and what every screen and command draws from."""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING, Any

from core.errors import UsageError
from core.runs import announced, endpoints, jobs, prune, search
from core.runs import lines as _lines
from core.runs import points as _points
from core.runs.connections import Connections
from core.runs.launching import is_held, sign_of_life
from core.runs.sweepbook import SweepBook
from core.runs.values import EndpointRecord, Position, Record, StoredLine, StoredPoint

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path
    from typing import Unpack

    from core.engine.base import LogLine
    from core.engine.hosting import EndpointState
    from core.job.metrics import MetricPoint
    from core.job.progress import LogFacts
    from core.job.status import JobKey, JobState
    from core.runs.search import Condition, Looking, Options


class RunBook:
    """Every run this machine has seen. Threads and programs may share it; each call is complete in itself.

    All calls raise `RunBookError` if the book cannot be used (locked, disk full, no permission, damaged and set
    aside just now); a call that writes has then written nothing.
    """

    def __init__(self, connections: Connections, clock: Callable[[], float]) -> None:
        self._connections = connections
        self._clock = clock
        self.sweeps = SweepBook(connections, clock)

    @classmethod
    def open(
        cls, path: Path, *, clock: Callable[[], float] = time.time, busy_seconds: float = 10.0
    ) -> RunBook:
        """Open the book, made where there is none; a damaged one is set aside first (see `notice`).

        Args:
            path: the SQLite file.
            clock: epoch seconds.
            busy_seconds: how long a call waits for another program's transaction.

        Raises:
            RunBookError: it cannot be used, or a newer program wrote it.
        """
        connections = Connections(path, clock=clock, busy_seconds=busy_seconds)
        with connections.reading():
            return cls(connections, clock)

    @property
    def path(self) -> Path:
        """The SQLite file."""
        return self._connections.path

    @property
    def notice(self) -> str:
        """A sentence if a damaged book was set aside; empty otherwise."""
        return self._connections.notice

    def journal_mode(self) -> str:
        """How SQLite keeps transactions here: ``wal``, or ``delete`` on a network file system."""
        with self._connections.reading() as connection:
            (mode,) = connection.execute("PRAGMA journal_mode").fetchone()
        return str(mode)

    def close(self) -> None:
        """Close all connections; the book cannot be used after that."""
        self._connections.close()

    def add_job(self, key: JobKey, *, spec: Mapping[str, Any] | None, created: float) -> Record:
        """Save a job before its engine is called, or (without a spec) one that is attached to.

        The same launch again, and a job that is known already, give the record that is there.

        Raises:
            UsageError: another job of that key was launched before.
        """
        with self._connections.writing() as connection:
            known = jobs.by_key(connection, key)
            if known is None:
                return jobs.add(connection, key, spec, created)
            if spec is None or (known.spec or {}).get("launch_id") == spec.get("launch_id"):
                return known
            raise UsageError(f"a job called {key.name} exists already", fix="choose another name with --name")

    def forget(self, job_id: int) -> None:
        """Forget a job and all that is known of it; the room that its lines take is free after the next `prune`."""
        with self._connections.writing() as connection:
            jobs.forget(connection, job_id)

    def mark_launched(self, job_id: int) -> None:
        """Note that the engine has taken the job: its launch can no longer be interrupted."""
        with self._connections.writing() as connection:
            jobs.mark_launched(connection, job_id, self._clock())

    def job(self, job_id: int) -> Record:
        """The job with that number; `UnknownJob` if there is none."""
        with self._connections.reading() as connection:
            return jobs.by_id(connection, job_id)

    def find(
        self, name: str, *, engine: str | None = None, account: str | None = None, region: str | None = None
    ) -> Record:
        """The one job of that name.

        Raises:
            UnknownJob: none; the error says the nearest name.
            AmbiguousJob: several; engine, account or region must be given.
        """
        with self._connections.reading() as connection:
            return jobs.by_name(connection, name, {"engine": engine, "account": account, "region": region})

    def jobs(self, *, limit: int | None = None, unended: bool = False) -> list[Record]:
        """All jobs, or those of which no end is known, newest first."""
        with self._connections.reading() as connection:
            return jobs.newest(connection, limit, unended=unended)

    def jobs_of(self, keys: Collection[JobKey]) -> list[Record]:
        """The jobs of those keys that are known, newest first."""
        with self._connections.reading() as connection:
            return jobs.of_keys(connection, keys)

    def adopt_job(self, key: JobKey, *, spec: Mapping[str, Any] | None, created: float) -> Record:
        """Save a job that its engine has started by itself, with what it was given; one that is known stays.

        A job that was attached to before gets the spec.
        """
        with self._connections.writing() as connection:
            return jobs.adopt(connection, key, spec, created)

    def position(self, job_id: int) -> Position:
        """Cursor, state, facts and counts of a job, all of one moment; `UnknownJob` if there is none."""
        with self._connections.reading() as connection:
            return jobs.position(connection, job_id)

    def cursor(self, job_id: int) -> str | None:
        """The engine's cursor to go on from."""
        return self.position(job_id).cursor

    def state(self, job_id: int) -> JobState | None:
        """The last known state."""
        return self.position(job_id).state

    def facts(self, job_id: int) -> LogFacts | None:
        """What the log has said so far."""
        return self.position(job_id).facts

    def line_count(self, job_id: int) -> int:
        """How many lines are stored, which is the last `seq`."""
        return self.position(job_id).line_count

    def store(
        self,
        job_id: int,
        *,
        old_cursor: str | None,
        cursor: str | None,
        lines: Sequence[LogLine] = (),
        points: Sequence[MetricPoint] = (),
        state: JobState | None = None,
        facts: LogFacts | None = None,
        drained: bool = False,
    ) -> bool:
        """Write what one poll brought, all or nothing, if nobody else has moved the cursor meanwhile.

        Args:
            job_id: the job.
            old_cursor: the cursor that was read from; compared.
            cursor: the cursor to go on from; set.
            lines: cleaned; those already stored are left out.
            points: in the order they were said; the last value of a (stream, name, epoch) wins.
            state: the new state, None to keep the old.
            facts: the new facts, None to keep the old.
            drained: the job has ended and its log is read to the end; not kept for a job that goes on.

        Returns:
            False if another program was faster: nothing was written, read the book.

        Raises:
            UnknownJob: no job with that number.
        """
        with self._connections.writing() as connection:
            before = jobs.position(connection, job_id)
            if before.cursor != old_cursor:
                return False
            after = Position(
                cursor=cursor,
                state=state or before.state,
                facts=facts or before.facts,
                line_count=before.line_count + _lines.insert(connection, job_id, before.line_count, lines),
                points_version=_points.upsert(connection, job_id, before.points_version, points),
                drained=drained or before.drained,
            )
            best = _points.best(connection, job_id)
            jobs.write(connection, job_id, before=before, after=after, best=best, now=self._clock())
        return True

    def unseen(self, job_id: int, lines: Sequence[LogLine]) -> list[LogLine]:
        """Those of the lines that are not stored yet, each once: engines may show a line again."""
        with self._connections.reading() as connection:
            return _lines.unseen(connection, job_id, lines)

    def lines(self, job_id: int, *, after: int = 0, limit: int = 1000) -> list[StoredLine]:
        """Up to `limit` lines behind number `after`, in order; as fast at any depth."""
        with self._connections.reading() as connection:
            return _lines.page(connection, job_id, after, limit)

    def lines_at(self, job_id: int, seqs: Iterable[int]) -> list[StoredLine]:
        """The lines of the given numbers, ascending; for the matches of a `search`."""
        with self._connections.reading() as connection:
            return _lines.numbered(connection, job_id, seqs)

    def points(self, job_id: int, *, after: int = 0) -> list[StoredPoint]:
        """The points written under a version above `after`, in the order of their versions."""
        with self._connections.reading() as connection:
            return _points.newer(connection, job_id, after)

    def search(self, job_id: int, pattern: re.Pattern[str], **options: Unpack[Options]) -> Iterator[int]:
        """Numbers of the lines in which the pattern is found."""
        return search.matches(self._connections, job_id, pattern, self.line_count(job_id), options)

    def meeting(
        self, job_id: int, conditions: Sequence[Condition], spans: Iterable[range], **how: Unpack[Looking]
    ) -> Iterator[Sequence[int]]:
        """For each span of line numbers those, ascending, of the lines that meet all conditions.

        Args:
            job_id: whose lines.
            conditions: one or more.
            spans: up to some ten thousand numbers each; the next is read while one is looked through.
            how: what of the lines is searched, and what stops it.
        """
        return search.found_in(self._connections, job_id, conditions, spans, how)

    def launching(self, job_id: int) -> AbstractContextManager[None]:
        """Held around an engine's launch: whoever looks sees that the job is about to exist, not forgotten."""
        return sign_of_life(self.path, f"launch-{job_id}")

    def is_launching(self, job_id: int) -> bool:
        """Whether some living program is launching the job just now."""
        return is_held(self.path, f"launch-{job_id}")

    def claim(self, event: str, *, apart: float = math.inf) -> bool:
        """Whether nobody has claimed this event, or not in the last `apart` seconds; from now on somebody has."""
        with self._connections.writing() as connection:
            return announced.claim(connection, event, self._clock(), apart)

    def add_endpoint(self, key: JobKey, *, spec: Mapping[str, Any], created: float) -> EndpointRecord:
        """Save an endpoint before its engine is called.

        The same deployment again gives the record that is there, with the request that was agreed to last.

        Raises:
            UsageError: another endpoint of that key is up.
        """
        with self._connections.writing() as connection:
            return endpoints.add(connection, key, spec, created)

    def store_endpoint(self, endpoint_id: int, state: EndpointState) -> EndpointRecord:
        """Note what its engine says of an endpoint; one that is deleted has ended.

        Raises:
            UnknownEndpoint: none with that number.
        """
        with self._connections.writing() as connection:
            return endpoints.store(connection, endpoint_id, state, self._clock())

    def endpoints(self, *, up: bool | None = None) -> list[EndpointRecord]:
        """All endpoints, or only those that are up (or are not), newest first."""
        with self._connections.reading() as connection:
            return endpoints.newest(connection, up)

    def find_endpoint(
        self, name: str, *, engine: str | None = None, account: str | None = None, region: str | None = None
    ) -> EndpointRecord:
        """The one endpoint of that name that is up.

        Raises:
            UnknownEndpoint: none; the error says the nearest name, or when it was taken down.
            AmbiguousJob: several; engine, account or region must be given.
        """
        with self._connections.reading() as connection:
            where = {"engine": engine, "account": account, "region": region}
            return endpoints.by_name(connection, name, where)

    def prune(self, now: float, keep_days: float) -> int:
        """Forget the jobs (and endpoints) that ended more than `keep_days` before `now`; returns how many jobs."""
        return prune.ended_before(self._connections, now - keep_days * 86400)
