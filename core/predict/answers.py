"""What an endpoint says of a photo: the probabilities, and the label or labels they mean."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

YES = 0.5
"""From this probability on a label of several counts as given."""

Labels = tuple[int, ...]
"""The labels of a photo: one, or with several labels any number of them, ascending."""


@dataclass(frozen=True, slots=True)
class Prediction:
    """An endpoint's answer about a photo; a photo that has none stands here with its truth only.

    Args:
        path: as the user named it.
        probabilities: one for each class, in label order; empty where there is no answer.
        truth: the labels it really has; None where nobody says.
        several: whether a photo may have several labels.
    """

    path: str
    probabilities: tuple[float, ...] = ()
    truth: Labels | None = None
    several: bool = False

    @property
    def labels(self) -> Labels | None:
        """What is answered; None without an answer, or if it holds no number."""
        if not any(math.isfinite(value) for value in self.probabilities):
            return None
        if self.several:
            return tuple([label for label, value in enumerate(self.probabilities) if value >= YES])
        return (self.ranked(1)[0],)

    @property
    def right(self) -> bool | None:
        """Whether the answer is the truth, with several labels all of it; None where one is not known."""
        labels = self.labels
        return None if labels is None or self.truth is None else labels == self.truth

    def ranked(self, count: int | None = None) -> list[int]:
        """Labels by their probability, the likeliest first; of equal ones the lower label."""
        order = sorted(
            range(len(self.probabilities)),
            key=lambda label: (-_number(self.probabilities[label]), label),
        )
        return order[:count]

    def as_json(self, names: Sequence[str]) -> dict[str, object]:
        """The contract's JSON shape; with several labels, label, name and truth are lists.

        Args:
            names: of the classes in label order; may be too few.
        """
        labels = self.labels
        return {
            "path": self.path,
            "label": self._plain(labels),
            "name": self._plain(None if labels is None else tuple(name_of(label, names) for label in labels)),
            "probabilities": list(self.probabilities) or None,
            "truth": self._plain(self.truth),
        }

    def _plain(self, values: Sequence[object] | None) -> object:
        if values is None:
            return None
        return list(values) if self.several else values[0]


def name_of(label: int, names: Sequence[str]) -> str:
    """The name of a class; the label itself where it has none."""
    return names[label] if 0 <= label < len(names) else str(label)


def wrong_first(rows: Sequence[Prediction]) -> list[int]:
    """Places of the answers: wrong ones, the surest first, then photos without an answer, then the others in order."""

    def rank(place: int) -> tuple[int, float]:
        row = rows[place]
        if row.right is False:
            return 0, -_number(max((row.probabilities[label] for label in row.labels or ()), default=0.0))
        return (1 if row.labels is None else 2), 0.0

    return sorted(range(len(rows)), key=rank)


def bar_length(value: float, cells: int) -> int:
    """Cells of a bar for a part of a whole, 0 to 1; none for what is no number."""
    return round(cells * min(1.0, max(0.0, value))) if math.isfinite(value) else 0


def _number(value: float) -> float:
    return value if math.isfinite(value) else -math.inf
