"""Batch transforms looked at: a call for the state, and seldom others for what S3 tells of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.engine.sagemaker.kinds import TRANSFORM
from core.engine.sagemaker.state import status_of
from core.engine.sagemaker.transform.counting import Counts
from core.engine.sagemaker.transform.state import state_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.engine.sagemaker.connection import Aws
    from core.job.status import JobState


class Transforms:
    """Looks at batch transforms. Threads may share it.

    Args:
        aws: to ask.
        clock: epoch seconds.
        price: instance type -> USD per hour of one instance, None if unknown; must not block for long.
    """

    def __init__(self, aws: Aws, clock: Callable[[], float], price: Callable[[str], float | None]) -> None:
        self._aws = aws
        self._price = price
        self._counts = Counts(aws, clock)

    def describe(self, name: str) -> JobState:
        """The state now.

        Raises:
            JobNotFound: no batch transform of that name.
            EngineError: it could not be asked.
        """
        answer = self._aws.ask("sagemaker", "describe_transform_job", TransformJobName=name)
        facts = self._counts.facts(
            str(answer.get(TRANSFORM.arn, name)),
            answer,
            started=answer.get("TransformStartTime") is not None,
            ended=status_of(answer.get(TRANSFORM.status)).terminal,
        )
        return state_of(answer, facts, self._price)
