"""What use_weighted_loss does: rare answers count more, by how often each occurs among the training photos.

In each class the photos that have the label and those that have not weigh the same together: of n photos, y with it,
a yes weighs n / 2y and a no n / 2(n - y). How the container weighs is not published.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from core.engine.local.channels import Label

    Floats = NDArray[np.float32]

MOST = 10.0
"""No answer weighs more: with one photo among thousands a single batch would else undo all others."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What a yes and a no weigh in the loss, each ``(classes,)``."""

    yes: Floats
    no: Floats

    def applied_to(self, kind: type[Any]) -> type[Any]:
        """A subclass of scikit-learn's MLPClassifier whose loss is weighted so.

        The library weighs photos, not answers, so the last layer's error is weighted where its gradient is taken:
        it is negative where the answer should be yes, positive where it should be no.
        """
        import numpy as np

        yes, no = self.yes, self.no

        class Weighted(kind):  # type: ignore[misc]
            """The network with a weighted loss."""

            def _compute_loss_grad(
                self, layer: int, samples: Any, activations: Any, deltas: Any, *gradients: Any
            ) -> None:
                if layer == self.n_layers_ - 2:
                    deltas[layer] *= np.where(deltas[layer] < 0, yes, no)
                super()._compute_loss_grad(layer, samples, activations, deltas, *gradients)

        return Weighted


def weigh(labels: Sequence[Label]) -> Weights:
    """The weights for some training photos; a class that all or none of them have weighs 1.

    Args:
        labels: of each photo, a 0 or 1 for every class.
    """
    import numpy as np

    with_it = np.array(labels).sum(axis=0)
    counts = np.stack([with_it, len(labels) - with_it])
    half = len(labels) / 2
    weights = np.where(counts.min(axis=0) > 0, np.minimum(half / np.maximum(counts, 1), MOST), 1)
    yes, no = weights.astype(np.float32)
    return Weights(yes, no)
