"""The answers of one run as they come: how many, how many are right, in which order they are listed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.predict.answers import wrong_first

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.errors import TrainscopeError
    from core.finding import Finding
    from core.predict.answers import Prediction
    from core.predict.question import Answer


class Answers:
    """Values only; the page draws them."""

    def __init__(self) -> None:
        self.rows: list[Answer] = []
        self.asked: int | None = None
        self.findings: list[Finding] = []
        self.given = 0
        self.judged = 0
        self.right = 0
        self.trouble = ""
        self.ended = False
        self.error: TrainscopeError | None = None
        self.wrong_first = False

    def add(self, answers: Sequence[Answer]) -> None:
        """The next ones."""
        self.rows += answers
        if self.asked is not None:
            # A batch transform that was started elsewhere may know only of photos that were sent.
            self.asked = max(self.asked, len(self.rows))
        for answer in answers:
            right = answer.prediction.right
            self.given += answer.prediction.labels is not None
            self.judged += right is not None
            self.right += right is True
            self.findings += answer.findings

    @property
    def predictions(self) -> list[Prediction]:
        """What they say."""
        return [answer.prediction for answer in self.rows]

    def order(self) -> Sequence[int]:
        """Places of the answers as they are listed."""
        return wrong_first(self.predictions) if self.wrong_first else range(len(self.rows))
