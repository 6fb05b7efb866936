"""How right a network's answers are, for one label per photo and for several."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from core.engine.local.channels import Label

    Floats = NDArray[np.float32]

YES = 0.5
"""Above this probability a class of several counts as said yes to."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What came of one batch.

    Args:
        photos: how many there were.
        asked: questions: one for each photo, or for each photo and class if there may be several labels.
        right: how many were answered right.
        in_k: photos whose label was among the k likeliest classes; 0 where k is not asked for.
    """

    photos: int
    asked: int
    right: int
    in_k: int = 0


def count(probabilities: Floats, labels: Sequence[Label], top_k: int | None = None) -> Answers:
    """Count the right answers.

    Args:
        probabilities: ``(n, classes)``.
        labels: ``n`` of them; with several labels each a 0 or 1 for every class.
        top_k: counts the photos whose label is among so many; for one label per photo only.
    """
    import numpy as np

    truth = np.array(labels)
    if truth.ndim == 2:
        return Answers(len(truth), truth.size, int(((probabilities > YES) == truth).sum()))
    places = ranks(probabilities, truth)
    in_k = int((places < top_k).sum()) if top_k else 0
    return Answers(len(truth), len(truth), int((places == 0).sum()), in_k)


def yeses(probabilities: Floats, labels: Sequence[Label]) -> NDArray[np.int64]:
    """How often yes was said of each class ``(3, classes)``: rightly, wrongly, and how often it is true.

    Args:
        probabilities: ``(n, classes)``.
        labels: of each photo, a 0 or 1 for every class.
    """
    import numpy as np

    truth = np.array(labels) == 1
    said = probabilities > YES
    counts: NDArray[np.int64] = np.stack([said & truth, said & ~truth, truth]).sum(axis=1)
    return counts


def ranks(probabilities: Floats, labels: NDArray[np.int64]) -> NDArray[np.int64]:
    """Where the label of each photo stands among the classes, likeliest first: 0 is right.

    Of equally likely classes the lower label comes first, so that a network that says nothing is not always right.
    """
    import numpy as np

    likeliest = np.argsort(-probabilities, axis=1, kind="stable")
    places: NDArray[np.int64] = (likeliest == labels[:, None]).argmax(axis=1)
    return places


def without_looking(labels: Sequence[Label]) -> tuple[float, float]:
    """The accuracy of always saying no, and of saying for each class what is true of more photos.

    Args:
        labels: of each photo, a 0 or 1 for every class.
    """
    import numpy as np

    truth = np.array(labels)
    share = truth.mean(axis=0)
    return float(1 - truth.mean()), float(np.maximum(share, 1 - share).mean())
