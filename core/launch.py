"""The one way to start a job, shared by cockpit and command line: check, review, save the name, go.

The name is in the run book before the engine is called. So a program that dies in between leaves a record, and a
follower can say of it that the launch was interrupted; `resume` goes on with a launch whose answer was lost.
"""

from __future__ import annotations

import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from core.cancel import CancelToken
from core.errors import Cancelled, EngineUnreachable, LaunchBlocked, RunBookError, TrainscopeError, UsageError
from core.finding import Finding, has_errors
from core.job.hyperparameters import DataFacts, check, resolve
from core.job.spec import NAME_PATTERN, JobSpec, new_launch_id, new_name
from core.job.status import JobState, Stage, Status, Transition
from core.text import clean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from core.config import Settings
    from core.dataset.model import DataSet
    from core.engine.base import Engine, LaunchProgress, Review
    from core.runs import Record, RunBook


@dataclass(frozen=True, slots=True)
class Draft:
    """A job that could be launched, and what was found about it before any engine was asked."""

    spec: JobSpec
    findings: tuple[Finding, ...]

    def with_findings(self, more: Iterable[Finding]) -> Draft:
        """The same draft, knowing also what was found in the photos."""
        return replace(self, findings=(*self.findings, *more))


def prepare(
    settings: Settings,
    dataset: DataSet,
    *,
    name: str | None = None,
    given: Mapping[str, str] | None = None,
    clock: Callable[[], float] = time.time,
) -> Draft:
    """The job that these settings and this data set make: values resolved and cross-checked.

    Args:
        settings: their hyperparameters count unless `given` does; their local command goes along.
        dataset: read and split; its own findings go into the draft.
        name: the job's name; None makes one.
        given: hyperparameters as the user gave them, ``auto`` included (the form's, or a clone's).
        clock: epoch seconds, for the name.
    """
    values = dict(settings.hyperparameters if given is None else given)
    facts = DataFacts.of(dataset)
    resolved = resolve(values, facts)
    spec = JobSpec(
        name=new_name(dataset.root, clock()) if name is None else name,
        launch_id=new_launch_id(),
        dataset=dataset,
        hyperparameters=resolved,
        given=values,
        command=settings.local.command if settings.engine == "local" else None,
    )
    return Draft(spec, (*_name_findings(spec.name), *dataset.findings, *check(resolved, facts)))


def given_from(record: Record) -> dict[str, str]:
    """The hyperparameters an earlier job was given, ``auto`` still in them: what a clone starts from.

    A job that was attached to has no spec; what it was sent stands in its state.

    Raises:
        UsageError: nothing is known of the job's hyperparameters.
    """
    known = (record.spec or {}).get("given") or (record.state.hyperparameters if record.state else None)
    if not known:
        raise UsageError(
            f"the hyperparameters of {record.key.name} are not known",
            fix="look at the job once with: trainscope status",
        )
    return {str(name): str(value) for name, value in known.items()}


def review(
    draft: Draft,
    engine: Engine,
    *,
    on_progress: Callable[[LaunchProgress], None] = lambda progress: None,
    cancel: CancelToken | None = None,
) -> Review:
    """What a launch would do, by the engine, with the draft's findings in front; changes nothing."""
    of_engine = engine.review(draft.spec, on_progress, cancel or CancelToken())
    return replace(of_engine, findings=(*draft.findings, *of_engine.findings))


def price_words(found: Review, engine: Engine) -> str:
    """What an hour costs, for people; an unknown price is not called free."""
    if not engine.capabilities.costs:
        return "free"
    return "price unknown" if found.price_per_hour is None else f"{found.price_per_hour:.2f} USD per hour"


def start(
    draft: Draft,
    engine: Engine,
    book: RunBook,
    *,
    on_progress: Callable[[LaunchProgress], None] = lambda progress: None,
    cancel: CancelToken | None = None,
    clock: Callable[[], float] = time.time,
) -> Record:
    """Launch the draft's job; returns its record in the run book.

    Raises:
        LaunchBlocked: a finding of level error stands in the way; nothing was saved or started.
        UsageError: the run book knows another job of that name.
        EngineUnreachable: no answer; the job may have started, and `resume` finds out.
        EngineError: it could not be started; the record says so (Failed, with the reason).
        Cancelled: before the job existed; the record says so (Stopped).
    """
    token = cancel or CancelToken()
    token.check()
    findings = review(draft, engine).findings
    if has_errors(findings):
        raise LaunchBlocked(
            f"{draft.spec.name} cannot be launched",
            findings,
            fix="mend what is marked as error, then launch again",
        )
    key = engine.key(draft.spec.name)
    record = book.add_job(key, spec=draft.spec.as_json(), created=clock())
    return resume(record, draft.spec, engine, book, on_progress=on_progress, cancel=token, clock=clock)


def resume(
    record: Record,
    spec: JobSpec,
    engine: Engine,
    book: RunBook,
    *,
    on_progress: Callable[[LaunchProgress], None] = lambda progress: None,
    cancel: CancelToken | None = None,
    clock: Callable[[], float] = time.time,
) -> Record:
    """Call the engine for a job whose name is saved; after a lost answer it finds the job and starts no second one.

    Args:
        record: of the job, as `start` saved it.
        spec: with the launch id that stands in the record.
        engine: where it runs.
        book: that holds the record.
        on_progress: hears how far it is.
        cancel: stops before the job exists.
        clock: epoch seconds.

    Raises:
        TrainscopeError: as `start` does.
    """
    with book.launching(record.id), _outcome_saved(record, book, clock):
        engine.launch(spec, on_progress, cancel or CancelToken())
    return book.job(record.id)


@contextmanager
def _outcome_saved(record: Record, book: RunBook, clock: Callable[[], float]) -> Iterator[None]:
    """Write into the run book how a launch failed. An answer that was lost says nothing, so nothing is written.

    A book that cannot be written must not hide why the launch failed; a follower finds out that there is no job.
    """
    try:
        yield
    except EngineUnreachable:
        raise
    except TrainscopeError as error:
        with suppress(RunBookError):
            _close(record, book, str(error), clock(), stopped=isinstance(error, Cancelled))
        raise


def _close(record: Record, book: RunBook, reason: str, now: float, *, stopped: bool) -> None:
    """Store that the job ended before it began, unless a follower has stored something meanwhile."""
    stage = Stage.STOPPED if stopped else Stage.FAILED
    state = JobState(
        Status.STOPPED if stopped else Status.FAILED,
        stage,
        (Transition(stage, now, now, "the launch was cancelled" if stopped else "the launch failed"),),
        created=record.created,
        ended=now,
        failure_reason=None if stopped else clean(reason),
        hyperparameters=dict((record.spec or {}).get("hyperparameters", {})),
    )
    before = book.position(record.id)
    if before.state is None:
        book.store(
            record.id,
            old_cursor=before.cursor,
            cursor=before.cursor,
            state=state,
        )


def _name_findings(name: str) -> Iterator[Finding]:
    if NAME_PATTERN.fullmatch(name) is None:
        yield Finding(
            "error",
            "job-name",
            f"{clean(name, limit=80)!r} cannot be a job's name",
            why="SageMaker allows 1 to 63 letters, digits and single hyphens between them",
            fix="choose another name, such as ic-flowers-2",
        )
