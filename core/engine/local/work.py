"""What a local process does, in the words of its stages and failures: it trains, asks a model, or sweeps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.job.status import Stage

if TYPE_CHECKING:
    from core.engine.local.jobdir import JobDir


@dataclass(frozen=True, slots=True)
class Work:
    """One of the three.

    Args:
        job: what such a job is called.
        called: the same in one word.
        runner: the module that holds the lock and sees the work through.
        program: what its program is called.
        module: the program, unless another one takes its place; empty if the runner does the work itself.
        stage: in which the program runs.
        doing: that stage, in a few words.
        again: what to do after a failure, and what is kept of the work.
        less_memory: what to do if memory runs out.
    """

    job: str
    called: str
    runner: str
    program: str
    module: str
    stage: str
    doing: str
    again: str
    less_memory: str


TRAINING = Work(
    job="training job",
    called="job",
    runner="core.engine.local.runner",
    program="trainer",
    module="core.engine.local.baseline",
    stage=Stage.TRAINING,
    doing="Training in progress",
    again="launch the job again (a model in its folder is that of the best epoch so far)",
    less_memory="close other programs or train with a smaller mini_batch_size",
)
ASKING = Work(
    job="batch transform",
    called="job",
    runner="core.engine.local.runner",
    program="program that asks the model",
    module="core.engine.local.batch.program",
    stage=Stage.TRANSFORMING,
    doing="Asking the model about the photos",
    again="start the batch transform again (the answers by then are kept)",
    less_memory="close other programs, then start the batch transform again",
)
SWEEPING = Work(
    job="sweep",
    called="sweep",
    runner="core.engine.local.sweep.runner",
    program="runner of the sweep",
    module="",
    stage=Stage.TRAINING,
    doing="Training one job after another",
    again="start another sweep (jobs that this one had started go on, and what has ended is kept)",
    less_memory="close other programs or run fewer jobs at a time",
)


def work_of(job: JobDir) -> Work:
    """What the process of a job or sweep does, by its folder."""
    if job.trials.exists():
        return SWEEPING
    return ASKING if job.photos.exists() else TRAINING
