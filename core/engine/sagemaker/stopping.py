"""Stops a job, or a sweep with all its jobs. One that is stopping or has ended already is as it should be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.cancel import CancelToken
from core.engine.sagemaker.kinds import SWEEP, TRAINING
from core.engine.sagemaker.state import status_of
from core.errors import EngineError, EngineRefused, EngineUnreachable, JobNotFound
from core.job.status import Status

if TYPE_CHECKING:
    from core.engine.sagemaker.connection import Aws
    from core.engine.sagemaker.hosting.parts import Part

PATIENCE = 60.0
"""Seconds without an answer: a stop that is not delivered costs money, but somebody waits for the word."""


def stop(aws: Aws, name: str, kind: Part = TRAINING) -> Status:
    """Ask for the stop, and return the status after it.

    Raises:
        JobNotFound: no job of that name.
        EngineError: it was refused, or there was no answer for a while; asking again does no harm.
    """
    try:
        aws.patiently(
            lambda: aws.ask("sagemaker", f"stop_{kind.call}", **{kind.name: name}),
            CancelToken(),
            patience=PATIENCE,
        )
    except EngineUnreachable as error:
        raise type(error)(
            f"{name} was not stopped: {error.what}",
            why=error.why,
            fix="; ".join(
                filter(None, (error.fix, f"the {_word(kind)} goes on and costs money: stop it again"))
            ),
        ) from error
    except (JobNotFound, EngineRefused):
        raise
    except EngineError:
        # A job that has just ended cannot be stopped; then what was asked for is there.
        status = _status(aws, name, kind)
        if status is Status.IN_PROGRESS:
            raise
        return status
    try:
        return _status(aws, name, kind)
    except EngineUnreachable:
        # The stop itself was answered.
        return Status.STOPPING


def _word(kind: Part) -> str:
    return SWEEP.words if kind is SWEEP else "job"


def _status(aws: Aws, name: str, kind: Part) -> Status:
    return status_of(aws.ask("sagemaker", f"describe_{kind.call}", **{kind.name: name}).get(kind.status))
