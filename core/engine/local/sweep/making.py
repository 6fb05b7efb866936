"""Makes the folder of a sweep: what its jobs get, and what was asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.engine.local import claiming, prepare
from core.engine.local.claiming import Asked
from core.engine.local.sweep import trials
from core.engine.local.work import SWEEPING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from core.dataset.pack.cache import PackFile
    from core.engine.local.jobdir import JobDir
    from core.engine.sweeping import Sweep
    from core.job.status import JobKey


@dataclass(frozen=True, slots=True)
class Place:
    """Where sweeps and their jobs are.

    Args:
        sweeps: the folder of all sweeps; made when the first is started.
        jobs: the folder of all jobs.
        seed: of the baseline, the same for each job.
        key: gives a sweep's key by its name.
    """

    sweeps: Path
    jobs: Path
    seed: int
    key: Callable[[str], JobKey]


def claim(
    place: Place, sweep: Sweep, command: Sequence[str] | None, now: float, pack: Sequence[PackFile] = ()
) -> tuple[JobDir, int] | None:
    """Make the folder, or find it if an earlier call made it.

    Args:
        place: where.
        sweep: what is asked for.
        command: the program that takes the trainer's place.
        now: epoch seconds.
        pack: the packed photos of a sweep on RecordIO, to be linked.

    Returns:
        The folder and its lock, which is ours now: the sweep is still to be started. None: it was started already.

    Raises:
        EngineError: another sweep has the name, or the disk refuses.
    """

    def fill(draft: JobDir) -> None:
        prepare.fill_input(draft, sweep.job, seed=place.seed, pack=pack)
        trials.write(draft.trials, ())

    spec = {**sweep.as_json(), "folder": str(place.jobs.absolute())}
    asked = Asked(sweep.job.name, sweep.job.launch_id, spec, command)
    return claiming.claim(place.sweeps, asked, fill, now, SWEEPING)
