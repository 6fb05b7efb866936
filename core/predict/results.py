"""The answers of a batch transform that has ended, and whose they are."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from core import anew
from core.engine.transforming import is_transform
from core.errors import EngineError, NotFound, UsageError
from core.job.status import Status
from core.predict.verdict import ModelFacts
from core.text import clean
from core.trained import trained_from_json

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from core.cancel import CancelToken
    from core.engine.transforming import TransformEngine
    from core.job.status import JobKey, JobState
    from core.predict.question import Answer
    from core.runs import Record, RunBook
    from core.trained import TrainedModel


@dataclass(frozen=True, slots=True)
class Results:
    """What came of a batch transform.

    Args:
        model: that answered.
        answers: in the order of the questions; one without probabilities says why.
        photos: that were to be asked about, also those that a job which ended early says nothing of.
    """

    model: ModelFacts
    answers: tuple[Answer, ...] = field(repr=False)
    photos: int = 0

    @property
    def answered(self) -> int:
        """How many photos have an answer."""
        return sum(bool(answer.prediction.probabilities) for answer in self.answers)


def results(
    record: Record, state: JobState | None, engine: TransformEngine, book: RunBook, cancel: CancelToken
) -> Results:
    """The answers of a batch transform that has ended: of one that failed or was stopped, those given by then.

    Args:
        record: of the job.
        state: the newest that is known of it.
        engine: that ran it.
        book: may know the job whose model was asked.
        cancel: ends the reading.

    Raises:
        UsageError: it is no batch transform, has not ended, or never began.
        EngineError: the answers cannot be read.
        Cancelled: the token was set.
    """
    require_ended(record, state)
    answers = tuple(answers_of(record, state, engine, cancel))
    told = None if state is None or state.transform is None else state.transform.photos
    model = model_of_answers(record, state, engine, book, cancel)
    return Results(model, answers, max(len(answers), told or 0))


def answers_of(
    record: Record, state: JobState | None, engine: TransformEngine, cancel: CancelToken
) -> Iterator[Answer]:
    """The answers alone, as they are read; arguments and errors as `results` has them, after `require_ended`."""
    try:
        yield from engine.answers(record.key.name, cancel)
    except NotFound as error:
        if state is None or state.status is Status.COMPLETED:
            raise
        raise UsageError(
            f"{clean(record.key.name)} has no answers",
            why=f"it is {state.status.value}" + (f": {state.failure_reason}" if state.failure_reason else ""),
            fix=f"start it anew: {anew.command(record)}",
        ) from error


def require_ended(record: Record, state: JobState | None) -> None:
    """Refuse a job that has no answers, or may still get some.

    Raises:
        UsageError: with what to do instead.
    """
    name = clean(record.key.name)
    if not is_transform(record.spec) and (state is None or state.transform is None):
        raise UsageError(
            f"{name} is no batch transform: it trains, and has metrics",
            fix=f"see them with: trainscope metrics {name}; ask its model with: trainscope transform {name} DIR",
        )
    if state is None or not state.status.terminal:
        raise UsageError(
            f"{name} still runs" if state is not None else f"{name} has not begun",
            why="the answers can be read once it has ended",
            fix=f"wait for its end: trainscope watch {name}",
        )


def model_of_answers(
    record: Record, state: JobState | None, engine: TransformEngine, book: RunBook, cancel: CancelToken
) -> ModelFacts:
    """Whose answers they are: as it was saved here, else as far as the job is known that trained the model."""
    place = record.key.engine
    trained = _saved(record)
    if trained is not None:
        return ModelFacts(place, trained.job, trained.classes, trained.multi_label, trained.hyperparameters)
    classes = engine.class_names(record.key.name, cancel)
    if state is None or state.transform is None or not state.transform.job:
        return ModelFacts(place, None, classes)
    job = record.key._replace(name=state.transform.job)
    known = _in_book(job, book)
    spec = (known.spec if known else None) or {}
    values = spec.get("hyperparameters") or _described(job.name, engine)
    several = str(values.get("multi_label", "0")).strip() == "1"
    return ModelFacts(place, job, classes, several, values)


def _saved(record: Record) -> TrainedModel | None:
    """The model as the run book has it; None where a batch transform was started elsewhere."""
    try:
        return trained_from_json(record.spec or {})
    except (KeyError, TypeError):
        return None


def _in_book(job: JobKey, book: RunBook) -> Record | None:
    try:
        return book.find(job.name, engine=job.engine, account=job.account, region=job.region)
    except UsageError:
        return None


def _described(name: str, engine: TransformEngine) -> Mapping[str, str]:
    try:
        return engine.describe(name).hyperparameters
    except EngineError:  # the job may be long gone: the answers are there all the same
        return {}
