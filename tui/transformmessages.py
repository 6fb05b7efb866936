"""What threads and pages say of batch transforms: values only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui.declaring import message
from tui.messages import TransformNews

if TYPE_CHECKING:
    from core.engine.hosting import DeployReview, HostingEngine
    from core.errors import TrainscopeError
    from core.runs import Record
    from core.transforming import TransformDraft
    from tui.resultsource import ResultSource


@dataclass(frozen=True)
class AgreedTransform:
    """A batch transform, what its engine says of it, and the engine: the one that knows the machines that were chosen.

    Args:
        draft: with the photos.
        review: with all findings.
        engine: that starts it.
    """

    draft: TransformDraft
    review: DeployReview
    engine: HostingEngine

    @property
    def name(self) -> str:
        """Of the batch transform."""
        return self.draft.transform.key.name


@message
class TransformReviewed(TransformNews):
    """What the engine says of a batch transform, or why it says nothing."""

    answer: AgreedTransform | None
    error: TrainscopeError | None


@message
class TransformConfirmed(TransformNews):
    """In the review: the user wants the batch transform started as it was shown."""

    agreed: AgreedTransform


@message
class ResultsFound(TransformNews):
    """Whose the answers of a batch transform are and how they are read, or why they cannot be."""

    record: Record
    source: ResultSource | None
    error: TrainscopeError | None = None
