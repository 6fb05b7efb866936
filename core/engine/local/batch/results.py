"""The answers of a batch transform that has ended."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from core.engine.local import jobdir, runstate
from core.engine.local.batch import answerfile
from core.engine.local.batch.manifest import open_manifest
from core.engine.local.model import CLASSES_FILE
from core.errors import EngineError
from core.predict.answers import Prediction
from core.predict.question import Answer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.cancel import CancelToken
    from core.engine.local.jobdir import JobDir
    from core.job.status import Status


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
    status = _require(job)
    if not status.terminal:
        raise EngineError(
            f"{name} has not ended yet",
            why=f"it is {status.value}",
            fix=f"wait for its end: trainscope watch {name}",
        )
    return _read(job, cancel)


def class_names(job: JobDir) -> tuple[str, ...]:
    """The names of the classes in label order, as they lie beside the model; empty if they are gone.

    Raises:
        JobNotFound: there is no such job.
        EngineError: it is no batch transform, or they cannot be read.
    """
    _require(job)
    try:
        return tuple(map(str, json.loads((job.asked_model / CLASSES_FILE).read_bytes())))
    except FileNotFoundError:
        return ()
    except (OSError, ValueError, TypeError) as problem:
        raise EngineError(
            f"the names of the classes of {job.root.name} cannot be read",
            why=(problem.strerror if isinstance(problem, OSError) else None) or str(problem),
            fix=f"look at {job.asked_model / CLASSES_FILE}",
        ) from problem


def _require(job: JobDir) -> Status:
    """The status of a batch transform; refuses what is none."""
    status = runstate.look(job).status
    if not job.photos.exists():
        name = job.root.name
        raise EngineError(
            f"{name} is no batch transform",
            why="it is a training job",
            fix=f"ask its model about photos: trainscope transform {name} DIR",
        )
    return status


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
