"""A stratified, seeded split into train and validation, the same on every machine and every Python.

Each image draws a number from its class's own generator; of every class the images with the smallest numbers
validate. Only `random.Random.random` seeded with text is used, whose sequence Python promises to keep
(docs of `random`, "Notes on Reproducibility"), and no `shuffle`, for which there is no such promise.
"""

from __future__ import annotations

from fractions import Fraction
from random import Random
from typing import TYPE_CHECKING

from core.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def split(labels: Sequence[int], fraction: float, seed: int) -> tuple[list[int], list[int]]:
    """Positions of the images that train and of those that validate.

    Every class of two images or more is in both; a class of one trains only. The validation part is `fraction`
    of all, to within the rounding that the classes' survival asks for. Both lists are in a seeded mixed order:
    a reader that does not shuffle must not see one class after the other. A class's split depends only on its
    label, its number of images and the seed.

    Args:
        labels: the label of each image.
        fraction: the validation part of each class, above 0 and below 1.
        seed: the same seed gives the same split.

    Raises:
        UsageError: the fraction is out of its range.
    """
    exact_part(fraction)
    members: dict[int, list[int]] = {}
    for position, label in enumerate(labels):
        members.setdefault(label, []).append(position)
    counts = validation_counts({label: len(members[label]) for label in sorted(members)}, fraction)
    numbers = [0.0] * len(labels)
    train: list[int] = []
    validation: list[int] = []
    for label in sorted(members):
        draw = Random(f"{seed}/{label}").random
        positions = members[label]
        for position in positions:
            numbers[position] = draw()
        positions.sort(key=numbers.__getitem__)
        validation += positions[: counts[label]]
        train += positions[counts[label] :]
    return mixed(train, validation, seed)


def mixed(train: list[int], validation: list[int], seed: int) -> tuple[list[int], list[int]]:
    """Both parts in a seeded mixed order.

    Args:
        train: positions; together with `validation` each from 0 once.
        validation: likewise.
        seed: the same seed gives the same order.
    """
    # The numbers that chose the validation part are small there and large here: draw anew for the order.
    draw = Random(f"{seed}/order").random
    numbers = [draw() for _ in range(len(train) + len(validation))]
    return sorted(train, key=numbers.__getitem__), sorted(validation, key=numbers.__getitem__)


def exact_part(fraction: float) -> Fraction:
    """The fraction as it is written: 0.29 of 100 is 29, which binary floats would make 28.

    Raises:
        UsageError: it is not above 0 and below 1.
    """
    if not 0 < fraction < 1:
        raise UsageError(
            f"the validation part cannot be {fraction:g}",
            why="it must be above 0 and below 1",
            fix="set dataset.validation or --validation to something like 0.2",
        )
    return Fraction(repr(float(fraction)))


def validation_counts(counts: Mapping[int, int], fraction: float) -> dict[int, int]:
    """How many images of each class validate: the largest remainders are rounded up, so that the sum is right.

    Args:
        counts: label -> number of images.
        fraction: the validation part, above 0 and below 1.
    """
    exact = exact_part(fraction)
    wanted = {label: count * exact for label, count in counts.items()}
    chosen = {label: int(part) for label, part in wanted.items()}
    missing = int(sum(wanted.values(), Fraction(1, 2))) - sum(chosen.values())
    by_remainder = sorted(wanted, key=lambda label: chosen[label] - wanted[label])
    for label in by_remainder[:missing]:
        chosen[label] += 1
    return {
        label: max(min(1, counts[label] - 1), min(part, counts[label] - 1)) for label, part in chosen.items()
    }
