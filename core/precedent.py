"""What a job will probably cost, by the newest earlier job of its kind in the run book.

Of its kind: the same engine, instances and network, so that an image costs the same. Training is scaled by epochs and
images; downloading and starting up are taken as they were.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from core.job.status import Stage, Status
from core.times import duration

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from core.engine.base import Review
    from core.job.spec import JobSpec
    from core.job.status import JobState
    from core.runs import Record

_OF_ITS_KIND = (("num_layers", "152"), ("image_shape", "3,224,224"), ("precision_dtype", "float32"))
"""Hyperparameters that must be equal, with what counts where they are not sent (core/job/hyperparameters.yaml)."""
EARLIER = 200
"""Jobs that are looked through."""


def expect(review: Review, spec: JobSpec, engine: str, records: Iterable[Record]) -> Review:
    """The review with what the job will probably cost; unchanged where no earlier job tells, or the price is unknown.

    Args:
        review: of the engine; names instances and price.
        spec: of the job.
        engine: its name.
        records: of the run book, newest first.
    """
    if review.price_per_hour is None or not review.instance_type:
        return review
    for record in records:
        state = record.state
        if state is None or record.key.engine != engine or not _alike(state, review, spec):
            continue
        seconds = _seconds(state, spec.hyperparameters)
        if seconds is not None:
            return replace(
                review,
                expected=review.price_per_hour * seconds / 3600,
                expected_basis=f"{duration(seconds)} by {record.key.name}, which took "
                f"{duration(state.billable_seconds or 0)} on the same instances",
            )
    return review


def _alike(state: JobState, review: Review, spec: JobSpec) -> bool:
    return (
        state.status is Status.COMPLETED
        and not state.metrics
        and state.transform is None
        and (state.instance_type, state.instance_count) == (review.instance_type, review.instance_count)
        and all(
            state.hyperparameters.get(name, usual) == spec.hyperparameters.get(name, usual)
            for name, usual in _OF_ITS_KIND
        )
    )


def _seconds(state: JobState, values: Mapping[str, str]) -> float | None:
    """Billable seconds per instance of a job with these hyperparameters, if it ran as fast as that one."""
    before, now = _images(state.hyperparameters), _images(values)
    if not state.billable_seconds or not before or not now or state.spot:
        return None
    training = sum(
        step.end - step.start
        for step in state.transitions
        if step.stage == Stage.TRAINING and step.end is not None
    )
    training = min(training, float(state.billable_seconds))
    return state.billable_seconds - training + training * now / before


def _images(values: Mapping[str, str]) -> int | None:
    """How many images the job looks at in all its epochs."""
    try:
        return int(values.get("epochs", "30")) * int(values["num_training_samples"])
    except (KeyError, ValueError):
        return None
