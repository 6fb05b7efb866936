"""The log lines of the built-in algorithm, word for word where the baseline does the same thing.

Formats: reference/sagemaker-image-classification.md §3, LOG 01, 05, 10, 13. Columns are parted by a TAB, as the
container prints it; CloudWatch shows it as ``#011``.
"""

from __future__ import annotations

import sys
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.engine.local import network, scaling
from core.engine.local.parameters import DEFAULTS, IGNORED, ONE_LABEL, SEVERAL_LABELS, unused

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from core.engine.local.answers import Answers
    from core.engine.local.parameters import Parameters

BATCH_LINES = 20


@dataclass(slots=True)
class Meter:
    """Counts of one epoch, for its batch lines and its end.

    Args:
        started: monotonic seconds.
        top_k: which further accuracy is counted; None for none.
    """

    started: float
    top_k: int | None
    photos: int = 0
    asked: int = 0
    right: int = 0
    right_in_k: int = 0

    def count(self, answers: Answers) -> None:
        """Add a batch."""
        self.photos += answers.photos
        self.asked += answers.asked
        self.right += answers.right
        self.right_in_k += answers.in_k

    @property
    def accuracy(self) -> float:
        """Share of the answers that were right, since the start of the epoch."""
        return self.right / max(1, self.asked)

    @property
    def top_k_accuracy(self) -> float:
        """Share of the photos whose label was among the k likeliest."""
        return self.right_in_k / max(1, self.photos)


def say(text: str, level: str = "INFO") -> None:
    """Print one line with the container's prefix: time (UTC), level, the number of the process's thread."""
    stamp = time.strftime("%m/%d/%Y %H:%M:%S", time.gmtime())
    sys.stdout.write(f"[{stamp} {level} {threading.main_thread().ident}] {text}\n")
    sys.stdout.flush()


def batch_line(epoch: int, batch: int, meter: Meter, now: float) -> str | None:
    """The line after batch number `batch` (from 0), every `BATCH_LINES` batches; values run since the epoch began."""
    if batch == 0 or batch % BATCH_LINES:
        return None
    speed = meter.photos / max(1e-6, now - meter.started)
    text = f"Epoch[{epoch}] Batch [{batch}]\tSpeed: {speed:.3f} samples/sec\taccuracy={meter.accuracy:.6f}"
    return f"{text}\ttop_k_accuracy_{meter.top_k}={meter.top_k_accuracy:.6f}" if meter.top_k else text


def train_lines(epoch: int, meter: Meter, now: float) -> Iterator[str]:
    """The lines at the end of an epoch's training part."""
    yield f"Epoch[{epoch}] Train-accuracy={meter.accuracy:.6f}"
    if meter.top_k:
        yield f"Epoch[{epoch}] Train-top_k_accuracy_{meter.top_k}={meter.top_k_accuracy:.6f}"
    yield f"Epoch[{epoch}] Time cost={now - meter.started:.3f}"


def configuration_lines(given: Mapping[str, object], where: Path) -> Iterator[str]:
    """What was configured, before anything is read."""
    yield "trainscope local baseline: a scikit-learn network on this machine, not the ResNet of the built-in algorithm"
    yield f"Reading default configuration from core.engine.local.parameters: {dict(DEFAULTS)}"
    yield f"Merging with provided configuration from {where}: {dict(given)}"
    yield f"Final configuration: {dict(DEFAULTS) | dict(given)}"


def unused_lines(given: Mapping[str, object]) -> Iterator[str]:
    """Which of the given hyperparameters the baseline does not use, each with the reason."""
    for name, reason in unused(given).items():
        yield f"{name}: {given[name]} is not used by the local baseline: {reason}"
    unknown = sorted(set(given) - _KNOWN)
    if unknown:
        yield f"unknown to the local baseline: {', '.join(unknown)}"


_KNOWN = {
    *("num_classes", "num_training_samples", "resize", "augmentation_type", "lr_scheduler_step"),
    *("checkpoint_frequency", *DEFAULTS, *IGNORED, *ONE_LABEL, *SEVERAL_LABELS),
}


def parameter_lines(parameters: Parameters, seed: int, top_k_given: str | None) -> Iterator[str]:
    """The ``---- Parameters ----`` block; then what the baseline makes of it."""
    yield "Performing random weight initialization"
    yield "---- Parameters ----"
    yield "data type: <class 'numpy.float32'>"
    yield f"epochs: {parameters.epochs}"
    yield f"optimizer: {parameters.optimizer}"
    if parameters.optimizer in ("sgd", "nag"):
        yield f"momentum: {parameters.momentum}"
        yield f"weight_decay: {parameters.weight_decay}"
    yield f"learning_rate: {parameters.learning_rate}"
    if parameters.lr_scheduler_step:
        yield f"lr_scheduler_step: {','.join(map(str, parameters.lr_scheduler_step))}"
        yield f"lr_scheduler_factor: {parameters.lr_scheduler_factor}"
    yield f"num_training_samples: {parameters.num_training_samples}"
    yield f"mini_batch_size: {parameters.mini_batch_size}"
    yield f"image_shape: {','.join(map(str, parameters.image_shape))}"
    if parameters.resize is not None:
        yield f"resize: {parameters.resize}"
    yield f"num_classes: {parameters.num_classes}"
    yield f"augmentation_type: {parameters.augmentation_type}"
    if parameters.top_k:
        yield f"top_k: {parameters.top_k}"
    elif top_k_given is not None and not parameters.multi_label:
        yield f"top_k set to {top_k_given} which is identical to accuracy."
    if parameters.checkpoint_frequency is None:
        yield "checkpoint_frequency not set, will store the best model"
    else:
        yield f"checkpoint_frequency: {parameters.checkpoint_frequency}"
    if parameters.early_stopping:
        yield "Using early stopping for training"
        yield f"Early stopping minimum epochs: {parameters.early_stopping.min_epochs}"
        yield f"Early stopping patience: {parameters.early_stopping.patience}"
        yield f"Early stopping tolerance: {parameters.early_stopping.tolerance}"
    yield "--------------------"
    yield (
        f"The baseline: one hidden layer of {network.HIDDEN} units over HOG and colour features, scaled to length "
        f"{scaling.INPUT_LENGTH:g}, for which the learning rate is used as given; seed {seed}"
    )
    if parameters.multi_label:
        yield "Each class has a probability of its own; accuracy is the mean over the classes of right at one half"
    if parameters.optimizer == "rmsprop":
        yield (
            "scikit-learn has no rmsprop: adam with beta_1 0 and beta_2 = gamma takes its place, "
            "which is the same but for a correction of the first steps"
        )
