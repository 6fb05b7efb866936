"""What the process of a local job does, in the words of its stages and failures: it trains, or it asks a model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.job.status import Stage

if TYPE_CHECKING:
    from core.engine.local.jobdir import JobDir


@dataclass(frozen=True, slots=True)
class Work:
    """One of the two.

    Args:
        job: what such a job is called.
        program: what its program is called.
        module: the program, unless another one takes its place.
        stage: in which the program runs.
        doing: that stage, in a few words.
        again: what to do after a failure, and what is kept of the work.
        less_memory: what to do if memory runs out.
    """

    job: str
    program: str
    module: str
    stage: str
    doing: str
    again: str
    less_memory: str


TRAINING = Work(
    job="training job",
    program="trainer",
    module="core.engine.local.baseline",
    stage=Stage.TRAINING,
    doing="Training in progress",
    again="launch the job again (a model in its folder is that of the best epoch so far)",
    less_memory="close other programs or train with a smaller mini_batch_size",
)
ASKING = Work(
    job="batch transform",
    program="program that asks the model",
    module="core.engine.local.batch.program",
    stage=Stage.TRANSFORMING,
    doing="Asking the model about the photos",
    again="start the batch transform again (the answers by then are kept)",
    less_memory="close other programs, then start the batch transform again",
)


def work_of(job: JobDir) -> Work:
    """What the process of a job does, by its folder."""
    return ASKING if job.photos.exists() else TRAINING
