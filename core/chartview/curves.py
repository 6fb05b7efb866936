"""What a chart draws: the points of one metric of one job, with those of training beside it."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from core.chartview import metrics
from core.job.metrics import TRAIN_ACCURACY, VALIDATION_ACCURACY
from core.job.progress import of_one_host

if TYPE_CHECKING:
    from core.chartview.hosts import HostTrace
    from core.chartview.metrics import Goal
    from core.job.metrics import MetricPoint


@dataclass(frozen=True, slots=True)
class ChartData:
    """All there is of a job to draw.

    Args:
        points: its metric points, in the order stored.
        hosts: how busy its hosts were, as far as it was seen.
        epochs: how many epochs it is to run; None if unknown, or if no more will come.
        steps: batches per epoch and host, None if unknown.
    """

    points: tuple[MetricPoint, ...] = ()
    hosts: tuple[HostTrace, ...] = ()
    epochs: int | None = None
    steps: int | None = None

    @property
    def choices(self) -> tuple[str, ...]:
        """The names of all that can be shown, what the job is judged by first."""
        return (*metrics.choices(self.points), *(trace.name for trace in self.hosts))


@dataclass(frozen=True, slots=True)
class Curves:
    """One or two curves.

    Args:
        front: the points of the metric, in epoch order.
        back: those of the same metric in training, beside it; may be empty.
        metrics: the names of both metrics, as they are stored; the second may be empty.
        labels: how the legend calls them.
        title: of the chart.
        goal: which of the first one's values is its best.
        clocked: whether the points belong to times and to no epoch.

    Attributes:
        best: the best point of the first one, None without a finite value or a goal; found once, as each key draws it.
        broken: the points of the first one whose value is no number.
        lows: those that a logarithmic axis cannot show: finite, and not above zero.
    """

    front: tuple[MetricPoint, ...] = ()
    back: tuple[MetricPoint, ...] = ()
    metrics: tuple[str, str] = (VALIDATION_ACCURACY, TRAIN_ACCURACY)
    labels: tuple[str, str] = ("validation", "train")
    title: str = "Validation accuracy"
    goal: Goal | None = "highest"
    clocked: bool = False
    best: MetricPoint | None = field(init=False, compare=False)
    broken: tuple[MetricPoint, ...] = field(init=False, compare=False)
    lows: tuple[MetricPoint, ...] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "best", metrics.best_of(self.front, self.goal))
        object.__setattr__(self, "broken", tuple(metrics.broken(self.front)))
        lows = [point for point in self.front if -math.inf < point.value <= 0]
        object.__setattr__(self, "lows", tuple(lows))

    @property
    def lead(self) -> tuple[MetricPoint, ...]:
        """The points that a crosshair steps along."""
        return self.front or self.back


def curves(data: ChartData, metric: str = "") -> Curves:
    """The curves of a metric; of what the job is judged by if there is no such metric."""
    for trace in data.hosts:
        if trace.name == metric:
            return of_trace(trace)
    names = metrics.choices(data.points)
    front = metric if metric in names else names[0]
    # A model is judged by validation: without it the chart stays that chart, with training alone in it.
    back = TRAIN_ACCURACY if front == VALIDATION_ACCURACY else metrics.twin(front, names)
    return Curves(
        tuple(of_one_host(data.points, front)),
        tuple(of_one_host(data.points, back)) if back else (),
        metrics=(front, back),
        labels=(metrics.short_name(front) if back else metrics.label(front), "train"),
        title=metrics.title(front),
        goal=metrics.goal(front),
    )


def of_trace(trace: HostTrace) -> Curves:
    """The curve of a part of a host."""
    return Curves(
        trace.points,
        metrics=(trace.name, ""),
        labels=(trace.name, ""),
        title=f"{trace.name}, part in use",
        goal=None,
        clocked=True,
    )
