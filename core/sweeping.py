"""The one way to start a sweep, shared by cockpit and command line: check, review, save the name, go.

As with a job (`core.launch`), the name is in the run book before the engine is called; `core.sweep.goingon` goes on
with a start that was interrupted.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from core.cancel import CancelToken
from core.config.dataset_json import as_json
from core.engine.sweeping import Strategy, Sweep
from core.errors import LaunchBlocked
from core.finding import Finding, by_severity, has_errors
from core.foresight.budget import expected_above
from core.job.hyperparameters import DataFacts, resolve
from core.job.spec import LONGEST_SWEEP_NAME, NAME_PATTERN, JobSpec, new_launch_id, new_sweep_name
from core.precedent import EARLIER, expect
from core.preflight import of_machines
from core.sweep.checking import number_of_combinations, of_budget, of_values_at_ends
from core.sweep.ranges import parse_range, proposed
from core.sweep.sending import sent
from core.text import clean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from core.config import Settings
    from core.dataset.model import DataSet
    from core.engine.base import LaunchProgress, Review
    from core.engine.sweeping import SweepEngine
    from core.runs import RunBook, SweepRecord
    from core.sweep.ranges import Range

USUAL = "learning_rate"
"""What is swept where nothing else is said."""


@dataclass(frozen=True, slots=True)
class SweepDraft:
    """A sweep that could be started, and what was found about it before any engine was asked."""

    sweep: Sweep
    findings: tuple[Finding, ...] = ()

    def with_findings(self, more: Iterable[Finding]) -> SweepDraft:
        """The same draft, knowing also what was found in the photos."""
        return replace(self, findings=(*self.findings, *more))


def ranges_of(texts: Mapping[str, str]) -> tuple[Range, ...]:
    """The ranges of hyperparameters by name, as a person or a file gives them; without any, the usual one.

    Raises:
        ValueError: with a sentence, as `core.sweep.ranges.parse_range`.
    """
    if not texts:
        return (proposed(USUAL),)
    return tuple(parse_range(name, text) for name, text in texts.items())


def prepare(
    settings: Settings,
    dataset: DataSet,
    *,
    ranges: Sequence[Range],
    jobs: int,
    parallel: int,
    strategy: Strategy,
    early_stopping: bool,
    name: str | None = None,
    given: Mapping[str, str] | None = None,
    clock: Callable[[], float] = time.time,
) -> SweepDraft:
    """The sweep that these settings and this data set make, checked at the ends of each range.

    Args:
        settings: their hyperparameters count unless `given` does; their local command goes along.
        dataset: read and split.
        ranges: what is tried, each hyperparameter once.
        jobs: how many there will be at most; a grid has as many as there are combinations, if that is fewer.
        parallel: how many at a time.
        strategy: how values are chosen.
        early_stopping: whether jobs that will not be better are stopped.
        name: of the sweep; None makes one.
        given: hyperparameters as the user gave them, ``auto`` included.
        clock: epoch seconds, for the name.
    """
    values = dict(settings.hyperparameters if given is None else given)
    facts = DataFacts.of(dataset)
    combinations = number_of_combinations(ranges)
    if strategy == "Grid" and combinations is not None and combinations < jobs:
        jobs, parallel = combinations, min(parallel, combinations)
    job = JobSpec(
        name=new_sweep_name(dataset.root, clock()) if name is None else name,
        launch_id=new_launch_id(),
        dataset=dataset,
        hyperparameters=resolve(values, facts),
        given=values,
        command=settings.local.command if settings.engine == "local" else None,
        data=as_json(settings.dataset),
    )
    found = by_severity(
        [
            *_name_findings(job.name),
            *of_budget(ranges, jobs, parallel, strategy),
            *of_values_at_ends(settings, values, ranges, facts),
            *of_machines(settings),
        ]
    )
    sweep = Sweep(job, tuple(ranges), jobs, parallel, strategy, early_stopping)
    return SweepDraft(sweep, (*dataset.findings, *found))


def review(
    draft: SweepDraft,
    engine: SweepEngine,
    book: RunBook,
    *,
    ceiling: float | None = None,
    on_progress: Callable[[LaunchProgress], None] = lambda progress: None,
    cancel: CancelToken | None = None,
) -> Review:
    """What a sweep would send and cost, by the engine, with the draft's findings in front; changes nothing.

    Args:
        draft: what would be started.
        engine: where.
        book: tells what earlier jobs of its kind cost.
        ceiling: USD that it should not cost more than (`watch.cost_ceiling`).
        on_progress: hears how far the engine is.
        cancel: ends it.

    Raises:
        EngineError: the engine cannot say.
        Cancelled: the token was set.
    """
    sweep = draft.sweep
    found = engine.review_sweep(sweep, on_progress, cancel or CancelToken())
    found = _expected(found, sweep, engine.capabilities.name, book)
    dear = expected_above(found.expected, found.expected_basis, ceiling)
    if dear is not None:
        fix = "fewer jobs, fewer epochs or a cheaper instance cost less; or raise watch.cost_ceiling"
        dear = replace(dear, fix=fix)
    return replace(found, findings=(*draft.findings, *found.findings, *([] if dear is None else [dear])))


def start(
    draft: SweepDraft,
    engine: SweepEngine,
    book: RunBook,
    *,
    reviewed: Review,
    on_progress: Callable[[LaunchProgress], None] = lambda progress: None,
    cancel: CancelToken | None = None,
    clock: Callable[[], float] = time.time,
) -> SweepRecord:
    """Start the draft's sweep; returns its record in the run book.

    Args:
        draft: what to start.
        engine: where.
        book: name, request and fingerprint are saved there before anything is sent.
        reviewed: what `review` said of it and the user has seen.
        on_progress: hears how far it is.
        cancel: stops before the sweep exists; ``cancel(later=True)`` leaves it to be gone on with.
        clock: epoch seconds.

    Raises:
        LaunchBlocked: a finding of level error stands in the way; nothing was saved or started.
        UsageError: the run book knows another sweep of that name.
        EngineUnreachable: no answer; the sweep may have started, and `core.sweep.goingon` finds out.
        EngineError: it could not be started; the record says so (Failed, with the reason).
        Cancelled: before the sweep existed; the record says so (Stopped).
    """
    token = cancel or CancelToken()
    token.check()
    if has_errors(reviewed.findings):
        raise LaunchBlocked(
            f"{clean(draft.sweep.job.name)} cannot be started",
            reviewed.findings,
            fix="mend what is marked as error, then start the sweep again",
        )
    job = replace(draft.sweep.job, request=reviewed.request, fingerprint=reviewed.fingerprint)
    sweep = replace(draft.sweep, job=job)
    record = book.sweeps.add(engine.key(job.name), spec=sweep.as_json(), created=clock())
    return sent(
        record, engine, book, lambda: engine.start_sweep(sweep, on_progress, token), cancel=token, clock=clock
    )


def _expected(found: Review, sweep: Sweep, engine: str, book: RunBook) -> Review:
    """The review with what all jobs together will probably cost, by the newest earlier job of their kind."""
    if found.price_per_hour is None:
        return found
    price = found.price_per_hour / sweep.parallel
    one = expect(replace(found, price_per_hour=price), sweep.job, engine, book.jobs(limit=EARLIER))
    if one.expected is None:
        return found
    basis = f"{sweep.jobs} jobs of {one.expected_basis}"
    return replace(found, expected=one.expected * sweep.jobs, expected_basis=basis)


def _name_findings(name: str) -> Iterator[Finding]:
    if NAME_PATTERN.fullmatch(name) is None or len(name) > LONGEST_SWEEP_NAME:
        yield Finding(
            "error",
            "sweep-name",
            f"{clean(name, limit=80)!r} cannot be a sweep's name",
            why=f"SageMaker allows 1 to {LONGEST_SWEEP_NAME} letters, digits and single hyphens between them",
            fix="choose another name, such as flowers-2",
        )
