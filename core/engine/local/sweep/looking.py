"""What has become of a sweep and of its jobs, also where the process that ran it is gone."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from core.engine.local import jobdir, lock, logfile, runstate
from core.engine.local.jobdir import JobDir
from core.engine.local.sweep import trials
from core.engine.sweeping import SweepState
from core.errors import EngineError, JobNotFound, NotFound
from core.job.metrics import best, points_of
from core.job.status import Status
from core.sweep.ranges import range_from_json

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from core.engine.sweeping import SweepJob
    from core.job.status import JobKey

NEVER_STARTED = "AlgorithmError: the sweep ended before this job was started, or its folder was taken away"


def not_found(name: str) -> NotFound:
    """The error for a name that no sweep here has."""
    return NotFound(
        f"there is no sweep named {name} on this machine", fix="see `trainscope sweeps` for those there are"
    )


def state(place: JobDir, jobs: Path, key: JobKey) -> SweepState:
    """All that is known of a sweep now.

    Args:
        place: its folder.
        jobs: the folder of all jobs.
        key: of the sweep.

    Raises:
        NotFound: there is no such sweep.
        EngineError: a file in its folder is damaged.
    """
    try:
        status = runstate.look(place)
    except JobNotFound as problem:
        raise not_found(place.root.name) from problem
    found = jobs_of(place, jobs)
    try:
        asked = jobdir.read_json(place.launch)
        spec = asked["spec"]
        return SweepState(
            key=key,
            status=status.status,
            jobs=int(spec["jobs"]),
            parallel=int(spec["parallel"]),
            counts=dict(Counter(job.status for job in found)),
            ranges=tuple(range_from_json(row) for row in spec["ranges"]),
            strategy=str(spec["strategy"]),
            best=best_of(found),
            created=status.created,
            ended=status.ended,
            failure_reason=status.failure_reason,
            launch_id=str(asked["launch_id"]),
        )
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise _unreadable(place, place.launch, problem) from problem


def jobs_of(place: JobDir, jobs: Path) -> tuple[SweepJob, ...]:
    """The jobs of a sweep so far, in the order in which they were started.

    Args:
        place: the folder of the sweep.
        jobs: the folder of all jobs.

    Raises:
        NotFound: there is no such sweep.
        EngineError: the file that lists them is damaged.
    """
    try:
        noted = trials.read(place.trials)
    except FileNotFoundError as problem:
        raise not_found(place.root.name) from problem
    except (OSError, ValueError) as problem:
        raise _unreadable(place, place.trials, problem) from problem
    alive = lock.held(place.lock)
    return tuple(now(trial.job, jobs, starting=alive) for trial in noted)


def now(job: SweepJob, jobs: Path, *, starting: bool) -> SweepJob:
    """A job of a sweep as its own folder has it, unless its end is noted already.

    Args:
        job: as it is noted.
        jobs: the folder of all jobs.
        starting: whether one that is noted and not there may still come.
    """
    if job.status.terminal:
        return job
    folder = JobDir(jobs / job.name)
    try:
        status = runstate.look(folder)
    except JobNotFound:
        return job if starting else replace(job, status=Status.FAILED, failure_reason=NEVER_STARTED)
    except EngineError as problem:
        return replace(job, status=Status.FAILED, failure_reason=f"{problem}: {problem.why}")
    return replace(
        job,
        status=status.status,
        objective=_objective(folder),
        created=status.created,
        ended=status.ended,
        failure_reason=status.failure_reason,
    )


def best_of(found: Iterable[SweepJob]) -> SweepJob | None:
    """The job with the best objective of those that were completed, the earliest if several; None if there is none."""
    done = [job for job in found if job.status is Status.COMPLETED and job.objective is not None]
    return max(done, key=lambda job: job.objective or 0.0, default=None)


def _objective(job: JobDir) -> float | None:
    """The best validation accuracy in the log of a job."""
    points, cursor = [], None
    while True:
        page = logfile.read_page(job.log, cursor)
        points += [point for line in page.lines for point in points_of(line)]
        if not page.lines:
            found = best(points)
            return None if found is None else found.value
        cursor = page.cursor


def _unreadable(place: JobDir, file: Path, problem: Exception) -> EngineError:
    return EngineError(f"the sweep {place.root.name} cannot be read", why=str(problem), fix=f"look at {file}")
