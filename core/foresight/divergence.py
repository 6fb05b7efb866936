"""Learning that has come apart: values that are no numbers, and curves that lost what they had gained."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from core.finding import Finding
from core.job.metrics import EPOCH_SECONDS, THROUGHPUT, TRAIN_ACCURACY, VALIDATION_ACCURACY
from core.job.progress import series

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.foresight.course import Course, Curve

_EPOCHS = 3
"""Epochs in a row that must be far off: one alone is an accident."""
_HALF = 0.5
"""Of what was gained, that must be lost again."""
_LEAST_DROP = 0.1
_NO_CURVES = (EPOCH_SECONDS, THROUGHPUT)
_LOSS = "loss"
_FIX = "start one with a lower learning_rate, such as a tenth"


def not_a_number(course: Course) -> Iterator[Finding]:
    """A finding for each metric that is no number, or infinite, at its newest epoch."""
    bad: dict[str, set[int]] = {}
    newest: dict[str, tuple[int, float]] = {}
    for point in course.points:
        if point.name in _NO_CURVES:
            continue
        if point.epoch >= newest.get(point.name, (-1, 0.0))[0]:
            newest[point.name] = (point.epoch, point.value)
        if not math.isfinite(point.value):
            bad.setdefault(point.name, set()).add(point.epoch)
    for name, places in sorted(bad.items()):
        if math.isfinite(newest[name][1]):
            continue
        what = "not a number" if math.isnan(newest[name][1]) else "infinite"
        yield Finding(
            "error",
            "not-a-number",
            f"{name} is {what} since {course.unit} {_since(places)}",
            why="weights that are not numbers stay so: nothing more is learned, and the job is paid for to its end",
            fix=course.advice(_FIX),
        )


def _since(places: set[int]) -> int:
    """The first of those that follow each other up to the last."""
    first = max(places)
    while first - 1 in places:
        first -= 1
    return first


def diverging(course: Course) -> Finding | None:
    """Whether a curve has lost most of what it had gained, for several epochs."""
    names = {point.name for point in course.points}
    losses = sorted(name for name in names if _LOSS in name)
    for name, curve in (
        (TRAIN_ACCURACY, course.training),
        (VALIDATION_ACCURACY, course.validation),
        *((name, series(course.points, name)) for name in losses),
    ):
        if (found := _fallen(course, name, curve)) is not None:
            return found
    return None


def _fallen(course: Course, name: str, curve: Curve) -> Finding | None:
    numbers = [(epoch, value) for epoch, value in curve if math.isfinite(value)]
    if len(numbers) <= _EPOCHS:
        return None
    sign = -1.0 if _LOSS in name else 1.0
    heights = [sign * value for _, value in numbers]
    best = max(heights)
    drop = max(_HALF * (best - heights[0]), _LEAST_DROP if sign > 0 else _LEAST_DROP * abs(best))
    if any(height >= best - drop for height in heights[-_EPOCHS:]):
        return None
    far = [value for _, value in numbers[-_EPOCHS:]]
    extreme = f"at most {max(far):.4f}" if sign > 0 else f"at least {min(far):.4f}"
    epoch = numbers[heights.index(best)][0]
    return Finding(
        "warning",
        "diverging",
        f"{name} has been {extreme} for {_EPOCHS} {course.unit}s or more; its best was {sign * best:.4f} at "
        f"{course.unit} {epoch}",
        why="what was learned is lost again, mostly because the learning rate is too high; it seldom comes back",
        fix=course.advice(_FIX),
    )
