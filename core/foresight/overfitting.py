"""Photos learned by heart: the training photos get ever better answers, the others do not."""

from __future__ import annotations

import math
from statistics import fmean
from typing import TYPE_CHECKING

from core.finding import Finding
from core.foresight.curve import smoothed, trend

if TYPE_CHECKING:
    from core.foresight.course import Course

_FEWEST = 10
"""Epochs since the best level that are looked at."""
_SMOOTH = 3
_SURE = 2.5
"""Standard errors by which one must have fallen and the other risen."""
_FALL = 0.02
_RISE = 0.02
_RECENT = 5
_GAP = 0.25
"""Between the two accuracies, where validation has learned nothing."""
_NOTHING = 0.03

_WHY = "the network learns the training photos by heart: what it gains there does not hold for photos it has not seen"


def overfitting(course: Course) -> Finding | None:
    """Whether training accuracy rises while validation accuracy falls, or never rose.

    Nothing is said of other algorithms, whose values belong to no epochs.
    """
    if course.state is not None and course.state.metrics:
        return None
    training = dict(course.training)
    pairs = [
        (epoch, training[epoch], value)
        for epoch, value in course.validation
        if epoch in training and math.isfinite(value) and math.isfinite(training[epoch])
    ]
    if len(pairs) < _FEWEST:
        return None
    return _falling(course, pairs) or _nothing_learned(course, pairs)


def _falling(course: Course, pairs: list[tuple[int, float, float]]) -> Finding | None:
    """Since validation was at its best, on the mean of a few epochs."""
    levels = smoothed([value for _, _, value in pairs], _SMOOTH)
    since = pairs[levels.index(max(levels)) :]
    if len(since) < _FEWEST:
        return None
    training, validation = trend([row[1] for row in since]), trend([row[2] for row in since])
    if not (validation.sure <= -_SURE and training.sure >= _SURE):
        return None
    if validation.change > -_FALL or training.change < _RISE:
        return None
    return Finding(
        "warning",
        "overfitting",
        f"since epoch {since[0][0]} validation accuracy has fallen by {-validation.change:.2f}, while training "
        f"accuracy has grown by {training.change:.2f} to {since[-1][1]:.2f}",
        why=_WHY,
        fix=course.advice(
            "try augmentation_type, a higher weight_decay or more photos: the best epoch is over"
        ),
    )


def _nothing_learned(course: Course, pairs: list[tuple[int, float, float]]) -> Finding | None:
    """Training accuracy is high, and validation accuracy where it was at the start."""
    recent = pairs[-_RECENT:]
    training, validation = fmean(row[1] for row in recent), fmean(row[2] for row in recent)
    if training - validation < _GAP or validation - fmean(row[2] for row in pairs[:_SMOOTH]) > _NOTHING:
        return None
    return Finding(
        "warning",
        "overfitting",
        f"training accuracy is {training:.2f}, validation accuracy {validation:.2f}: no better than in the first "
        f"epochs (means of {_RECENT})",
        why=_WHY,
        fix=course.advice(
            "look whether both parts have the same classes under the same labels (trainscope dataset), then try "
            "augmentation_type, use_pretrained_model or more photos"
        ),
    )
