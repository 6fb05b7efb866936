"""The hyperparameters: the table, one value read from text, and all values made ready to be sent.

The table is hyperparameters.yaml; its facts come from reference/sagemaker-image-classification.md §1. Values are
strings everywhere, as the container gets them. Checks between values are in `core.job.checks`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.dataset.unread import UnreadRows
from core.job.checks import check
from core.job.parameter import Hyperparameter, Tuning, table
from core.nearest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.dataset.model import ClassCount, DataSet

__all__ = [
    "AUTO",
    "FROM_DATA",
    "DataFacts",
    "Hyperparameter",
    "Tuning",
    "check",
    "group_names",
    "parse",
    "resolve",
    "table",
]

AUTO = "auto"
"""The value that stands for "take it from the data set"."""

FROM_DATA = ("num_classes", "num_training_samples", "multi_label")
"""What the data set fills in where nothing else is given."""

_EARLY = ("early_stopping_min_epochs", "early_stopping_patience", "early_stopping_tolerance")


@dataclass(frozen=True, slots=True)
class DataFacts:
    """What the hyperparameters need to know of a data set.

    Args:
        num_classes: number of classes, or of label columns if `multi_label`.
        train_images: rows of the train channel.
        validation_images: rows of the validation channel.
        multi_label: whether a row has one 0/1 column per class.
        labels: if `multi_label`, the classes with the number of photos that have each.
        partial: whether a number that is 0 is only unknown: records in S3 are not read.
    """

    num_classes: int
    train_images: int
    validation_images: int
    multi_label: bool = False
    labels: tuple[ClassCount, ...] = ()
    partial: bool = False

    @classmethod
    def of(cls, dataset: DataSet) -> DataFacts:
        """The facts of a data set."""
        partial = isinstance(dataset.train, UnreadRows)
        labels = tuple(dataset.classes) if dataset.multi_label and not partial else ()
        counts = len(dataset.train), len(dataset.validation)
        return cls(len(dataset.classes), *counts, dataset.multi_label, labels, partial)

    @property
    def are_none(self) -> bool:
        """Whether there is no photo at all to train on."""
        return self.train_images == 0 and not self.partial


def group_names() -> list[str]:
    """The groups, in the order in which the table first names them."""
    return list(dict.fromkeys(parameter.group for parameter in table().values()))


def parse(name: str, text: str) -> str:
    """One value as the container takes it.

    Args:
        name: of the hyperparameter.
        text: as a person or a file gives it: ``yes``, `` 10``, ``3, 224, 224``, ``auto``.

    Raises:
        ValueError: with a sentence, for an unknown name or a value that is not allowed.
    """
    known = table()
    if name not in known:
        raise ValueError(f"there is no hyperparameter {_shown(name)}{did_you_mean(name, known)}")
    return known[name].parse(text)


def resolve(given: Mapping[str, str], facts: DataFacts | None) -> dict[str, str]:
    """What would be sent: `given` in canonical form, with what the data set and early stopping add.

    A value that cannot be read stays as it is, and `check` says what is wrong with it; so the form can show
    half-typed values. What is not given is not sent, so that the container's default stands, but for:

    - num_classes and num_training_samples, from the data set (``auto`` remains while there is none, or no photo in it);
    - multi_label, if the lists have several label columns;
    - early_stopping_*, if early stopping is on, because guide and container disagree on their defaults.

    Returns:
        name -> value, in the table's order; unknown names last.
    """
    known = table()
    values = {name: text for name, text in given.items() if text.strip()}
    for name, text in values.items():
        try:
            values[name] = parse(name, text)
        except ValueError:
            continue  # `check` reports it
    from_data: dict[str, str] = {}
    if facts is not None and not facts.are_none:
        from_data = {
            name: str(count)
            for name, count in (
                ("num_classes", facts.num_classes),
                ("num_training_samples", facts.train_images),
            )
            if count or not facts.partial
        }
    for name in ("num_classes", "num_training_samples"):
        if values.get(name, AUTO) == AUTO:
            values[name] = from_data.get(name, AUTO)
    if facts is not None and facts.multi_label:
        values.setdefault("multi_label", "1")
    if values.get("early_stopping") == "true":
        for name in _EARLY:
            values.setdefault(name, known[name].default or "")
    order = {name: place for place, name in enumerate(known)}
    return dict(sorted(values.items(), key=lambda item: order.get(item[0], len(order))))


def _shown(name: str) -> str:
    from core.text import clean

    return clean(name, limit=60)
