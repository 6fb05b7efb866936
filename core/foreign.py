"""What an engine says, made safe before it is stored: every text goes through `core.text.clean`."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from core.engine.base import LogLine
from core.job.status import Link, MetricDefinition
from core.text import clean

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.engine.hosting import EndpointState
    from core.engine.sweeping import SweepJob, SweepState
    from core.job.status import JobState, TransformFacts

_LONGEST_NAME = 512


def clean_line(line: LogLine, clock: Callable[[], float]) -> LogLine:
    """The line with its text and stream made safe.

    The key is never shown and only has to stay the same; a time that is no number becomes now (`clock`).
    """
    return LogLine(
        key=line.key.encode("utf-8", "backslashreplace").decode(),
        stream=clean(line.stream, limit=_LONGEST_NAME),
        time=line.time if math.isfinite(line.time) else clock(),
        text=clean(line.text),
    )


def clean_state(state: JobState) -> JobState:
    """The state with all its texts made safe."""
    return replace(
        state,
        stage=clean(state.stage, limit=_LONGEST_NAME),
        transitions=tuple(
            replace(
                transition,
                stage=clean(transition.stage, limit=_LONGEST_NAME),
                message=clean(transition.message),
            )
            for transition in state.transitions
        ),
        failure_reason=_cleaned(state.failure_reason),
        hyperparameters={clean(name): clean(value) for name, value in state.hyperparameters.items()},
        instance_type=_cleaned(state.instance_type),
        model=_cleaned(state.model),
        advice=clean(state.advice),
        sweep=clean(state.sweep, limit=_LONGEST_NAME),
        algorithm=_cleaned(state.algorithm),
        channels={clean(name): clean(address) for name, address in state.channels.items()},
        transform=None if state.transform is None else _clean_transform(state.transform),
        links=tuple(Link(clean(link.label), clean(link.address)) for link in state.links),
        # An expression is matched, never shown: what cleaning changes would no longer match.
        metrics=tuple(
            MetricDefinition(
                clean(metric.name, limit=_LONGEST_NAME), metric.regex.encode("utf-8", "replace").decode()
            )
            for metric in state.metrics
        ),
    )


def _clean_transform(facts: TransformFacts) -> TransformFacts:
    # A path on this machine may be longer than a name.
    return facts._replace(job=clean(facts.job, limit=_LONGEST_NAME), output=clean(facts.output))


def clean_endpoint(state: EndpointState) -> EndpointState:
    """The state with all its texts made safe. The launch id is compared, never shown."""
    return replace(
        state,
        job=clean(state.job, limit=_LONGEST_NAME),
        failure_reason=clean(state.failure_reason),
        instance_type=_cleaned(state.instance_type),
        parts=tuple(map(clean, state.parts)),
        launch_id=state.launch_id.encode("utf-8", "backslashreplace").decode(),
        classes=tuple(clean(name, limit=_LONGEST_NAME) for name in state.classes),
    )


def clean_sweep(state: SweepState) -> SweepState:
    """The state with all its texts made safe. The launch id is compared, never shown."""
    return replace(
        state,
        ranges=tuple(
            row._replace(name=clean(row.name), values=tuple(map(clean, row.values))) for row in state.ranges
        ),
        strategy=clean(state.strategy),
        objective=clean(state.objective),
        best=None if state.best is None else clean_sweep_job(state.best),
        failure_reason=_cleaned(state.failure_reason),
        advice=clean(state.advice),
        launch_id=state.launch_id.encode("utf-8", "backslashreplace").decode(),
    )


def clean_sweep_job(job: SweepJob) -> SweepJob:
    """The job of a sweep with all its texts made safe; an objective that is no number is none."""
    objective = job.objective
    return replace(
        job,
        name=clean(job.name, limit=_LONGEST_NAME),
        values={clean(name): clean(value) for name, value in job.values.items()},
        objective=objective if objective is not None and math.isfinite(objective) else None,
        failure_reason=_cleaned(job.failure_reason),
    )


def _cleaned(text: str | None) -> str | None:
    return None if text is None else clean(text)
