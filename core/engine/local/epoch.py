"""One epoch: every batch decoded and learned from, and the validation photos looked at after it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.engine.local import answers, features, trainlog
from core.engine.local.network import rate_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from core.engine.local.channels import Sample
    from core.engine.local.network import Network
    from core.engine.local.parameters import Parameters
    from core.engine.local.pipeline import Pipeline
    from core.engine.local.scaling import Scaling

    Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Learner:
    """What an epoch works with.

    Args:
        parameters: the hyperparameters.
        seed: of the order of the photos.
        pipeline: decodes photos.
        scaling: how features become inputs.
        network: what learns.
    """

    parameters: Parameters
    seed: int
    pipeline: Pipeline
    scaling: Scaling
    network: Network

    def inputs(self, pixels: NDArray[np.uint8]) -> Floats:
        """What the network gets of a batch of decoded photos."""
        return self.scaling.apply(features.features(pixels))


def order(photos: int, parameters: Parameters, seed: int, epoch: int) -> list[int]:
    """Which photos an epoch trains on: whole batches for num_training_samples, mixed anew, all before any comes again.

    Args:
        photos: how many there are.
        parameters: the hyperparameters.
        seed: the same one gives the same order.
        epoch: from 0.
    """
    import numpy as np

    size = parameters.mini_batch_size
    count = max(1, parameters.num_training_samples // size) * size
    rng = np.random.default_rng((seed, epoch))
    rounds = [rng.permutation(photos) for _ in range(-(-count // photos))]
    return [int(place) for place in np.concatenate(rounds)[:count]]


def train(learner: Learner, samples: Sequence[Sample], epoch: int) -> None:
    """Train one epoch and say how it went; what the pipeline's check raises ends it."""
    parameters = learner.parameters
    rate = rate_in(parameters, epoch)
    meter = trainlog.Meter(time.monotonic(), parameters.top_k)
    chosen = [samples[place] for place in order(len(samples), parameters, learner.seed, epoch)]
    batches = learner.pipeline.augmented(chosen, parameters.mini_batch_size, epoch)
    for batch, (pixels, labels) in enumerate(batches):
        before = learner.network.learn(learner.inputs(pixels), labels, rate)
        meter.count(answers.count(before, labels, parameters.top_k))
        line = trainlog.batch_line(epoch, batch, meter, time.monotonic())
        if line is not None:
            trainlog.say(line)
    for line in trainlog.train_lines(epoch, meter, time.monotonic()):
        trainlog.say(line)


@dataclass(frozen=True, slots=True)
class Validated:
    """What an epoch's look at the validation photos came to.

    Args:
        accuracy: the share of right answers. One label per photo: the likeliest class is the label. Several: the mean
            over the classes of how often yes or no, at a probability of one half, is right.
        yeses: with several labels, `core.engine.local.answers.yeses` of all photos.
    """

    accuracy: float
    yeses: NDArray[np.int64] | None


def validate(learner: Learner, samples: Sequence[Sample]) -> Validated:
    """Look at photos without augmentation, and learn nothing from them."""
    asked = right = 0
    yeses: NDArray[np.int64] | None = None
    for pixels, labels in learner.pipeline.plain(samples, learner.parameters.mini_batch_size):
        said = learner.network.probabilities(learner.inputs(pixels))
        found = answers.count(said, labels)
        asked += found.asked
        right += found.right
        if learner.parameters.multi_label:
            more = answers.yeses(said, labels)
            yeses = more if yeses is None else yeses + more
    return Validated(right / asked, yeses)
