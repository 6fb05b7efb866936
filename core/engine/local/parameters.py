"""The hyperparameters the baseline uses, read from hyperparameters.json.

Names, defaults and meanings are the container's (reference/sagemaker-image-classification.md §1); where it and the docs
disagree (early stopping) the container's value holds, as in LOG 05. What was checked before the launch is not checked
again in full: only what would make the trainer do something else than it says.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.engine.local.parse import CustomerError, epochs, fraction, one_of, optional, positive, shape, value
from core.job.earlystop import EarlyStopping

if TYPE_CHECKING:
    from collections.abc import Mapping

IGNORED: Mapping[str, str] = {
    "use_pretrained_model": "there is no pretrained network to start from",
    "num_layers": "it has one hidden layer",
    "precision_dtype": "it calculates in float32",
    "kv_store": "it runs on one host",
}
"""Hyperparameters without effect on the baseline, each with the reason."""
ONE_LABEL: Mapping[str, str] = {"use_weighted_loss": "it is for several labels per photo (multi_label)"}
"""Those without effect while a photo has one label."""
SEVERAL_LABELS: Mapping[str, str] = {"top_k": "with several labels per photo there is no one right class"}
"""Those without effect while a photo may have several."""

DEFAULTS: Mapping[str, str] = {
    "epochs": "30",
    "learning_rate": "0.1",
    "lr_scheduler_factor": "0.1",
    "optimizer": "sgd",
    "momentum": "0.9",
    "weight_decay": "0.0001",
    "beta_1": "0.9",
    "beta_2": "0.999",
    "eps": "1e-08",
    "gamma": "0.9",
    "mini_batch_size": "32",
    "image_shape": "3,224,224",
    "multi_label": "0",
    "use_weighted_loss": "0",
    "early_stopping": "False",
    "early_stopping_min_epochs": "10",
    "early_stopping_patience": "10",
    "early_stopping_tolerance": "0.01",
}


@dataclass(frozen=True, slots=True)
class Parameters:
    """The hyperparameters the baseline uses, as numbers.

    Args:
        num_classes: outputs of the network.
        num_training_samples: sets the batches per epoch.
        image_shape: channels, height, width in pixels.
        resize: shortest side in pixels, or None.
        augmentation_type: ``crop``, ``crop_color``, ``crop_color_transform`` or None.
        lr_scheduler_step: epochs after which the rate is multiplied by `lr_scheduler_factor`.
        early_stopping: None when it is off.
        checkpoint_frequency: epochs between checkpoints; None keeps the best.
        top_k: also report this accuracy of the training photos; None if not asked for, 1, or with several labels.
        multi_label: whether a photo may have several labels, or none.
        use_weighted_loss: whether rare answers count more (`core.engine.local.weighting`); with `multi_label` only.
    """

    num_classes: int
    num_training_samples: int
    epochs: int
    mini_batch_size: int
    image_shape: tuple[int, int, int]
    resize: int | None
    augmentation_type: str | None
    optimizer: str
    learning_rate: float
    lr_scheduler_step: tuple[int, ...]
    lr_scheduler_factor: float
    momentum: float
    weight_decay: float
    beta_1: float
    beta_2: float
    eps: float
    gamma: float
    early_stopping: EarlyStopping | None
    checkpoint_frequency: int | None
    top_k: int | None
    multi_label: bool
    use_weighted_loss: bool


def unused(given: Mapping[str, Any]) -> dict[str, str]:
    """Which of the given hyperparameters have no effect on the baseline, each with the reason."""
    several = str(given.get("multi_label", DEFAULTS["multi_label"])) == "1"
    reasons = {**IGNORED, **(SEVERAL_LABELS if several else ONE_LABEL)}
    return {name: reasons[name] for name in given if name in reasons}


def read(given: Mapping[str, Any]) -> Parameters:
    """Hyperparameters as the baseline uses them.

    Raises:
        CustomerError: one is missing or has no usable value.
    """
    values = {**DEFAULTS, **{name: str(value) for name, value in given.items()}}
    for name in ("num_classes", "num_training_samples"):
        if name not in values:
            raise CustomerError(f"The hyperparameter {name} is required.")
    several = value(values, "multi_label", one_of("0", "1")) == "1"
    early = values["early_stopping"].lower() in ("true", "1")
    top_k = optional(values, "top_k", positive)
    return Parameters(
        num_classes=value(values, "num_classes", positive),
        num_training_samples=value(values, "num_training_samples", positive),
        epochs=value(values, "epochs", positive),
        mini_batch_size=value(values, "mini_batch_size", positive),
        image_shape=value(values, "image_shape", shape),
        resize=optional(values, "resize", positive),
        augmentation_type=optional(
            values, "augmentation_type", one_of("crop", "crop_color", "crop_color_transform")
        ),
        optimizer=value(values, "optimizer", one_of("sgd", "nag", "adam", "rmsprop")),
        learning_rate=value(values, "learning_rate", fraction),
        lr_scheduler_step=optional(values, "lr_scheduler_step", epochs) or (),
        lr_scheduler_factor=value(values, "lr_scheduler_factor", fraction),
        momentum=value(values, "momentum", fraction),
        weight_decay=value(values, "weight_decay", fraction),
        beta_1=value(values, "beta_1", fraction),
        beta_2=value(values, "beta_2", fraction),
        eps=value(values, "eps", fraction),
        gamma=value(values, "gamma", fraction),
        early_stopping=EarlyStopping(
            min_epochs=value(values, "early_stopping_min_epochs", positive),
            patience=value(values, "early_stopping_patience", positive),
            tolerance=value(values, "early_stopping_tolerance", fraction),
        )
        if early
        else None,
        checkpoint_frequency=optional(values, "checkpoint_frequency", positive),
        top_k=top_k if top_k != 1 and not several else None,
        multi_label=several,
        use_weighted_loss=value(values, "use_weighted_loss", one_of("0", "1")) == "1" and several,
    )
