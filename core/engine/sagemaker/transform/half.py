"""The half of the SageMaker engine that runs batch transforms (`core.engine.transforming`). Wiring only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.engine.sagemaker.half import Half
from core.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from core.cancel import CancelToken
    from core.engine.base import LaunchProgress
    from core.engine.hosting import DeployReview
    from core.engine.transforming import Transform
    from core.finding import Finding
    from core.predict.question import Answer


class TransformingHalf(Half):
    """Batch transforms over the connection of an engine."""

    def review_transform(self, transform: Transform, cancel: CancelToken) -> DeployReview:
        """What `transform` would send, create and cost; asks the account, changes nothing."""
        from core.engine.sagemaker.transform import review

        return review.review(self._aws, transform, self._settings.sagemaker, self._settings.hosting, cancel)

    def transform(
        self, transform: Transform, on_progress: Callable[[LaunchProgress], None], cancel: CancelToken
    ) -> tuple[Finding, ...]:
        """Send the photos that are missing, then create the job; after a lost answer what is there is found."""
        from core.engine.sagemaker.transform import making

        if transform.request is None:
            raise UsageError(f"{transform.key.name} was not reviewed", fix="review it, then start it")
        return making.transform(self._aws, transform, transform.request, on_progress, cancel)

    def answers(self, name: str, cancel: CancelToken) -> Iterator[Answer]:
        """What came of each photo of a batch transform that has ended."""
        from core.engine.sagemaker.transform import answers

        return answers.answers(self._aws, name, cancel)

    def class_names(self, name: str, cancel: CancelToken) -> tuple[str, ...]:
        """The names of the classes, which lie with the list of the photos."""
        from core.engine.sagemaker.transform import answers

        return answers.class_names(self._aws, name, cancel)
