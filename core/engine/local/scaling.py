"""How features become the network's input; learned from the training photos alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.engine.local import features

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

INPUT_LENGTH = 2.0
"""The root mean square length of a network input. At 2 the container's default rate of 0.1 learns fast and does not
diverge, and so do 0.01 and 0.5 (docs/decisions/0004-baseline.md), so the rate is used as it is given."""
_TINY = 1e-6


@dataclass(frozen=True, slots=True)
class Scaling:
    """How features become the network's input: ``(features - mean) * scale``, each ``(number of features,)``."""

    mean: Floats
    scale: Floats

    def apply(self, values: Floats) -> Floats:
        """Scaled features."""
        scaled: Floats = (values - self.mean) * self.scale
        return scaled


def learn(batches: Iterable[Floats]) -> Scaling:
    """Means of the features, and one spread per kind of them, so that no kind drowns another.

    Args:
        batches: features ``(n, sum(features.block_sizes()))``; at least one row in all.
    """
    import numpy as np

    sizes = features.block_sizes()
    count, total, squares = 0, np.zeros(sum(sizes)), np.zeros(sum(sizes))
    for batch in batches:
        values = batch.astype(np.float64)
        count += len(values)
        total += values.sum(axis=0)
        squares += (values * values).sum(axis=0)
    mean = total / count
    variances = np.maximum(squares / count - mean * mean, 0)
    kinds = np.split(variances, np.cumsum(sizes)[:-1])
    lengths = [INPUT_LENGTH / np.sqrt(max(kind.sum(), _TINY) * len(sizes)) for kind in kinds]
    return Scaling(mean.astype(np.float32), np.repeat(lengths, sizes).astype(np.float32))
