"""Stops a training job. One that is stopping or has ended already is as it should be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.engine.sagemaker.state import status_of
from core.errors import EngineError, EngineRefused, EngineUnreachable, JobNotFound
from core.job.status import Status

if TYPE_CHECKING:
    from core.engine.sagemaker.connection import Aws


def stop(aws: Aws, name: str) -> Status:
    """Ask for the stop, and return the status after it.

    Raises:
        JobNotFound: no job of that name.
        EngineError: it was refused, or there was no answer; asking again does no harm.
    """
    try:
        aws.ask("sagemaker", "stop_training_job", TrainingJobName=name)
    except (JobNotFound, EngineUnreachable, EngineRefused):
        raise
    except EngineError:
        # A job that has just ended cannot be stopped; then what was asked for is there.
        status = _status(aws, name)
        if status is Status.IN_PROGRESS:
            raise
        return status
    try:
        return _status(aws, name)
    except EngineUnreachable:
        # The stop itself was answered.
        return Status.STOPPING


def _status(aws: Aws, name: str) -> Status:
    return status_of(
        aws.ask("sagemaker", "describe_training_job", TrainingJobName=name).get("TrainingJobStatus")
    )
