"""The answers of a batch transform that has ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.engine.local import jobdir, runstate
from core.engine.local.batch import answerfile
from core.engine.local.batch.manifest import open_manifest
from core.errors import EngineError
from core.predict.answers import Prediction
from core.predict.question import Answer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.cancel import CancelToken
    from core.engine.local.jobdir import JobDir


def answers(job: JobDir, cancel: CancelToken) -> Iterator[Answer]:
    """What came of each photo, in the order of the questions, as far as it was written before the job's end.

    Args:
        job: the folder of the batch transform.
        cancel: looked at at each photo.

    Raises:
        JobNotFound: there is no such job.
        EngineError: it still runs, is none, or its files cannot be read; the last also while the answers are read.
        Cancelled: while they are read: the token was set.
    """
    name = job.root.name
    status = runstate.look(job).status
    if not job.photos.exists():
        raise EngineError(
            f"{name} is no batch transform",
            why="it is a training job",
            fix=f"ask its model about photos: trainscope transform {name} DIR",
        )
    if not status.terminal:
        raise EngineError(
            f"{name} has not ended yet",
            why=f"it is {status.value}",
            fix=f"wait for its end: trainscope watch {name}",
        )
    return _read(job, cancel)


def class_names(job: JobDir) -> tuple[str, ...]:
    """The names of the classes, as they were saved with the job; empty if there are none to be read."""
    try:
        return tuple(map(str, jobdir.read_json(job.launch)["spec"]["classes"]))
    except (OSError, ValueError, KeyError, TypeError):
        return ()


def _read(job: JobDir, cancel: CancelToken) -> Iterator[Answer]:
    try:
        several = bool(jobdir.read_json(job.launch)["spec"]["multi_label"])
        with job.photos.open("rb") as file:
            photos = open_manifest(file).questions
            for question, given in zip(photos, answerfile.read(job.answers), strict=False):
                cancel.check()
                prediction = Prediction(question.name, given.probabilities, question.truth, several)
                yield Answer(question, prediction, given.findings)
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise EngineError(
            f"the answers of {job.root.name} cannot be read",
            why=(problem.strerror if isinstance(problem, OSError) else None) or str(problem),
            fix=f"look at {job.root}, or start the batch transform again",
        ) from problem
