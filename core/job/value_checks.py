"""Checks of hyperparameters against each other: network, epochs, early stopping, optimizer, machines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.job.case import PRETRAINED_SHAPE, Case, finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from core.finding import Finding


_PRETRAINED_LAYERS = ("18", "34", "50", "101", "152", "200")
OPTIMIZERS: Mapping[str, tuple[str, ...]] = {
    "momentum": ("sgd", "nag"),
    "weight_decay": ("sgd", "nag"),
    "beta_1": ("adam",),
    "beta_2": ("adam",),
    "eps": ("adam", "rmsprop"),
    "gamma": ("rmsprop",),
}
"""Hyperparameter -> the optimizers that use it."""


def network(case: Case) -> Iterator[Finding]:
    """What a pretrained network fits."""
    if not case.on("use_pretrained_model"):
        return
    layers, shape = case.value("num_layers"), case.value("image_shape")
    if layers not in _PRETRAINED_LAYERS:
        detail = f"use_pretrained_model does not go with num_layers {layers}"
        why = "there are ImageNet weights only for the deeper networks"
        fix = f"set num_layers to {', '.join(_PRETRAINED_LAYERS[:-1])} or {_PRETRAINED_LAYERS[-1]}"
        yield finding("error", "pretrained-layers", detail, why, fix)
    if shape != PRETRAINED_SHAPE:
        detail = f"use_pretrained_model with image_shape {shape}"
        why = f"the weights were learned on {PRETRAINED_SHAPE}; other shapes have run, but are not promised"
        yield finding("warning", "pretrained-shape", detail, why, f"set image_shape to {PRETRAINED_SHAPE}")


def epochs(case: Case) -> Iterator[Finding]:
    """What counts in epochs against their number."""
    epochs = case.number("epochs") or 1
    every = case.number("checkpoint_frequency")
    if every is not None and every > epochs:
        detail = f"checkpoint_frequency is {every}, epochs only {epochs}"
        why = "no checkpoint would ever be written, and the guide forbids it"
        yield finding(
            "error", "checkpoint-frequency", detail, why, f"set checkpoint_frequency to at most {epochs}"
        )
    steps = [int(step) for step in case.sent.get("lr_scheduler_step", "").split(",") if step]
    late = [step for step in steps if step >= epochs]
    if late:
        listed = ", ".join(str(step) for step in late[:5]) + (", …" if len(late) > 5 else "")
        fix = "take those steps out, or raise epochs"
        detail = f"lr_scheduler_step {listed} is not below epochs, {epochs}"
        yield finding("warning", "lr-step", detail, "the learning rate is not lowered there any more", fix)
    if steps != sorted(set(steps)):
        detail = "the epochs of lr_scheduler_step do not rise"
        yield finding(
            "warning", "lr-step", detail, "each step is meant to come after the last", "put them in order"
        )
    if "lr_scheduler_factor" in case.sent and not steps:
        detail = "lr_scheduler_factor is given without lr_scheduler_step"
        fix = "give lr_scheduler_step, or take lr_scheduler_factor out"
        yield finding("info", "lr-step", detail, "the learning rate stays as it is", fix)


def stopping(case: Case) -> Iterator[Finding]:
    """Early stopping."""
    if not case.on("early_stopping"):
        for name in case.sent:
            if name.startswith("early_stopping_"):
                fix = f"set early_stopping to yes, or take {name} out"
                yield finding(
                    "warning", "early-stopping", f"{name} is given, early_stopping is off", "no effect", fix
                )
        return
    least, epochs = case.number("early_stopping_min_epochs"), case.number("epochs")
    if least is not None and epochs is not None and least >= epochs:
        detail = f"early_stopping_min_epochs is {least}, epochs {epochs}"
        fix = f"set early_stopping_min_epochs below {epochs}, or raise epochs"
        yield finding(
            "warning", "early-stopping", detail, "the job ends before it could be stopped early", fix
        )


def optimizer(case: Case) -> Iterator[Finding]:
    """Values that the chosen optimizer does not use."""
    chosen = case.value("optimizer")
    for name, users in OPTIMIZERS.items():
        if name in case.sent and chosen not in users:
            detail = f"{name} is given, but optimizer {chosen} does not use it"
            fix = f"take {name} out, or set optimizer to {' or '.join(users)}"
            yield finding("info", "optimizer", detail, "no effect", fix)


def machines(case: Case) -> Iterator[Finding]:
    """What only several machines need."""
    if "kv_store" in case.sent and case.hosts < 2:
        detail = f"kv_store is {case.sent['kv_store']}, but the job has one machine"
        yield finding(
            "warning", "kv-store", detail, "it says how several machines work together", "take kv_store out"
        )
