"""Starts a job of a sweep, as any job is started, on what the sweep keeps for all of them."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.engine.local import claiming, jobdir
from core.engine.local.claiming import Asked

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from core.engine.local.jobdir import JobDir
    from core.engine.local.sweep.trials import Trial


@dataclass(frozen=True, slots=True)
class Starter:
    """Starts the jobs of one sweep.

    Args:
        sweep: its folder.
        jobs: the folder of all jobs.
        job: what the jobs share, as `core.job.spec.JobSpec.as_json` has it.
        command: the program that takes the trainer's place.
    """

    sweep: JobDir
    jobs: Path
    job: dict[str, Any]
    command: Sequence[str] | None

    def start(self, trial: Trial, now: float) -> None:
        """Make the folder of a job that was noted, and start its runner.

        Args:
            trial: the job.
            now: epoch seconds.

        Raises:
            EngineError: the disk refuses, or the runner does not start.
        """
        values = dict(trial.job.values)
        spec = {
            **self.job,
            "launch_id": trial.launch_id,
            "hyperparameters": {**self.job["hyperparameters"], **values},
            "given": {**self.job["given"], **values},
            "request": None,
            "sweep": self.sweep.root.name,
        }

        def fill(draft: JobDir) -> None:
            shutil.copytree(
                self.sweep.root / "input", draft.root / "input", symlinks=True, copy_function=_linked
            )
            draft.model.mkdir(mode=0o700)
            jobdir.write_json(draft.hyperparameters, spec["hyperparameters"])
            draft.sweep.write_text(self.sweep.root.name, "utf-8")

        asked = Asked(trial.job.name, trial.launch_id, spec, self.command)
        claimed = claiming.claim(self.jobs, asked, fill, now)
        if claimed is not None:
            claiming.start(*claimed)


def _linked(source: str, target: str) -> None:
    """The same file under another name; a copy where the file system knows no hard links."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
