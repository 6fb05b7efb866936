"""Which metrics of a job there are to show, which comes first, what they are called, and which value is best."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING, Literal

from core.job.metrics import EPOCH_SECONDS, THROUGHPUT, TRAIN_ACCURACY, VALIDATION_ACCURACY
from core.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from core.job.metrics import MetricPoint

Goal = Literal["highest", "lowest"]

_OF_TRAINING = "train:"
_JUDGES = ("validation:", "valid:", "eval:", "test:")
"""What a metric's name begins with if it is of data that was not trained on; the first is preferred."""
_RISING = ("accuracy", "f1", "auc", "precision", "recall", "map", "dice", "iou", "mcc")
"""Words in the names of metrics of which more is better."""
_FALLING = ("loss", "error", "rmse", "mse", "mae", "perplexity", "entropy")
"""Words in the names of metrics of which less is better; of all others no best is marked."""
_TITLES = {
    VALIDATION_ACCURACY: "Validation accuracy",
    TRAIN_ACCURACY: "Train accuracy",
    THROUGHPUT: "Throughput, samples/s",
    EPOCH_SECONDS: "Seconds per epoch",
}
_NOT_JUDGED = (THROUGHPUT, EPOCH_SECONDS)
_LONGEST_NAME = 60


def choices(points: Iterable[MetricPoint]) -> tuple[str, ...]:
    """The metrics of a job in the order in which they are offered: what it is judged by first, speed and time last."""
    counts = Counter([point.name for point in points])
    if not set(counts) - set(_NOT_JUDGED) or {VALIDATION_ACCURACY, TRAIN_ACCURACY} & set(counts):
        counts.setdefault(VALIDATION_ACCURACY, 0)
    return tuple(sorted(counts, key=lambda name: (_rank(name), -counts[name], name)))


def twin(name: str, names: Sequence[str]) -> str:
    """The same metric of the photos that train, drawn beside it; empty if there is none."""
    beside = _OF_TRAINING + name.partition(":")[2]
    return beside if beside in names and beside != name else ""


def title(name: str) -> str:
    """What a chart of this metric is called."""
    found = label(name)
    return found[:1].upper() + found[1:]


def label(name: str) -> str:
    """What the legend calls a metric that stands alone."""
    return _TITLES.get(name) or clean(name, limit=_LONGEST_NAME)


def short_name(name: str) -> str:
    """What the legend calls a metric that has a twin: the part that tells them apart."""
    return clean(name.partition(":")[0], limit=_LONGEST_NAME)


def goal(name: str) -> Goal | None:
    """Whether the highest or the lowest value of a metric is its best; None if neither is known to be."""
    known = name.casefold()
    if any(word in known for word in _RISING):
        return "highest"
    return "lowest" if any(word in known for word in _FALLING) else None


def best_of(points: Sequence[MetricPoint], wanted: Goal | None) -> MetricPoint | None:
    """The best point, the earliest of equals; None without a finite value or a goal."""
    values = [point.value for point in points]
    finite = values if math.isfinite(sum(values)) else list(filter(math.isfinite, values))
    if wanted is None or not finite:
        return None
    return points[values.index((max if wanted == "highest" else min)(finite))]


def broken(points: Sequence[MetricPoint]) -> list[MetricPoint]:
    """The points whose value is no number."""
    if math.isfinite(sum([point.value for point in points])):
        return []
    return [point for point in points if not math.isfinite(point.value)]


def number(value: float) -> str:
    """A value as people read it: four decimals of an accuracy, fewer of large numbers."""
    size = abs(value)
    if not math.isfinite(value):
        return str(value)
    if 0 < size < 0.001:
        return f"{value:.2e}"
    return f"{value:.4f}" if size < 10 else f"{value:.1f}" if size < 10_000 else f"{value:,.0f}"


def _rank(name: str) -> int:
    if name == VALIDATION_ACCURACY:
        return 0
    if name in _NOT_JUDGED:
        return len(_JUDGES) + 3
    if name.startswith(_OF_TRAINING):
        return len(_JUDGES) + 2
    return next((rank for rank, start in enumerate(_JUDGES, 1) if name.startswith(start)), len(_JUDGES) + 1)
