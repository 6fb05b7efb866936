"""The hyperparameters the baseline uses, read from hyperparameters.json.

Names, defaults and meanings are the container's (reference/sagemaker-image-classification.md §1); where it and the docs
disagree (early stopping) the container's value holds, as in LOG 05. What was checked before the launch is not checked
again in full: only what would make the trainer do something else than it says.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_T = TypeVar("_T")

IGNORED: Mapping[str, str] = {
    "use_pretrained_model": "there is no pretrained network to start from",
    "num_layers": "it has one hidden layer",
    "precision_dtype": "it calculates in float32",
    "kv_store": "it runs on one host",
    "use_weighted_loss": "it takes one label per photo",
}
"""Hyperparameters without effect on the baseline, each with the reason."""

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
    "early_stopping": "False",
    "early_stopping_min_epochs": "10",
    "early_stopping_patience": "10",
    "early_stopping_tolerance": "0.01",
}


class CustomerError(Exception):
    """Something in the user's data or hyperparameters that training cannot go on with."""


@dataclass(frozen=True, slots=True)
class EarlyStopping:
    """When to give up: see `core.engine.local.earlystop`."""

    min_epochs: int
    patience: int
    tolerance: float


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
        top_k: also report this accuracy of the training photos; None if not asked for or 1.
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


def read(given: Mapping[str, Any]) -> Parameters:
    """Hyperparameters as the baseline uses them.

    Raises:
        CustomerError: one is missing or has no usable value.
    """
    values = {**DEFAULTS, **{name: str(value) for name, value in given.items()}}
    for name in ("num_classes", "num_training_samples"):
        if name not in values:
            raise CustomerError(f"The hyperparameter {name} is required.")
    if _value(values, "multi_label", _one_of("0", "1")) == "1":
        raise CustomerError("multi_label=1 is not possible with the local baseline.")
    early = values["early_stopping"].lower() in ("true", "1")
    top_k = _optional(values, "top_k", _positive)
    return Parameters(
        num_classes=_value(values, "num_classes", _positive),
        num_training_samples=_value(values, "num_training_samples", _positive),
        epochs=_value(values, "epochs", _positive),
        mini_batch_size=_value(values, "mini_batch_size", _positive),
        image_shape=_value(values, "image_shape", _shape),
        resize=_optional(values, "resize", _positive),
        augmentation_type=_optional(
            values, "augmentation_type", _one_of("crop", "crop_color", "crop_color_transform")
        ),
        optimizer=_value(values, "optimizer", _one_of("sgd", "nag", "adam", "rmsprop")),
        learning_rate=_value(values, "learning_rate", _fraction),
        lr_scheduler_step=_optional(values, "lr_scheduler_step", _epochs) or (),
        lr_scheduler_factor=_value(values, "lr_scheduler_factor", _fraction),
        momentum=_value(values, "momentum", _fraction),
        weight_decay=_value(values, "weight_decay", _fraction),
        beta_1=_value(values, "beta_1", _fraction),
        beta_2=_value(values, "beta_2", _fraction),
        eps=_value(values, "eps", _fraction),
        gamma=_value(values, "gamma", _fraction),
        early_stopping=EarlyStopping(
            min_epochs=_value(values, "early_stopping_min_epochs", _positive),
            patience=_value(values, "early_stopping_patience", _positive),
            tolerance=_value(values, "early_stopping_tolerance", _fraction),
        )
        if early
        else None,
        checkpoint_frequency=_optional(values, "checkpoint_frequency", _positive),
        top_k=top_k if top_k != 1 else None,
    )


def _value(values: Mapping[str, str], name: str, parse: Callable[[str], _T]) -> _T:
    try:
        return parse(values[name])
    except ValueError as problem:
        raise CustomerError(
            f"The value '{values[name]}' is not valid for the '{name}' hyperparameter"
            f"{f' which accepts {problem}' if str(problem) else ''}."
        ) from problem


def _optional(values: Mapping[str, str], name: str, parse: Callable[[str], _T]) -> _T | None:
    return _value(values, name, parse) if values.get(name, "") not in ("", "None") else None


def _positive(text: str) -> int:
    if not text.strip().isdecimal() or int(text) < 1:
        raise ValueError("a positive integer")
    return int(text)


def _fraction(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise ValueError("a number from 0 to 1")
    return value


def _shape(text: str) -> tuple[int, int, int]:
    parts = [_positive(part) for part in text.split(",")]
    if len(parts) != 3:
        raise ValueError("channels,height,width")
    return parts[0], parts[1], parts[2]


def _epochs(text: str) -> tuple[int, ...]:
    return tuple(_positive(part) for part in text.split(","))


def _one_of(*choices: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text not in choices:
            raise ValueError(f"one of the following: {', '.join(choices)}")
        return text

    return parse
