"""Keeps status.json and the lock for the process that sees a job or a sweep through."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

from core.engine.local import failure, lock, spawn, statusfile
from core.engine.local.jobdir import JobDir
from core.engine.local.wakeup import StopRequest
from core.engine.local.work import work_of
from core.errors import EngineError
from core.job.status import Stage, Status

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.engine.local.statusfile import RunStatus


class Keeper:
    """Answers for one folder from Starting to the end.

    Args:
        job: the folder of the job or sweep.
        lock_descriptor: the open lock.
    """

    def __init__(self, job: JobDir, lock_descriptor: int) -> None:
        self.job = job
        self.lock = lock_descriptor
        self.work = work_of(job)
        self._status = statusfile.read(job.status)

    @property
    def status(self) -> Status:
        """As it was saved last."""
        return self._status.status

    def take_over(self) -> None:
        """Say who runs it; from here on this process answers for it."""
        self._save(statusfile.with_runner(self._status, os.getpid()))

    def enter(self, stage: str, message: str, *, started: bool = False) -> None:
        """One stage on; `started`: training begins with it."""
        self._save(statusfile.enter(self._status, stage, time.time(), message, started=started))

    def stopping(self) -> None:
        """It was asked to stop, and does."""
        status = statusfile.enter(self._status, Stage.STOPPING, time.time(), f"Stopping the {self.work.job}")
        self._save(statusfile.with_status(status, Status.STOPPING))

    def finish(self, outcome: Status, reason: str | None = None) -> None:
        """It is at its end; `reason` says why it failed."""
        self.job.reserve.unlink(missing_ok=True)
        self._save(statusfile.finish(self._status, outcome, time.time(), work=self.work, reason=reason))

    def finish_stopped(self) -> None:
        """Stopped if somebody asked for it; a signal that nobody of ours sent (a shutdown) is a failure."""
        if self.job.stop.exists():
            self.finish(Status.STOPPED)
        else:
            self.finish(Status.FAILED, failure.runner_told_to_end(self.work))

    def _save(self, status: RunStatus) -> None:
        self._status = status
        statusfile.write(self.job.status, status)
        lock.beat(self.lock)


def see_through(arguments: list[str], work: Callable[[Keeper, StopRequest], None]) -> int:
    """The life of such a process: detach, take over, do the work. Returns its exit code.

    Whatever goes wrong ends in status.json, not in a traceback.

    Args:
        arguments: as `core.engine.local.spawn.spawn` passes them.
        work: what is to be done.
    """
    handed = spawn.detach(arguments)
    job = JobDir(handed.folder)
    keeper = Keeper(job, handed.lock)
    stop = StopRequest(job.stop)
    keeper.take_over()
    spawn.say_ready(handed)
    try:
        work(keeper, stop)
    except (OSError, ValueError, EngineError) as problem:
        keeper.finish(Status.FAILED, f"AlgorithmError: the runner could not go on: {problem}")
    return 0
