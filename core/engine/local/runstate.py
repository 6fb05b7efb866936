"""What has become of a job: its status now, whether its runner lives, and how to reach it."""

from __future__ import annotations

import signal
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from core.engine.local import failure, jobdir, lock, statusfile
from core.engine.local.batch import facts
from core.engine.local.jobdir import MODEL_FILE
from core.engine.local.work import work_of
from core.errors import EngineError, JobNotFound
from core.job.status import JobState, Status
from core.times import iso

if TYPE_CHECKING:
    from core.engine.local.jobdir import JobDir
    from core.engine.local.statusfile import RunStatus


def look(job: JobDir) -> RunStatus:
    """The job's status; one whose runner is gone without a word is Failed, one that was asked to stop is Stopping.

    Raises:
        JobNotFound: there is no such job.
        EngineError: its status.json is damaged.
    """
    try:
        status = statusfile.read(job.status)
        if not status.status.terminal and not lock.held(job.lock):
            status = statusfile.read(job.status)  # it may have come to its end between the two looks
            if not status.status.terminal:
                return _died(job, status)
    except FileNotFoundError as problem:
        raise not_found(job.root.name) from problem
    except (OSError, ValueError) as problem:
        raise EngineError(
            f"the state of {job.root.name} cannot be read", why=str(problem), fix=f"look at {job.status}"
        ) from problem
    if status.status is Status.IN_PROGRESS and job.stop.exists():
        return replace(status, status=Status.STOPPING)
    return status


def state(job: JobDir) -> JobState:
    """All that is known of a job now.

    Raises:
        JobNotFound: there is no such job.
        EngineError: its status.json is damaged.
    """
    status = look(job)
    hyperparameters: dict[str, str] = {}
    with suppress(OSError, ValueError):
        hyperparameters = {key: str(value) for key, value in jobdir.read_json(job.hyperparameters).items()}
    return JobState(
        status=status.status,
        stage=status.stage,
        transitions=status.transitions,
        created=status.created,
        training_started=status.training_started,
        ended=status.ended,
        failure_reason=status.failure_reason,
        hyperparameters=hyperparameters,
        model=model(job),
        transform=facts.facts_of(job),
        sweep=_sweep(job),
    )


def not_found(name: str) -> JobNotFound:
    """The error for a name that no job here has."""
    return JobNotFound(f"there is no local job named {name}", fix="see `trainscope jobs` for those there are")


def stop(job: JobDir) -> Status:
    """Ask the runner of a job or sweep to stop; returns the status after it.

    The request is a file, so it holds also for a runner that is just starting.

    Raises:
        JobNotFound: there is no such job.
        EngineError: the request cannot be written, or its status.json is damaged.
    """
    status = look(job).status
    if status.terminal:
        return status
    try:
        job.stop.touch(mode=0o600)
    except OSError as problem:
        raise EngineError(f"{job.root.name} cannot be told to stop", why=str(problem)) from problem
    pid = statusfile.read(job.status).runner_pid
    if pid is not None:  # one that is not born yet will find the file
        lock.signal_holder(job.lock, pid, signal.SIGTERM)
    return look(job).status


def model(job: JobDir) -> str | None:
    """Where the trained model lies: the baseline's file, or the folder if another program left something there."""
    if (job.model / MODEL_FILE).is_file():
        return str(job.model / MODEL_FILE)
    return str(job.model) if job.model.is_dir() and any(job.model.iterdir()) else None


def _sweep(job: JobDir) -> str:
    try:
        return job.sweep.read_text("utf-8", "replace")
    except OSError:
        return ""


def _died(job: JobDir, status: RunStatus) -> RunStatus:
    last = lock.last_beat(job.lock) or status.created
    work = work_of(job)
    reason = failure.runner_died(iso(last) or "unknown", work)
    return statusfile.finish(status, Status.FAILED, last, work=work, reason=reason)
