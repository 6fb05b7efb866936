"""Where the answers on the page of answers come from: an endpoint that is asked, or a batch transform that was."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from core.cancel import CancelToken
    from core.finding import Finding
    from core.picture import Sight
    from core.predict.question import Answer
    from core.predict.verdict import ModelFacts


class AnswerSource(Protocol):
    """Gives answers about photos in a thread beside the screen."""

    @property
    def model(self) -> ModelFacts:
        """Whose answers they are."""

    @property
    def title(self) -> Sequence[str]:
        """Which photos, where a list of them begins, who is asked: short, made safe."""

    @property
    def sight(self) -> Sight | None:
        """What was sent of each photo; None: all of it."""

    @property
    def cuts(self) -> bool:
        """Whether photos can be cut as in training before they are sent."""

    @property
    def asks(self) -> bool:
        """Whether somebody is asked, each time anew; else the answers are only read."""

    def answers(
        self,
        on_questions: Callable[[int, Sequence[Finding]], object],
        on_trouble: Callable[[str], object],
        cancel: CancelToken,
    ) -> Iterator[Answer]:
        """The answers in the order of the photos, as they come; what came before an error counts.

        Args:
            on_questions: hears how many photos there are, and what was left out, before the first answer.
            on_trouble: hears, from any thread, why answers are slow to come, and nothing when they come again.
            cancel: ends it.

        Raises:
            TrainscopeError: there will be no more of them.
        """

    def cut_otherwise(self) -> AnswerSource:
        """The same photos cut as in training before they are sent, or whole if they were cut.

        Raises:
            UsageError: photos are not sent otherwise.
        """
