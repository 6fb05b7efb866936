"""Sweeps for the tests: what is asked for, quick trainers, waiting for the end."""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING

from core.cancel import CancelToken
from core.engine.local.sweep import making
from core.engine.local.sweep.making import Place
from core.engine.sweeping import Sweep
from core.job.status import JobKey
from core.sweep.ranges import parse_range
from tests.conftest import wait_until
from tests.core.engine.local import support

if TYPE_CHECKING:
    from pathlib import Path

    from core.dataset.model import DataSet
    from core.engine.base import Review
    from core.engine.local.engine import LocalEngine
    from core.engine.sweeping import Strategy, SweepEngine, SweepState
    from core.sweep.ranges import Range

RATE = parse_range("learning_rate", "0.001..0.5 log")
OPTIMIZERS = parse_range("optimizer", "sgd, adam, nag")
WIDE = parse_range("momentum", "0..0.999")

READ = "given = json.load(open(job + '/input/config/hyperparameters.json'))\n"
QUICK = (
    READ
    + "rate = float(given['learning_rate'])\n"
    + "print('Epoch[0] Validation-accuracy=%.6f' % (1 - abs(rate - 0.1)))\n"
)
"""A trainer that is best at a learning rate of 0.1."""
HANG = "print('Epoch[0] Validation-accuracy=0.250000')\nwhile True: time.sleep(0.05)\n"


def sweeping(engine: LocalEngine) -> SweepEngine:
    """Type-checked: the local engine runs sweeps."""
    return engine


def asked(
    dataset: DataSet,
    name: str = "tried",
    program: tuple[str, ...] | None = None,
    *,
    ranges: tuple[Range, ...] = (RATE,),
    jobs: int = 4,
    parallel: int = 2,
    strategy: Strategy = "Random",
) -> Sweep:
    return Sweep(
        support.job(dataset, name, command=program),
        ranges,
        jobs,
        parallel,
        strategy,
    )


def start(engine: LocalEngine, sweep: Sweep) -> None:
    sweeping(engine).start_sweep(sweep, lambda _progress: None, CancelToken())


def never_started(sweep: Sweep, jobs: Path) -> None:
    """Leave what is there if the launcher dies before the runner has started."""
    place = Place(jobs.with_name("sweeps"), jobs, 0, partial(JobKey, "local", "", ""))
    claimed = making.claim(place, sweep, sweep.job.command, 0.0)
    assert claimed is not None
    os.close(claimed[1])


def review(engine: LocalEngine, sweep: Sweep) -> Review:
    return sweeping(engine).review_sweep(sweep, lambda _progress: None, CancelToken())


def at_its_end(engine: LocalEngine, name: str = "tried", *, seconds: float = 90.0) -> SweepState:
    wait_until(lambda: engine.sweep(name).status.terminal, seconds=seconds, what=f"the end of {name}")
    return engine.sweep(name)


def wait_for_jobs(engine: LocalEngine, count: int, name: str = "tried") -> None:
    """Until so many jobs have said how good they are."""
    wait_until(
        lambda: sum(job.objective is not None for job in engine.sweep_jobs(name)) == count,
        seconds=60,
        what=f"{count} jobs with an objective",
    )


def quick(folder: Path) -> tuple[str, ...]:
    return support.script(folder, QUICK)
