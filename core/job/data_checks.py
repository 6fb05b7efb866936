"""Checks of hyperparameters against the data set: counts, labels, batches and sizes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.job.case import PRETRAINED_SHAPE, Case, finding
from core.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.finding import Finding, Level

_RARE = 20
"""A label on fewer than one photo in so many is rare."""


def counts(case: Case) -> Iterator[Finding]:
    """What the container requires, and whether it agrees with the data."""
    for name in ("num_classes", "num_training_samples"):
        if case.sent.get(name, "auto") == "auto":
            partial = case.facts is not None and case.facts.partial
            fix = f"set {name}: the records do not say it" if partial else "name a data set, or set a number"
            yield finding("error", "missing-hyperparameter", f"{name} is not known", "it is required", fix)
    if case.facts is None:
        return
    classes, samples = case.number("num_classes"), case.number("num_training_samples")
    found = case.facts.num_classes
    auto = "set num_classes to auto"
    if classes is not None and classes < found:
        why = "a label that is not below num_classes ends the job"
        yield finding(
            "error", "num-classes", f"num_classes is {classes}, the data has {found} classes", why, auto
        )
    elif classes is not None and classes > found and (found or not case.facts.partial):
        level: Level = "error" if case.facts.multi_label else "warning"
        why = "nothing fails, but the network learns classes that never come up"
        if case.facts.multi_label:
            why = "with multi_label it must be the number of label columns, or the job ends"
        yield finding(
            level, "num-classes", f"num_classes is {classes}, the data has {found} classes", why, auto
        )
    known = case.facts.train_images or not case.facts.partial
    if samples is not None and known and samples != case.facts.train_images:
        length = "shorter" if samples < case.facts.train_images else "longer"
        yield finding(
            "warning",
            "num-training-samples",
            f"num_training_samples is {samples}, the train channel has {case.facts.train_images} images",
            f"nothing fails, but every epoch is {length} than the data and lr_scheduler_step falls at the wrong time",
            "set num_training_samples to auto",
        )


def labels(case: Case) -> Iterator[Finding]:
    """One label or several."""
    multi = case.on("multi_label")
    if case.facts is not None and multi != case.facts.multi_label:
        has = "several label columns" if case.facts.multi_label else "one label per image"
        why = "the container counts the label columns and ends the job if they do not fit"
        fix = f"set multi_label to {'yes' if case.facts.multi_label else 'no'}"
        detail = f"multi_label is {'yes' if multi else 'no'}, but the lists have {has}"
        yield finding("error", "multi-label", detail, why, fix)
    if case.on("use_weighted_loss") and not multi:
        detail = "use_weighted_loss is on without multi_label"
        fix = "take use_weighted_loss out, or set multi_label to yes"
        yield finding(
            "warning", "weighted-loss", detail, "the weighted loss is for several labels per image", fix
        )
    top, classes = case.number("top_k"), case.number("num_classes")
    if top is not None and multi:
        detail = f"top_k is {top} with multi_label"
        why = "with several labels per photo there is no one right class to be among the likeliest"
        yield finding("warning", "top-k", detail, why, "take top_k out")
    elif top == 1:
        fix = "take top_k out, or set it to 2 or more"
        yield finding(
            "warning", "top-k", "top_k is 1", "that is accuracy itself; nothing more is logged", fix
        )
    elif top is not None and classes is not None and top > classes:
        detail = f"top_k is {top}, num_classes only {classes}"
        why = "the right class is always among so many"
        yield finding("warning", "top-k", detail, why, f"set top_k to at most {classes}, or take it out")


def several_labels(case: Case) -> Iterator[Finding]:
    """What accuracy begins at with several labels per photo, and labels so rare that it hardly counts them."""
    if case.facts is None or not case.facts.labels or not case.on("multi_label"):
        return
    photos = case.facts.train_images + case.facts.validation_images
    said_yes = sum(row.images for row in case.facts.labels) / (photos * len(case.facts.labels))
    detail = f"multi_label: always saying no reaches an accuracy of {1 - said_yes:.2f}"
    why = "accuracy is the mean over all classes, so only what goes beyond that was learned"
    fix = "measure the curve by it"
    yield finding("info", "always-no", detail, why, fix)
    rarest = min(case.facts.labels, key=lambda row: row.images or photos)
    if 0 < rarest.images * _RARE < photos and "use_weighted_loss" not in case.sent:
        name = clean(rarest.name, limit=60)
        detail = f"use_weighted_loss is no, and the label {name} is on {rarest.images:,} of {photos:,} photos"
        why = "a network that never finds it is right nearly always; accuracy hardly shows it"
        fix = "set use_weighted_loss to yes, so that rare labels count more"
        yield finding("warning", "rare-label", detail, why, fix)


def batch(case: Case) -> Iterator[Finding]:
    """The batch against the images of both channels, the machines and their GPUs."""
    batch = case.number("mini_batch_size") or 1
    samples = case.number("num_training_samples")
    counts = {"num_training_samples": samples}
    if case.facts is not None:
        if case.facts.train_images != samples:
            counts["the train channel"] = case.facts.train_images
        counts["the validation channel"] = case.facts.validation_images
        if case.facts.partial:
            counts = {name: count for name, count in counts.items() if count}
    short = {name: count for name, count in counts.items() if count is not None and count < batch}
    if short:
        places = " and ".join(
            f"{name} has {count}" if " " in name else f"{name} is {count}" for name, count in short.items()
        )
        smallest = min(short.values())
        fix = f"set mini_batch_size to at most {smallest}" if smallest else "add images"
        why = "the container wants at least one whole batch of each channel and ends the job"
        yield finding("error", "batch-too-large", f"mini_batch_size is {batch}, but {places}", why, fix)
    if case.hosts > 1 and samples is not None and batch <= samples < batch * case.hosts:
        detail = f"mini_batch_size {batch} on {case.hosts} machines is more than the {samples} of num_training_samples"
        fix = f"set mini_batch_size to at most {max(1, samples // case.hosts)}"
        yield finding("error", "batch-too-large", detail, "an epoch would have no batch at all", fix)
    if case.gpus and batch % case.gpus:
        detail = f"mini_batch_size {batch} is not a multiple of the {case.gpus} GPUs of a machine"
        fix = f"set mini_batch_size to {max(1, round(batch / case.gpus)) * case.gpus}"
        yield finding(
            "warning", "batch-gpus", detail, "the GPUs share a batch, some would wait for others", fix
        )


def sizes(case: Case) -> Iterator[Finding]:
    """resize against image_shape."""
    resize = case.number("resize")
    shape = case.value("image_shape") or PRETRAINED_SHAPE
    side = max(int(part) for part in shape.split(",")[1:])
    if resize is not None and resize < side:
        detail = f"resize is {resize}, smaller than the {side} pixels of image_shape {shape}"
        why = "photos would be scaled below the size that is cut from them, which ends the job"
        yield finding("error", "resize-too-small", detail, why, f"set resize to {side} or more")
