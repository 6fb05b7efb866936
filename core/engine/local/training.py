"""The course of a training: epochs over the train channel, validation after each, the best model kept."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.engine.local import channels, earlystop, features, jobdir, model, trainlog
from core.engine.local.crop import Crop
from core.engine.local.network import INPUT_LENGTH, Network, rate_in
from core.engine.local.photos import PhotoReader
from core.engine.local.pipeline import Pipeline

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from core.engine.local.channels import Sample
    from core.engine.local.jobdir import JobDir
    from core.engine.local.parameters import Parameters

SCALING_PHOTOS = 2_000
"""Photos from which the features' means and spreads are learned."""


class Stopped(Exception):
    """Somebody asked the trainer to stop."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What a training works with.

    Args:
        job: its folder.
        parameters: the hyperparameters.
        classes: names in label order.
        seed: of everything random.
        check: called at each batch; raises `Stopped`.
    """

    job: JobDir
    parameters: Parameters
    classes: tuple[str, ...]
    seed: int
    check: Callable[[], None]


def train(setting: Setting) -> None:
    """Train to the last epoch or the early stop.

    Raises:
        CustomerError: the data cannot be trained on.
        Stopped: asked to stop; the best model so far lies in the model folder.
    """
    parameters = setting.parameters
    lists = {name: _samples(setting, name) for name in jobdir.CHANNELS}
    _, height, width = parameters.image_shape
    reader = PhotoReader(
        Crop(height, width, parameters.resize),
        features.side_for(height, width),
        gray=parameters.image_shape[0] == 1,
        augmentation=parameters.augmentation_type,
    )
    pipeline = Pipeline(reader, setting.seed)
    try:
        scaling = _scaling(setting, pipeline, lists["train"])
        model.save_classes(setting.job.model, setting.classes)
        _epochs(setting, pipeline, scaling, lists["train"], lists["validation"])
    finally:
        pipeline.close()


def _samples(setting: Setting, channel: str) -> tuple[Sample, ...]:
    trainlog.say(f"Searching for .lst files in {setting.job.list_file(channel).parent}.")
    samples = channels.read(setting.job, channel, setting.parameters.num_classes)
    channels.check_batch(len(samples), setting.parameters.mini_batch_size)
    setting.check()
    return samples


def _scaling(setting: Setting, pipeline: Pipeline, samples: Sequence[Sample]) -> model.Scaling:
    """Means of the features, and one spread per kind of them, so that no kind drowns another."""
    import numpy as np

    chosen = samples
    if len(samples) > SCALING_PHOTOS:
        rng = np.random.default_rng((setting.seed, 0))
        chosen = [samples[place] for place in rng.permutation(len(samples))[:SCALING_PHOTOS]]
    trainlog.say(f"Learning the features' scale from {len(chosen)} photos")
    total = squares = np.zeros(sum(features.block_sizes()))
    for pixels, _ in pipeline.plain(chosen, setting.parameters.mini_batch_size):
        setting.check()
        values = features.features(pixels).astype(np.float64)
        total = total + values.sum(axis=0)
        squares = squares + (values * values).sum(axis=0)
    mean = total / len(chosen)
    variances = np.maximum(squares / len(chosen) - mean * mean, 0)
    blocks = np.split(variances, np.cumsum(features.block_sizes())[:-1])
    scale = np.concatenate(
        [np.full(len(part), INPUT_LENGTH / np.sqrt(max(part.sum(), 1e-6) * len(blocks))) for part in blocks]
    )
    return model.Scaling(mean.astype(np.float32), scale.astype(np.float32))


def _epochs(
    setting: Setting,
    pipeline: Pipeline,
    scaling: model.Scaling,
    train_samples: Sequence[Sample],
    validation: Sequence[Sample],
) -> None:
    parameters = setting.parameters
    network = Network(parameters, setting.seed)
    patience = earlystop.Patience()
    best = -1.0
    kept: Path | None = None
    for epoch in range(parameters.epochs):
        _train_epoch(setting, pipeline, scaling, network, train_samples, epoch)
        trained = model.Model(pipeline.reader, scaling, network.weights, network.biases, setting.classes)
        frequency = parameters.checkpoint_frequency
        if frequency is not None and (epoch + 1) % frequency == 0:
            _checkpoint(setting, trained, epoch)
        accuracy = _validate(setting, pipeline, scaling, network, validation)
        trainlog.say(f"Epoch[{epoch}] Validation-accuracy={accuracy:.6f}")
        stop = False
        if parameters.early_stopping is not None:
            patience, stop = earlystop.after_epoch(patience, parameters.early_stopping, epoch, accuracy)
            if stop:
                trainlog.say("Early stopping criteria met.")
        if accuracy > best:
            best = accuracy
            jobdir.write_bytes(setting.job.model / model.MODEL_FILE, model.dump(trained))
            if frequency is None:
                trainlog.say(f"Storing the best model with validation accuracy: {accuracy:.6f}")
                if kept is not None:
                    kept.unlink(missing_ok=True)
                kept = _checkpoint(setting, trained, epoch)
        if stop:
            return


def _train_epoch(
    setting: Setting,
    pipeline: Pipeline,
    scaling: model.Scaling,
    network: Network,
    samples: Sequence[Sample],
    epoch: int,
) -> None:
    import numpy as np

    parameters = setting.parameters
    size = parameters.mini_batch_size
    count = max(1, parameters.num_training_samples // size) * size
    rng = np.random.default_rng((setting.seed, epoch, 1))
    order = np.concatenate([rng.permutation(len(samples)) for _ in range(-(-count // len(samples)))])[:count]
    rate = rate_in(parameters, epoch)
    meter = trainlog.Meter(time.monotonic(), parameters.top_k)
    chosen = [samples[place] for place in order]
    for batch, (pixels, labels) in enumerate(pipeline.augmented(chosen, size, epoch)):
        setting.check()
        probabilities = network.learn(scaling.apply(features.features(pixels)), labels, rate)
        truth = np.array(labels)
        ranks = (probabilities > probabilities[np.arange(len(truth)), truth][:, None]).sum(axis=1)
        meter.count(len(truth), int((ranks == 0).sum()), int((ranks < (parameters.top_k or 0)).sum()))
        line = trainlog.batch_line(epoch, batch, meter, time.monotonic())
        if line is not None:
            trainlog.say(line)
    for line in trainlog.train_lines(epoch, meter, time.monotonic()):
        trainlog.say(line)


def _validate(
    setting: Setting,
    pipeline: Pipeline,
    scaling: model.Scaling,
    network: Network,
    samples: Sequence[Sample],
) -> float:
    right = 0
    for pixels, labels in pipeline.plain(samples, setting.parameters.mini_batch_size):
        setting.check()
        guesses = network.probabilities(scaling.apply(features.features(pixels))).argmax(axis=1)
        right += sum(int(guess) == label for guess, label in zip(guesses, labels, strict=True))
    return right / len(samples)


def _checkpoint(setting: Setting, trained: model.Model, epoch: int) -> Path:
    """Save an epoch under the container's name (number = epoch + 1); a link to the best model where it is the same."""
    path = setting.job.model / f"image-classification-{epoch + 1:04}.npz"
    jobdir.write_bytes(path, model.dump(trained))
    trainlog.say(f'Saved checkpoint to "{path}"')
    return path
