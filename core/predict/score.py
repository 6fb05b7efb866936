"""How right the answers of an endpoint are: accuracy, each class, and what is taken for what. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.predict.answers import YES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.predict.answers import Prediction

EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class ClassScore:
    """One class of several that exclude each other.

    Args:
        label: its label.
        photos: that are of it.
        right: of these.
        said: photos that are taken for it.
    """

    label: int
    photos: int
    right: int
    said: int


@dataclass(frozen=True, slots=True)
class Confused:
    """Photos of one class that are taken for another.

    Args:
        truth: what they are.
        said: what they are taken for.
        photos: how many.
        examples: paths of the surest few.
    """

    truth: int
    said: int
    photos: int
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Score:
    """How right the answers are where one label is.

    Args:
        photos: with an answer and a truth.
        right: of these.
        top_k: how many labels count as an answer in `in_k`.
        in_k: photos whose truth is among the likeliest `top_k`.
        classes: every class that the endpoint knows, in label order.
        matrix: photos by truth (row) and answer (column).
        confused: the most frequent first.
    """

    photos: int
    right: int
    top_k: int
    in_k: int
    classes: tuple[ClassScore, ...]
    matrix: tuple[tuple[int, ...], ...]
    confused: tuple[Confused, ...]

    @property
    def accuracy(self) -> float:
        """Right answers by photos."""
        return self.right / self.photos


@dataclass(frozen=True, slots=True)
class LabelScore:
    """One label of several that a photo may have.

    Args:
        label: its label.
        true: photos that have it.
        said: photos that are said to have it.
        right: photos of both kinds.
    """

    label: int
    true: int
    said: int
    right: int

    @property
    def precision(self) -> float | None:
        """Of the photos that are said to have it, the part that has it; None if there are none."""
        return self.right / self.said if self.said else None

    @property
    def recall(self) -> float | None:
        """Of the photos that have it, the part of which it is said; None if there are none."""
        return self.right / self.true if self.true else None


@dataclass(frozen=True, slots=True)
class LabelsScore:
    """How right the answers are where a photo may have several labels.

    Args:
        photos: with an answer and a truth.
        whole: photos of which every label is right.
        accuracy: right answers by questions, a question for each photo and label, as training counts.
        labels: every label that the endpoint knows, in order.
    """

    photos: int
    whole: int
    accuracy: float
    labels: tuple[LabelScore, ...]


def score(predictions: Sequence[Prediction], top_k: int) -> Score | None:
    """Judge the answers whose truth is known; None if there are none.

    Args:
        predictions: of an endpoint whose labels exclude each other; those without answer or truth do not count.
        top_k: how many labels count as an answer in `Score.in_k`.
    """
    known = [row for row in predictions if row.right is not None]
    if not known:
        return None
    count = max(max(len(row.probabilities) for row in known), 1 + max(_first(row.truth) for row in known))
    nothing = (0,) * count
    rows: dict[int, list[int]] = {}  # of labels that some photo has; there may be far more that none has
    said_of = [0] * count
    mistakes: dict[tuple[int, int], list[Prediction]] = {}
    in_k = 0
    for row in known:
        truth, said = _first(row.truth), _first(row.labels)
        rows.setdefault(truth, [0] * count)[said] += 1
        said_of[said] += 1
        in_k += truth in row.ranked(top_k)
        if truth != said:
            mistakes.setdefault((truth, said), []).append(row)
    matrix = tuple(tuple(rows.get(label, nothing)) for label in range(count))
    return Score(
        photos=len(known),
        right=sum(matrix[label][label] for label in range(count)),
        top_k=top_k,
        in_k=in_k,
        classes=tuple(
            ClassScore(label, sum(rows.get(label, ())), matrix[label][label], said_of[label])
            for label in range(count)
        ),
        matrix=matrix,
        confused=_confused(mistakes),
    )


def score_labels(predictions: Sequence[Prediction]) -> LabelsScore | None:
    """Judge the answers of an endpoint that may give several labels; None if no truth is known."""
    known = [row for row in predictions if row.right is not None]
    if not known:
        return None
    count = max(len(row.probabilities) for row in known)
    true, said, right = [0] * count, [0] * count, [0] * count
    for row in known:
        real = set(row.truth or ())
        for label, value in enumerate(row.probabilities):
            true[label] += label in real
            said[label] += value >= YES
            right[label] += label in real and value >= YES
    wrong = sum(true) + sum(said) - 2 * sum(right)
    return LabelsScore(
        photos=len(known),
        whole=sum(row.right is True for row in known),
        accuracy=1 - wrong / (count * len(known)),
        labels=tuple(LabelScore(label, true[label], said[label], right[label]) for label in range(count)),
    )


def _first(labels: tuple[int, ...] | None) -> int:
    """The one label of a photo that has one."""
    assert labels
    return labels[0]


def _confused(mistakes: dict[tuple[int, int], list[Prediction]]) -> tuple[Confused, ...]:
    def surest(rows: list[Prediction], said: int) -> tuple[str, ...]:
        ordered = sorted(rows, key=lambda row: -row.probabilities[said])
        return tuple(row.path for row in ordered[:EXAMPLES])

    ordered = sorted(mistakes.items(), key=lambda item: (-len(item[1]), item[0]))
    return tuple(Confused(*pair, len(rows), surest(rows, pair[1])) for pair, rows in ordered)
