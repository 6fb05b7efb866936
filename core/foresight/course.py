"""The course of a job so far, laid out for those who judge it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.job.answering import how_far
from core.job.cost import cost_by
from core.job.logfacts import LogFacts
from core.job.metrics import TRAIN_ACCURACY, VALIDATION_ACCURACY
from core.job.progress import series
from core.job.restarts import still_valid
from core.job.status import Stage

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from core.job.cost import Cost
    from core.job.metrics import MetricPoint
    from core.job.progress import Progress
    from core.job.status import JobState

Curve = list[tuple[int, float]]
"""(epoch, value) in epoch order."""


@dataclass(frozen=True, slots=True)
class Course:
    """A job so far.

    Args:
        state: what the engine said last; None if it was not asked.
        facts: what the log has said.
        points: without those that a restart has made void.
        now: epoch seconds.
        progress: how far it is.
        cost: what it costs; None on no instance.
        validation: validation accuracy.
        training: accuracy of the photos that train.
    """

    state: JobState | None
    facts: LogFacts
    points: Sequence[MetricPoint]
    now: float
    progress: Progress
    cost: Cost | None
    validation: Curve
    training: Curve

    @property
    def given(self) -> Mapping[str, str]:
        """The job's hyperparameters."""
        return self.state.hyperparameters if self.state is not None else {}

    @property
    def goes_on(self) -> bool:
        """Whether epochs are still to come, so that stopping would change something."""
        if self.state is not None and (
            self.state.status.terminal or self.state.stage in (Stage.STOPPING, Stage.UPLOADING)
        ):
            return False
        return self.progress.eta_seconds != 0.0

    @property
    def unit(self) -> str:
        """What a point belongs to: the lines of other algorithms name no epoch, their values are counted."""
        return "value" if self.state is not None and self.state.metrics else "epoch"

    def advice(self, text: str) -> str:
        """What to do: to stop the job before that, while it goes on."""
        return f"stop the job and {text}" if self.goes_on else text


def course_of(
    state: JobState | None, facts: LogFacts | None, points: Sequence[MetricPoint], now: float
) -> Course:
    """The course of a job.

    Args:
        state: what the engine said last.
        facts: what the log has said.
        points: all points so far, of all streams.
        now: epoch seconds.
    """
    facts = facts or LogFacts()
    done = how_far(state, facts, points, now)
    valid = still_valid(points)
    return Course(
        state,
        facts,
        valid,
        now,
        done,
        cost_by(state, done, now),
        series(valid, VALIDATION_ACCURACY),
        series(valid, TRAIN_ACCURACY),
    )
