"""What the log says of several labels per photo beyond the container's lines: what to measure accuracy by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.engine.local import answers, weighting
from core.text import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from core.engine.local.channels import Label
    from core.engine.local.weighting import Weights

_LABELS_TOLD = 10
_NAME_LENGTH = 40


def yardstick_line(validation: Sequence[Label]) -> str:
    """What needs no network at all, to measure the accuracy of several labels by.

    Args:
        validation: of each photo that validates, a 0 or 1 for every class.
    """
    always_no, commoner = answers.without_looking(validation)
    return (
        f"Without looking at the validation photos: always no: {always_no:.6f}, "
        f"the commoner answer of each class: {commoner:.6f}"
    )


def labels_line(classes: Sequence[str], yeses: NDArray[np.int64]) -> str:
    """How often each label was found, which the mean over the classes does not show.

    Args:
        classes: names in label order.
        yeses: as `core.engine.local.answers.yeses` gives them.
    """
    right, wrong, true = yeses.tolist()
    told = [
        f"{clean(name, limit=_NAME_LENGTH)} {right[label]} of {true[label]} found, {wrong[label]} said wrongly"
        for label, name in enumerate(classes[:_LABELS_TOLD])
    ]
    more = [f"{len(classes) - _LABELS_TOLD} more"] if len(classes) > _LABELS_TOLD else []
    return f"Labels of the validation photos: {'; '.join([*told, *more])}"


def weight_line(weights: Weights) -> str:
    """How much answers count in the weighted loss."""
    yes, no = (f"{values.min():.2f} to {values.max():.2f}" for values in (weights.yes, weights.no))
    return (
        f"use_weighted_loss: in each class the photos with the label weigh as much as those without: "
        f"a yes counts {yes}, a no {no} (at most {weighting.MOST:g})"
    )
