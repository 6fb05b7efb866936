"""The answers of a batch transform, as the page of answers takes them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.anew import transform_facts
from core.errors import UsageError
from core.job.status import Status
from core.predict.results import answers_of
from core.text import clean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from core.cancel import CancelToken
    from core.engine.transforming import TransformEngine
    from core.finding import Finding
    from core.job.status import JobState
    from core.picture import Sight
    from core.predict.question import Answer
    from core.predict.verdict import ModelFacts
    from core.runs import Record


@dataclass(frozen=True, slots=True)
class ResultSource:
    """An `AnswerSource`: what came of the photos of a batch transform that has ended.

    Args:
        record: of the batch transform.
        state: its last.
        engine: that ran it.
        model: that was asked.
    """

    record: Record
    state: JobState
    engine: TransformEngine
    model: ModelFacts
    sight: Sight | None = None

    @property
    def title(self) -> Sequence[str]:
        """Its name, how it ended if not well, and the job it asks where its name does not say that."""
        ended = () if self.state.status is Status.COMPLETED else (self.state.status.value,)
        job = "" if self.model.job is None else self.model.job.name
        asks = (f"of {clean(job)}",) if job and not self.record.key.name.startswith(job) else ()
        return (clean(self.record.key.name), *ended, *asks)

    @property
    def cuts(self) -> bool:
        """The photos were sent long ago."""
        return False

    @property
    def asks(self) -> bool:
        """They were given long ago."""
        return False

    def answers(
        self,
        on_questions: Callable[[int, Sequence[Finding]], object],
        on_trouble: Callable[[str], object],
        cancel: CancelToken,
    ) -> Iterator[Answer]:
        """What came of each photo; of one that has failed or was stopped, as far as it came."""
        answers: Iterator[Answer] = answers_of(self.record, self.state, self.engine, cancel)
        photos = self._photos
        if photos is None:
            found = tuple(answers)
            photos, answers = len(found), iter(found)
        on_questions(photos, ())
        yield from answers

    @property
    def _photos(self) -> int | None:
        """That were agreed to, those among them that were not sent; None if nobody knows."""
        agreed = transform_facts(self.record.spec).photos
        told = self.state.transform.photos if self.state.transform is not None else None
        return agreed if agreed is not None else told

    def cut_otherwise(self) -> ResultSource:
        """Refused: the photos were sent whole."""
        raise UsageError("the photos of a batch transform were sent whole, and are not sent again")
