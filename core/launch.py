"""The one way to start a job, shared by cockpit and command line: check, review, save the name, go.

The name is in the run book before the engine is called. So a program that dies in between leaves a record from
which the next one goes on (`core.resume`).
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from core.cancel import CancelToken
from core.config.dataset_json import as_json
from core.engine.transforming import is_batch
from core.errors import LaunchBlocked, UsageError
from core.finding import Finding, has_errors
from core.foresight.budget import expected_above
from core.job.hyperparameters import DataFacts, resolve
from core.job.spec import NAME_PATTERN, JobSpec, new_launch_id, new_name
from core.precedent import EARLIER, expect
from core.preflight import of_settings
from core.sending import sent
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
        dataset: read and split.
        name: the job's name; None makes one.
        given: hyperparameters as the user gave them, ``auto`` included (the form's, or a clone's).
        clock: epoch seconds, for the name.
    """
    values = dict(settings.hyperparameters if given is None else given)
    resolved = resolve(values, DataFacts.of(dataset))
    spec = JobSpec(
        name=new_name(dataset.root, clock()) if name is None else name,
        launch_id=new_launch_id(),
        dataset=dataset,
        hyperparameters=resolved,
        given=values,
        command=settings.local.command if settings.engine == "local" else None,
        data=as_json(settings.dataset),
    )
    return Draft(spec, (*_name_findings(spec.name), *of_settings(settings, dataset, resolved)))


def given_from(record: Record) -> dict[str, str]:
    """The hyperparameters an earlier job was given, ``auto`` still in them: what a clone starts from.

    A job that was attached to has no spec; what it was sent stands in its state.

    Raises:
        UsageError: nothing is known of the job's hyperparameters.
    """
    state = record.state
    if is_batch(record):
        raise UsageError(
            f"{record.key.name} is a batch transform: it was launched without hyperparameters",
            fix="start from a job that trains; a batch transform is launched with: trainscope transform JOB DIR",
        )
    if record.spec is None and state is not None and state.metrics:
        raise UsageError(
            f"{record.key.name} is a job of another algorithm: {clean(state.algorithm or 'an unknown one')}",
            fix="start from a job of the built-in image classification",
        )
    known = (record.spec or {}).get("given") or (state.hyperparameters if state else None)
    if not known:
        raise UsageError(
            f"the hyperparameters of {record.key.name} are not known",
            fix="look at the job once with: trainscope status",
        )
    return {str(name): str(value) for name, value in known.items()}


def review(
    draft: Draft,
    engine: Engine,
    book: RunBook,
    *,
    ceiling: float | None = None,
    on_progress: Callable[[LaunchProgress], None] = lambda progress: None,
    cancel: CancelToken | None = None,
) -> Review:
    """What a launch would do, by the engine, with the draft's findings in front; changes nothing.

    Args:
        draft: what would be launched.
        engine: where.
        book: tells what earlier jobs of its kind cost.
        ceiling: USD that it should not cost more than (`watch.cost_ceiling`).
        on_progress: hears how far the engine is.
        cancel: ends it.

    Raises:
        EngineError: the engine cannot say.
        Cancelled: the token was set.
    """
    found = engine.review(draft.spec, on_progress, cancel or CancelToken())
    found = expect(found, draft.spec, engine.capabilities.name, book.jobs(limit=EARLIER))
    dear = expected_above(found.expected, found.expected_basis, ceiling)
    return replace(found, findings=(*draft.findings, *found.findings, *([] if dear is None else [dear])))


def start(
    draft: Draft,
    engine: Engine,
    book: RunBook,
    *,
    reviewed: Review | None = None,
    on_progress: Callable[[LaunchProgress], None] = lambda progress: None,
    cancel: CancelToken | None = None,
    clock: Callable[[], float] = time.time,
) -> Record:
    """Launch the draft's job; returns its record in the run book.

    Args:
        draft: what to launch.
        engine: where.
        book: the name, the request and the data set's fingerprint are saved there before anything is sent.
        reviewed: what `review` said of the draft and the user has seen; None reviews it now.
        on_progress: hears how far it is.
        cancel: stops before the job exists; ``cancel(later=True)`` leaves the launch to be gone on with.
        clock: epoch seconds.

    Raises:
        LaunchBlocked: a finding of level error stands in the way; nothing was saved or started.
        UsageError: the run book knows another job of that name.
        EngineUnreachable: no answer; the job may have started, and `core.resume` finds out.
        EngineError: it could not be started; the record says so (Failed, with the reason).
        Cancelled: before the job existed; the record says so (Stopped).
    """
    token = cancel or CancelToken()
    token.check()
    if reviewed is None:
        reviewed = review(draft, engine, book, on_progress=on_progress, cancel=token)
    if has_errors(reviewed.findings):
        raise LaunchBlocked(
            f"{draft.spec.name} cannot be launched",
            reviewed.findings,
            fix="mend what is marked as error, then launch again",
        )
    spec = replace(draft.spec, request=reviewed.request, fingerprint=reviewed.fingerprint)
    key = engine.key(spec.name)
    saved = {**spec.as_json(), "resumes": engine.capabilities.resumes}
    record = book.add_job(key, spec=saved, created=clock())
    return sent(
        record, engine, book, lambda: engine.launch(spec, on_progress, token), cancel=token, clock=clock
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
