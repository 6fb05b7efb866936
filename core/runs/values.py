"""What the run book hands out: immutable values, never a row or a connection."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.engine.hosting import EndpointState
    from core.job.metrics import MetricPoint
    from core.job.progress import LogFacts
    from core.job.status import JobKey, JobState


@dataclass(frozen=True, slots=True)
class Record:
    """A job as the run book knows it.

    Args:
        id: the run book's own number; never used twice.
        key: engine, account, region and name.
        created: epoch seconds, when it was launched (or first seen, for an attached job).
        spec: what was launched (`JobSpec.as_json`), None for a job that was attached to.
        state: the last known state, None if the engine never answered.
        best: the best point of validation:accuracy so far; the earliest of equals.
        launched: epoch seconds, when the engine had taken the job; None while that is not known.
        drained: the job has ended and its log was read to the end: the book knows all there will be.
    """

    id: int
    key: JobKey
    created: float
    spec: Mapping[str, Any] | None = None
    state: JobState | None = None
    best: MetricPoint | None = None
    launched: float | None = None
    drained: bool = False


@dataclass(frozen=True, slots=True)
class EndpointRecord:
    """An endpoint as the run book knows it.

    Args:
        id: the run book's own number; never used twice.
        key: engine, account, region and name.
        job: name of the job whose model it holds.
        created: epoch seconds, when it was first saved.
        launch_id: what everything that was made for it is marked with.
        spec: what was to be deployed (`core.engine.hosting.Deployment.as_json`); None if it cannot be read any more.
        state: the last known state; None while its engine has not shown it.
        ended: epoch seconds, when it was taken down or found gone; None while it is up.
    """

    id: int
    key: JobKey
    job: str
    created: float
    launch_id: str
    spec: Mapping[str, Any] | None = None
    state: EndpointState | None = None
    ended: float | None = None


@dataclass(frozen=True, slots=True)
class StoredLine:
    """A log line, cleaned; `seq` counts from 1 without gaps, `time` is in epoch seconds."""

    seq: int
    stream: str
    time: float
    text: str


@dataclass(frozen=True, slots=True)
class StoredPoint:
    """A metric point and the version it was written under: a reader asks for those after its own."""

    version: int
    point: MetricPoint


@dataclass(frozen=True, slots=True)
class Position:
    """How far the book is with a job, read at one moment.

    Args:
        cursor: the engine's cursor, None before the first read.
        state: the last known state.
        facts: what the log has said so far.
        line_count: lines stored, which is also the last `seq`.
        points_version: the highest version of a point.
        drained: as in `Record`.
    """

    cursor: str | None
    state: JobState | None
    facts: LogFacts | None
    line_count: int
    points_version: int
    drained: bool = False
