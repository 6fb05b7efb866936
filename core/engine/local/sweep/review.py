"""What a sweep on this machine would write and run, and what stands in its way."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from core.engine.base import Review
from core.engine.local import review as of_job
from core.engine.local.jobdir import JobDir
from core.engine.local.parameters import unused
from core.engine.local.review import NO_SPACE
from core.engine.local.sweep.space import scaling_of
from core.engine.local.trainer import command_of
from core.engine.local.work import SWEEPING, TRAINING
from core.finding import Finding
from core.sweep.ranges import SCALES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from core.engine.local.review import Data
    from core.engine.sweeping import Sweep
    from core.sweep.ranges import Range

_JOB_BYTES = 2_000_000
"""Of a job: the reserve, a model of the baseline and its log; photos are linked."""


class Folders(NamedTuple):
    """The folder of all sweeps, and that of all jobs."""

    sweeps: Path
    jobs: Path


def review(sweep: Sweep, folders: Folders, data: Data, command: Sequence[str] | None, seed: int) -> Review:
    """The review of a sweep; reads the disk, changes nothing.

    Args:
        sweep: what is asked for.
        folders: where it and its jobs would lie.
        data: the channels of its jobs.
        command: the program that takes the trainer's place.
        seed: of the baseline.
    """
    shared = replace(sweep.job, hyperparameters=sweep.fixed)
    request: dict[str, object] = {
        "folder": str(folders.sweeps / sweep.job.name),
        **of_job.folder(shared, data, seed),
        "jobs": str(folders.jobs / f"{sweep.job.name}-001-…"),
        "ranges": {row.name: row.text for row in sweep.ranges},
        "strategy": sweep.strategy,
        "number of jobs": sweep.jobs,
        "at a time": sweep.parallel,
        "command": list(command or command_of(TRAINING)),
    }
    return Review(
        (*_findings(sweep, folders, command), *data.findings),
        request,
        notes=(*of_job.notes(shared, command), *_notes(sweep, command), *data.notes),
        facts=tuple((row.name, _spread(row)) for row in sweep.ranges),
    )


def _findings(sweep: Sweep, folders: Folders, command: Sequence[str] | None) -> Iterator[Finding]:
    yield from of_job.photos_findings(sweep.job)
    yield from of_job.name_taken(JobDir(folders.sweeps / sweep.job.name), sweep.job.launch_id, SWEEPING)
    needed = NO_SPACE + sweep.jobs * _JOB_BYTES
    why = f"the logs and models of {sweep.jobs} jobs, some {needed / 1e6:,.0f} MB, are written there"
    yield from of_job.disk_space(folders.jobs, needed, why)
    yield from of_job.command_findings(command)
    if command is None:
        yield from _of_no_use(sweep)
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if sweep.parallel > cores:
        yield Finding(
            "warning",
            "sweep-parallel",
            f"{sweep.parallel} jobs at a time, and this machine has {cores} core{'' if cores == 1 else 's'}",
            why="they would wait for each other: the sweep takes as long, and needs more memory",
            fix=f"set parallel to {cores}",
        )
    if sweep.early_stopping:
        yield Finding(
            "info",
            "sweep-early-stopping",
            "early_stopping of the sweep has no effect on this machine",
            why="only SageMaker ends jobs that will not be better than those before",
            fix="set the hyperparameter early_stopping, which ends a job by its own curve",
        )


def _of_no_use(sweep: Sweep) -> Iterator[Finding]:
    for name, reason in unused(
        {**sweep.job.hyperparameters, **{row.name: "" for row in sweep.ranges}}
    ).items():
        if any(row.name == name for row in sweep.ranges):
            yield Finding(
                "error",
                "sweep-no-effect",
                f"{name} is swept, but the baseline does not use it",
                why=f"{reason}: all jobs would be the same",
                fix=f"take {name} out, or sweep with engine: sagemaker",
            )


def _notes(sweep: Sweep, command: Sequence[str] | None) -> Iterator[str]:
    rounds = -(-sweep.jobs // sweep.parallel)
    yield (
        f"{sweep.jobs} jobs, {sweep.parallel} at a time: about {rounds} times as long as one job, "
        "longer if they share cores"
    )
    if command is None:
        yield (
            "All jobs have the same seed, so they differ by their values alone. What is best for the baseline "
            "need not be best for the ResNet"
        )


def _spread(row: Range) -> str:
    if row.values:
        return row.text
    word = next(word for word, scaling in SCALES.items() if scaling is scaling_of(row))
    return f"{row.low}..{row.high}, spread {word}"
