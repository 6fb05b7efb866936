"""The split of a data set into train and validation: two of the parts of `core.dataset.parts`."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from core.dataset.parts import divide
from core.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence


def split(labels: Sequence[int], fraction: float, seed: int) -> tuple[list[int], list[int]]:
    """Positions of the images that train and of those that validate.

    Every class of two images or more is in both; a class of one trains only. The validation part is `fraction`
    of all, to within the rounding that the classes' survival asks for. Both lists are in a seeded mixed order.

    Args:
        labels: the label of each image.
        fraction: the validation part of each class, above 0 and below 1.
        seed: the same seed gives the same split.

    Raises:
        UsageError: the fraction is out of its range.
    """
    train, validation = divide(labels, [exact_part(fraction)], seed)
    return train, validation


def exact_part(fraction: float, part: str = "validation") -> Fraction:
    """The fraction as it is written: 0.29 of 100 is 29, which binary floats would make 28.

    Args:
        fraction: the share of a part.
        part: what the part is called.

    Raises:
        UsageError: it is not above 0 and below 1.
    """
    if not 0 < fraction < 1:
        setting = "dataset.validation or --validation" if part == "validation" else f"--{part}"
        raise UsageError(
            f"the {part} part cannot be {fraction:g}",
            why="it must be above 0 and below 1",
            fix=f"set {setting} to something like 0.2",
        )
    return Fraction(repr(float(fraction)))
