"""A curve that no longer grows: what is still to come will probably not make the model better.

The curve of a few hundred validation photos jumps about by more than it grows: one high value proves nothing. So two
things must hold: no epoch brought a gain for long, and the level of these epochs is not above that of those before.
"""

from __future__ import annotations

import math
from statistics import fmean
from typing import TYPE_CHECKING

from core.finding import Finding
from core.foresight.curve import noise
from core.foresight.words import long, saving
from core.job.earlystop import EarlyStopping, Patience, after_epoch

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.foresight.course import Course, Curve

USUAL_TOLERANCE = 0.001
"""Relative gain that is none, where the job gives no ``early_stopping_tolerance``."""
_FEWEST, _MOST = 5, 10
"""Epochs without a gain that are waited for: a third of all, within these bounds."""
_BEFORE = 3
"""Epochs before those that are needed to compare with."""
WORTH_SECONDS = 60.0
"""Stopping must save so much: nobody minds less."""


def plateau(course: Course) -> Finding | None:
    """Whether validation accuracy has stopped growing, and what stopping now saves.

    Nothing is said of a job that stops early by itself, of one whose learning rate is still lowered or was just now, or
    where less than a minute is left.
    """
    left = course.progress.eta_seconds
    if not course.goes_on or course.facts.early_stopping or left is None or left < WORTH_SECONDS:
        return None
    tolerance = _tolerance(course)
    waited = epochs_without_gain(course.validation, tolerance, course.progress.epochs)
    if waited is None or _rate_changes(course, waited):
        return None
    finite = [(epoch, value) for epoch, value in course.validation if math.isfinite(value)]
    epoch, best = max(finite, key=lambda point: (point[1], -point[0]))
    return Finding(
        "warning",
        "plateau",
        f"validation accuracy has not grown by more than {100 * tolerance:g} % for {waited} epochs: the best is "
        f"{best:.4f} at epoch {epoch}; stopping now saves {long(left)}{saving(course.cost)}",
        why="the epochs that are left will probably not make the model better, and are paid for all the same",
        fix="stop the job: the model stored by then is kept; another learning_rate or more photos may go beyond",
    )


def epochs_without_gain(curve: Curve, tolerance: float, epochs: int | None) -> int | None:
    """For how many epochs the curve has been flat; None if it is not.

    Args:
        curve: accuracies.
        tolerance: relative gain that is none.
        epochs: how many there shall be.
    """
    patience = min(_MOST, max(_FEWEST, (epochs or 3 * _MOST) // 3))
    rule, state = EarlyStopping(-1, patience, tolerance), Patience()
    enough = False
    for epoch, value in curve:
        if math.isfinite(value):
            state, enough = after_epoch(state, rule, epoch, value)
    values = [value for _, value in curve if math.isfinite(value)]
    return state.waited if enough and _is_level(values, patience) else None


def _is_level(values: Sequence[float], width: int) -> bool:
    """Whether the mean of the last values is not above that of those before by more than its standard error."""
    newest, before = values[-width:], values[-2 * width : -width]
    if len(before) < _BEFORE:
        return False
    error = noise(values[-2 * width :]) * math.sqrt(1 / len(newest) + 1 / len(before))
    return fmean(newest) - fmean(before) <= error


def _tolerance(course: Course) -> float:
    try:
        given = float(course.given.get("early_stopping_tolerance", ""))
    except ValueError:
        return USUAL_TOLERANCE
    return given if 0 < given < 1 else USUAL_TOLERANCE


def _rate_changes(course: Course, waited: int) -> bool:
    """Whether the learning rate is lowered later, or was within the epochs that have been waited for."""
    last = course.validation[-1][0]
    steps = [
        int(part) for part in course.given.get("lr_scheduler_step", "").split(",") if part.strip().isdecimal()
    ]
    return any(step > last - waited for step in steps)
