"""The course of a training: epochs over the train channel, validation after each, the best model kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.engine.local import (
    channels,
    epoch,
    features,
    jobdir,
    labellog,
    model,
    scaling,
    trainlog,
    weighting,
)
from core.engine.local.crop import Crop
from core.engine.local.epoch import Learner
from core.engine.local.network import Network
from core.engine.local.photos import PhotoReader
from core.engine.local.pipeline import Pipeline
from core.job import earlystop

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from core.engine.local.channels import Sample
    from core.engine.local.jobdir import JobDir
    from core.engine.local.parameters import Parameters
    from core.engine.local.scaling import Scaling
    from core.engine.local.weighting import Weights

SCALING_PHOTOS = 2_000
"""At most so many photos teach the features' means and spreads."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What a training works with.

    Args:
        job: its folder.
        parameters: the hyperparameters.
        classes: names in label order.
        seed: of everything random.
        check: called at each photo; raises `core.engine.local.stopwatch.Stopped`.
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
        core.engine.local.stopwatch.Stopped: asked to stop; the best model so far lies in the model folder.
    """
    parameters = setting.parameters
    lists = {name: _samples(setting, name) for name in jobdir.CHANNELS}
    if parameters.multi_label:
        trainlog.say(labellog.yardstick_line([sample.label for sample in lists["validation"]]))
    _, height, width = parameters.image_shape
    reader = PhotoReader(
        Crop(height, width, parameters.resize),
        features.side_for(height, width),
        gray=parameters.image_shape[0] == 1,
        augmentation=parameters.augmentation_type,
    )
    pipeline = Pipeline(reader, setting.seed, setting.check)
    try:
        scales = _scaling(pipeline, lists["train"], parameters.mini_batch_size)
        network = Network(parameters, setting.seed, _weights(parameters, lists["train"]))
        learner = Learner(parameters, setting.seed, pipeline, scales, network)
        _epochs(setting, learner, lists["train"], lists["validation"])
    finally:
        pipeline.close()


def _samples(setting: Setting, channel: str) -> tuple[Sample, ...]:
    job = setting.job
    kind, place = (
        ("rec", job.channel(channel))
        if channels.is_packed(job, channel)
        else ("lst", job.list_file(channel).parent)
    )
    trainlog.say(f"Searching for .{kind} files in {place}.")
    wanted = setting.parameters
    samples = channels.read(job, channel, wanted.num_classes, multi_label=wanted.multi_label)
    channels.check_batch(len(samples), wanted.mini_batch_size)
    setting.check()
    return samples


def _weights(parameters: Parameters, samples: Sequence[Sample]) -> Weights | None:
    if not parameters.use_weighted_loss:
        return None
    weights = weighting.weigh([sample.label for sample in samples])
    trainlog.say(labellog.weight_line(weights))
    return weights


def _scaling(pipeline: Pipeline, samples: Sequence[Sample], batch: int) -> Scaling:
    chosen = samples[:: -(-len(samples) // SCALING_PHOTOS)]
    trainlog.say(f"Learning the features' scale from {len(chosen)} photos")
    return scaling.learn(features.features(pixels) for pixels, _ in pipeline.plain(chosen, batch))


def _epochs(
    setting: Setting, learner: Learner, train_samples: Sequence[Sample], validation: Sequence[Sample]
) -> None:
    parameters, network = setting.parameters, learner.network
    frequency = parameters.checkpoint_frequency
    patience = earlystop.Patience()
    best = -1.0
    kept: Path | None = None
    for number in range(parameters.epochs):
        epoch.train(learner, train_samples, number)
        trained = model.Model(
            learner.pipeline.reader,
            learner.scaling,
            network.weights,
            network.biases,
            setting.classes,
            several=parameters.multi_label,
        )
        if frequency is not None and (number + 1) % frequency == 0:
            _checkpoint(setting.job, trained, number)
        validated = epoch.validate(learner, validation)
        accuracy = validated.accuracy
        trainlog.say(f"Epoch[{number}] Validation-accuracy={accuracy:.6f}")
        stop = False
        if parameters.early_stopping is not None:
            patience, stop = earlystop.after_epoch(patience, parameters.early_stopping, number, accuracy)
            if stop:
                trainlog.say("Early stopping criteria met.")
        if accuracy > best:
            best = accuracy
            if validated.yeses is not None:
                trainlog.say(labellog.labels_line(setting.classes, validated.yeses))
            model.save_classes(setting.job.model, setting.classes)
            jobdir.write_bytes(setting.job.model / jobdir.MODEL_FILE, model.dump(trained))
            if frequency is None:
                trainlog.say(f"Storing the best model with validation accuracy: {accuracy:.6f}")
                if kept is not None:
                    kept.unlink(missing_ok=True)
                kept = _checkpoint(setting.job, trained, number)
        if stop:
            return


def _checkpoint(job: JobDir, trained: model.Model, number: int) -> Path:
    """Save an epoch under the container's name (number = epoch + 1)."""
    path = job.model / f"image-classification-{number + 1:04}.npz"
    jobdir.write_bytes(path, model.dump(trained))
    trainlog.say(f'Saved checkpoint to "{path}"')
    return path
