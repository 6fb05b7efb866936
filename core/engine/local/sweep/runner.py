"""The runner of one local sweep: a small process of its own that outlives the cockpit, the shell and the connection.

    python -P -m core.engine.local.sweep.runner <sweep folder> <lock descriptor> <ready descriptor>

It holds the sweep's lock for as long as it lives, chooses values, starts jobs with them, so many at a time, and notes
what came of each. The jobs have runners of their own: if this one is killed, they go on.
"""

from __future__ import annotations

import secrets
import selectors
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from zlib import crc32

from core.engine.local import jobdir, keeper, lock, runstate
from core.engine.local.jobdir import JobDir
from core.engine.local.sweep import looking, trials
from core.engine.local.sweep.choosing import Chooser, Known
from core.engine.local.sweep.starting import Starter
from core.engine.local.sweep.trials import Trial
from core.engine.sweeping import SweepJob
from core.errors import EngineError
from core.job.spec import new_launch_id
from core.job.status import Status
from core.sweep.ranges import range_from_json

if TYPE_CHECKING:
    from core.engine.local.keeper import Keeper
    from core.engine.local.wakeup import StopRequest

LOOK_SECONDS = 0.5


class Sweeper:
    """One sweep from Starting to its end.

    Args:
        keeper: keeps its status.
        stop: whether somebody asked to stop.
    """

    def __init__(self, keeper: Keeper, stop: StopRequest) -> None:
        self._keeper = keeper
        self._place = keeper.job
        self._stop = stop
        asked = jobdir.read_json(self._place.launch)
        self._spec = asked["spec"]
        self._jobs = Path(self._spec["folder"])
        self._starter = Starter(self._place, self._jobs, self._spec["job"], asked["command"])
        ranges = tuple(range_from_json(row) for row in self._spec["ranges"])
        self._chooser = Chooser(ranges, self._spec["strategy"], crc32(self._place.root.name.encode()))
        self._trials: list[Trial] = []

    def run(self) -> None:
        """Run jobs until there are enough, or somebody asks to stop.

        Raises:
            OSError: the disk refuses.
            ValueError: what was asked for cannot be read.
        """
        self._keeper.enter(self._keeper.work.stage, self._keeper.work.doing, started=True)
        with selectors.DefaultSelector() as selector:
            selector.register(self._stop, selectors.EVENT_READ)
            told = False
            while True:
                self._note_ends()
                if self._stop.requested and not told:
                    told = True
                    self._keeper.stopping()
                    if self._place.stop.exists():
                        self._stop_jobs()
                going_on = not told and self._start_next()
                if not going_on and (not self._running or (told and not self._place.stop.exists())):
                    break
                if not going_on:
                    selector.select(timeout=LOOK_SECONDS)
                    self._stop.drain()
                lock.beat(self._keeper.lock)
        self._conclude(told)

    @property
    def _running(self) -> list[SweepJob]:
        return [trial.job for trial in self._trials if not trial.job.status.terminal]

    def _start_next(self) -> bool:
        """Start one job more, if one is due; whether it was."""
        if len(self._trials) >= self._spec["jobs"] or len(self._running) >= self._spec["parallel"]:
            return False
        values = self._chooser.choose([_known(trial.job) for trial in self._trials])
        if values is None:
            return False
        number = len(self._trials) + 1
        name = f"{self._place.root.name}-{number:03d}-{secrets.token_hex(2)}"
        now = time.time()
        trial = Trial(SweepJob(name, Status.IN_PROGRESS, values, created=now), new_launch_id())
        self._trials.append(trial)
        self._write()
        try:
            self._starter.start(trial, now)
        except EngineError as problem:
            reason = f"AlgorithmError: {problem}: {problem.why}"
            failed = replace(trial.job, status=Status.FAILED, failure_reason=reason, ended=time.time())
            self._trials[-1] = replace(trial, job=failed)
            self._write()
        return True

    def _note_ends(self) -> None:
        """Look at the jobs that run, and note what came of those that have ended."""
        changed = False
        for index, trial in enumerate(self._trials):
            if not trial.job.status.terminal:
                job = looking.now(trial.job, self._jobs, starting=False)
                if job.status.terminal:
                    self._trials[index] = replace(trial, job=job)
                    changed = True
        if changed:
            self._write()

    def _stop_jobs(self) -> None:
        for job in self._running:
            runstate.stop(JobDir(self._jobs / job.name))

    def _conclude(self, told: bool) -> None:
        if told:
            self._keeper.finish_stopped()
            return
        ended = [trial.job for trial in self._trials]
        failed = [job for job in ended if job.status is Status.FAILED]
        if failed and not any(job.status is Status.COMPLETED for job in ended):
            reason = f"no job was completed, and {len(failed)} of {len(ended)} failed; the last, {failed[-1].name}: "
            self._keeper.finish(Status.FAILED, reason + (failed[-1].failure_reason or "no reason given"))
        else:
            self._keeper.finish(Status.COMPLETED)

    def _write(self) -> None:
        trials.write(self._place.trials, self._trials)


def _known(job: SweepJob) -> Known:
    done = job.status is Status.COMPLETED
    return Known(job.values, job.objective if done else None, running=not job.status.terminal)


def main(arguments: list[str]) -> int:
    """Detach, take over, run."""
    return keeper.see_through(arguments, lambda kept, stop: Sweeper(kept, stop).run())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
