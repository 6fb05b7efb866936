"""Which of a job's metrics the chart shows: validation accuracy, and for algorithms without it what comes nearest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.job.metrics import EPOCH_SECONDS, THROUGHPUT, TRAIN_ACCURACY, VALIDATION_ACCURACY
from core.job.progress import series
from core.text import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.job.metrics import MetricPoint

    Points = tuple[tuple[int, float], ...]

_NOT_CURVES = (THROUGHPUT, EPOCH_SECONDS)
_JUDGES = ("validation:", "valid:", "eval:", "test:")
"""What a metric's name begins with if it is of data that was not trained on; the first is preferred."""
_RISING = ("accuracy", "f1", "auc", "precision", "recall", "map", "dice", "iou", "mcc")
"""Words in the names of metrics of which more is better; of others no best is marked."""
_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Curves:
    """One or two curves.

    Args:
        front: (epoch, value) of what the job is judged by.
        back: the same of training beside it; may be empty.
        metrics: the names of both metrics, as they are stored; the second may be empty.
        labels: how the legend calls them.
        title: of the chart.
        judged: whether the highest value of the first is its best.
    """

    front: Points = ()
    back: Points = ()
    metrics: tuple[str, str] = (VALIDATION_ACCURACY, TRAIN_ACCURACY)
    labels: tuple[str, str] = ("validation", "train")
    title: str = "Validation accuracy"
    judged: bool = True


def curves(points: Sequence[MetricPoint]) -> Curves:
    """The curves to show of these points of one job."""
    counts: dict[str, int] = {}
    for point in points:
        counts[point.name] = counts.get(point.name, 0) + 1
    names = [name for name in counts if name not in _NOT_CURVES]
    if not names or VALIDATION_ACCURACY in names or TRAIN_ACCURACY in names:
        return Curves(tuple(series(points, VALIDATION_ACCURACY)), tuple(series(points, TRAIN_ACCURACY)))
    front = min(names, key=lambda name: (_rank(name), -counts[name], name))
    beside = f"train:{front.partition(':')[2]}"
    back = beside if beside in names and beside != front else ""
    title = clean(front, limit=_LONGEST_NAME)
    return Curves(
        tuple(series(points, front)),
        tuple(series(points, back)) if back else (),
        metrics=(front, back),
        labels=(clean(front.partition(":")[0], limit=_LONGEST_NAME) if back else title, "train"),
        title=title[:1].upper() + title[1:],
        judged=any(word in front.casefold() for word in _RISING),
    )


def _rank(name: str) -> int:
    return next((rank for rank, start in enumerate(_JUDGES) if name.startswith(start)), len(_JUDGES))
