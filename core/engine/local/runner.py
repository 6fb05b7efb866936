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

from core.engine.local import failure, jobdir, keeper, logfile, trainer
from core.engine.local.jobdir import CHANNELS
from core.engine.local.work import TRAINING
from core.job.status import Stage, Status

if TYPE_CHECKING:
    from core.engine.local.keeper import Keeper
    from core.engine.local.wakeup import StopRequest


class Supervisor:
    """One job from Starting to its end.

    Args:
        keeper: keeps its status.
        stop: whether somebody asked to stop.
    """

    def __init__(self, keeper: Keeper, stop: StopRequest) -> None:
        self._keeper = keeper
        self._job = keeper.job
        self._work = keeper.work
        self._stop = stop

    def run(self) -> None:
        """Go through the stages.

        Raises:
            OSError: the disk refuses.
            ValueError: what was asked for cannot be read.
        """
        asked = jobdir.read_json(self._job.launch)
        command = asked["command"] or trainer.command_of(self._work)
        if self._stop_early() or (self._work is TRAINING and not self._has_data()):
            return
        self._keeper.enter(self._work.stage, self._work.doing, started=True)
        env = trainer.environment(self._job, str(asked["name"]), os.environ)
        try:
            child = trainer.start(command, self._job, env)
        except OSError as problem:
            reason = f"ClientError: {command[0]} cannot be started: {problem.strerror}"
            self._keeper.finish(Status.FAILED, reason)
            return
        descriptor = os.open(self._job.log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        log = logfile.LogWriter(descriptor, time.time)
        code = trainer.follow(child, log, self._stop, self._keeper.lock, on_stop=self._keeper.stopping)
        os.fsync(descriptor)
        self._conclude(code, tuple(log.tail))

    def _has_data(self) -> bool:
        """Whether the channels lead somewhere and nobody has asked to stop; if not, the job is at its end."""
        self._keeper.enter(Stage.DOWNLOADING, "Linking the input data")
        for channel in CHANNELS:
            if not self._job.channel(channel).is_dir():
                where = self._job.channel(channel).readlink()
                reason = f"ClientError: the {channel} channel's folder {where} is gone"
                self._keeper.finish(Status.FAILED, reason)
                return False
        return not self._stop_early()

    def _conclude(self, code: int, tail: tuple[str, ...]) -> None:
        if self._keeper.status is Status.STOPPING:
            self._keeper.finish_stopped()
        elif code == 0:
            if self._work is TRAINING:
                self._keeper.enter(Stage.UPLOADING, "Putting the model in its place")
            self._keeper.finish(Status.COMPLETED)
        else:
            said = ""
            with suppress(FileNotFoundError), self._job.failure.open("rb") as file:
                said = file.read(16_384).decode("utf-8", "replace")
            self._keeper.finish(Status.FAILED, failure.reason(code, said, tail, self._work))

    def _stop_early(self) -> bool:
        if self._stop.requested:
            self._keeper.stopping()
            self._keeper.finish_stopped()
        return self._stop.requested


def main(arguments: list[str]) -> int:
    """Detach, take over, run."""
    return keeper.see_through(arguments, lambda kept, stop: Supervisor(kept, stop).run())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
