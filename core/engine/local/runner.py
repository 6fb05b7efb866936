"""The supervisor of one local job: a small process of its own that outlives the cockpit, the shell and the connection.

    python -P -m core.engine.local.runner <job folder> <lock descriptor> <ready descriptor>

It holds the job's lock for as long as it lives, keeps status.json, starts the program that trains or asks, carries its
output into the log, passes a stop on, and says why when the program fails. It imports nothing heavy.
"""

from __future__ import annotations

import os
import sys
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from core.engine.local import failure, jobdir, lock, logfile, spawn, statusfile, trainer, wakeup
from core.engine.local.jobdir import CHANNELS, JobDir
from core.engine.local.work import TRAINING, work_of
from core.job.status import Stage, Status

if TYPE_CHECKING:
    from core.engine.local.statusfile import RunStatus


class Supervisor:
    """One job from Starting to its end.

    Args:
        job: its folder.
        lock_descriptor: the open lock.
        stop: whether somebody asked to stop.
    """

    def __init__(self, job: JobDir, lock_descriptor: int, stop: wakeup.StopRequest) -> None:
        self._job = job
        self._lock = lock_descriptor
        self._stop = stop
        self._status = statusfile.read(job.status)
        self._work = work_of(job)

    def take_over(self) -> None:
        """Say who runs the job; from here on this process answers for it."""
        self._save(statusfile.with_runner(self._status, os.getpid()))

    def run(self) -> None:
        """Go through the stages. Whatever goes wrong ends in status.json, not in a traceback."""
        try:
            self._stages()
        except (OSError, ValueError) as problem:
            self._finish(Status.FAILED, f"AlgorithmError: the runner could not go on: {problem}")

    def _stages(self) -> None:
        asked = jobdir.read_json(self._job.launch)
        command = asked["command"] or trainer.command_of(self._work)
        if self._stop_early() or (self._work is TRAINING and not self._has_data()):
            return
        self._enter(self._work.stage, self._work.doing, started=True)
        env = trainer.environment(self._job, str(asked["name"]), os.environ)
        try:
            child = trainer.start(command, self._job, env)
        except OSError as problem:
            self._finish(Status.FAILED, f"ClientError: {command[0]} cannot be started: {problem.strerror}")
            return
        descriptor = os.open(self._job.log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        log = logfile.LogWriter(descriptor, time.time)
        code = trainer.follow(child, log, self._stop, self._lock, on_stop=self._stopping)
        os.fsync(descriptor)
        self._conclude(code, tuple(log.tail))

    def _has_data(self) -> bool:
        """Whether the channels lead somewhere and nobody has asked to stop; if not, the job is at its end."""
        self._enter(Stage.DOWNLOADING, "Linking the input data")
        for channel in CHANNELS:
            if not self._job.channel(channel).is_dir():
                where = self._job.channel(channel).readlink()
                self._finish(Status.FAILED, f"ClientError: the {channel} channel's folder {where} is gone")
                return False
        return not self._stop_early()

    def _conclude(self, code: int, tail: tuple[str, ...]) -> None:
        if self._status.status is Status.STOPPING:
            self._finish_stopped()
        elif code == 0:
            if self._work is TRAINING:
                self._enter(Stage.UPLOADING, "Putting the model in its place")
            self._finish(Status.COMPLETED)
        else:
            said = ""
            with suppress(FileNotFoundError), self._job.failure.open("rb") as file:
                said = file.read(16_384).decode("utf-8", "replace")
            self._finish(Status.FAILED, failure.reason(code, said, tail, self._work))

    def _stop_early(self) -> bool:
        if self._stop.requested:
            self._stopping()
            self._finish_stopped()
        return self._stop.requested

    def _finish_stopped(self) -> None:
        """Stopped if somebody asked for it; a signal that nobody of ours sent (a shutdown) is a failure."""
        if self._job.stop.exists():
            self._finish(Status.STOPPED)
        else:
            self._finish(Status.FAILED, failure.runner_told_to_end(self._work))

    def _stopping(self) -> None:
        status = statusfile.enter(self._status, Stage.STOPPING, time.time(), f"Stopping the {self._work.job}")
        self._save(statusfile.with_status(status, Status.STOPPING))

    def _enter(self, stage: str, message: str, *, started: bool = False) -> None:
        self._save(statusfile.enter(self._status, stage, time.time(), message, started=started))

    def _finish(self, outcome: Status, reason: str | None = None) -> None:
        self._job.reserve.unlink(missing_ok=True)
        self._save(statusfile.finish(self._status, outcome, time.time(), work=self._work, reason=reason))

    def _save(self, status: RunStatus) -> None:
        self._status = status
        statusfile.write(self._job.status, status)
        lock.beat(self._lock)


def main(arguments: list[str]) -> int:
    """Detach, take over, run."""
    handed = spawn.detach(arguments)
    job = JobDir(handed.folder)
    supervisor = Supervisor(job, handed.lock, wakeup.StopRequest(job.stop))
    supervisor.take_over()
    spawn.say_ready(handed)
    supervisor.run()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
