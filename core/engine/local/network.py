"""The network: scikit-learn's MLPClassifier, trained batch by batch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.engine.local import model

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from core.engine.local.channels import Label
    from core.engine.local.parameters import Parameters
    from core.engine.local.weighting import Weights

    Floats = NDArray[np.float32]

HIDDEN = 64
_NO_RATE = 1e-12


class Network:
    """One hidden layer; at the end softmax, or a probability of its own for each class of several.

    Args:
        parameters: the job's hyperparameters.
        seed: of the first weights.
        weights: how much a yes and a no of each class count, with several labels; None: all the same.
    """

    def __init__(self, parameters: Parameters, seed: int, weights: Weights | None = None) -> None:
        from sklearn.neural_network import MLPClassifier

        kind = MLPClassifier if weights is None else weights.applied_to(MLPClassifier)
        adaptive = parameters.optimizer in ("adam", "rmsprop")
        # Adam without a mean of the gradients is RMSProp (with a correction for its first steps).
        is_rmsprop = parameters.optimizer == "rmsprop"
        self._classes = list(range(max(2, parameters.num_classes)))
        self._started = False
        self._several = parameters.multi_label
        self._network: Any = kind(
            (HIDDEN,),
            solver="adam" if adaptive else "sgd",
            batch_size=parameters.mini_batch_size,
            # scikit-learn divides by the batch size; MXNet's weight decay is per update.
            alpha=0.0 if adaptive else parameters.weight_decay * parameters.mini_batch_size,
            learning_rate_init=_NO_RATE,
            momentum=parameters.momentum,
            nesterovs_momentum=parameters.optimizer == "nag",
            beta_1=0.0 if is_rmsprop else parameters.beta_1,
            beta_2=parameters.gamma if is_rmsprop else parameters.beta_2,
            epsilon=max(parameters.eps, _NO_RATE),
            shuffle=False,
            random_state=seed % 2**32,  # scikit-learn takes no more
        )

    @property
    def weights(self) -> tuple[Floats, ...]:
        """One matrix per layer."""
        return tuple(self._network.coefs_)

    @property
    def biases(self) -> tuple[Floats, ...]:
        """One vector per layer."""
        return tuple(self._network.intercepts_)

    def learn(self, inputs: Floats, labels: Sequence[Label], rate: float) -> Floats:
        """One update from one batch; returns the probabilities ``(n, classes)`` from before it, as MXNet counts them.

        Args:
            inputs: scaled features ``(n, features)``.
            labels: ``n`` of them; with several labels each a 0 or 1 for every class.
            rate: the learning rate of this update.
        """
        import numpy as np

        targets = np.array(labels)
        if not self._started:
            # There are no weights before the first call; at this rate it changes nothing that could be seen.
            self._network.partial_fit(inputs, targets, classes=self._classes)
            self._started = True
        before = self.probabilities(inputs)
        # The public learning_rate_init is read only once; the optimizer is where a schedule has to reach it.
        optimizer = self._network._optimizer
        optimizer.learning_rate = optimizer.learning_rate_init = max(rate, _NO_RATE)
        self._network.partial_fit(inputs, targets)
        return before

    def probabilities(self, inputs: Floats) -> Floats:
        """The probabilities ``(n, classes)`` of scaled features."""
        return model.forward(inputs, self.weights, self.biases, several=self._several)


def rate_in(parameters: Parameters, epoch: int) -> float:
    """The learning rate of an epoch (from 0): multiplied by the factor after each step's epoch."""
    passed = sum(epoch >= step for step in parameters.lr_scheduler_step)
    return parameters.learning_rate * parameters.lr_scheduler_factor**passed
