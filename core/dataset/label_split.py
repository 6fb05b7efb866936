"""A seeded split of photos with several labels, in which every label keeps its share in both parts.

Iterative stratification (Sechidis, Tsoumakas and Vlahavas 2011): the label with the fewest photos left is dealt out
first, each of its photos to the part that still lacks most of that label. In whole numbers and with
`random.Random.random` only, so that it is the same on every machine (see `core.dataset.parts`).
"""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from random import Random
from typing import TYPE_CHECKING

from core.dataset.parts import mixed, part_counts
from core.dataset.split import exact_part

if TYPE_CHECKING:
    from collections.abc import Sequence

_Labels = tuple[int, ...]


def split_labels(
    columns: Sequence[tuple[float, ...]], fraction: float, seed: int
) -> tuple[list[int], list[int]]:
    """Positions of the photos that train and of those that validate, both in a seeded mixed order.

    A label of two photos or more is in both parts, unless no photo of it can change sides without
    taking another label's only one away. Photos without a label make up the sizes of the parts.

    Args:
        columns: of each photo, 0 or 1 for every class.
        fraction: the part of each label that validates, above 0 and below 1.
        seed: the same seed gives the same split.

    Raises:
        UsageError: the fraction is out of its range.
    """
    train, validation = divide_labels(columns, [exact_part(fraction)], seed)
    return train, validation


def divide_labels(
    columns: Sequence[tuple[float, ...]], fractions: Sequence[Fraction], seed: int
) -> list[list[int]]:
    """Positions of the photos of each part: those that train first, then one list for each fraction.

    The first fraction's part is that of `split_labels`; each further one is taken from what trained before.

    Args:
        columns: of each photo, 0 or 1 for every class.
        fractions: the share of each part but that which trains, exact, each above 0, together below 1.
        seed: any whole number.
    """
    kinds = {row: tuple(place for place, on in enumerate(row) if on) for row in set(columns)}
    rest, left = list(range(len(columns))), Fraction(1)
    parts: list[list[int]] = []
    for fraction in fractions:
        train, chosen = _in_two([kinds[columns[place]] for place in rest], fraction / left, seed)
        parts.append([rest[place] for place in chosen])
        rest, left = [rest[place] for place in train], left - fraction
    return [rest, *parts]


def _in_two(labels: Sequence[_Labels], fraction: Fraction, seed: int) -> tuple[list[int], list[int]]:
    validates = _dealt(labels, fraction, seed)
    _balance(labels, validates)
    lacking = int(len(labels) * fraction + Fraction(1, 2)) - sum(validates)
    for position in _in_mixed_order(labels, seed):
        if lacking > 0 and not labels[position]:
            validates[position] = True
            lacking -= 1
    chosen = [[position for position, held in enumerate(validates) if held == part] for part in (False, True)]
    train, validation = mixed(chosen, seed)
    return train, validation


def _dealt(labels: Sequence[_Labels], fraction: Fraction, seed: int) -> list[bool]:
    """Whether each photo validates, label by label; photos without a label train."""
    members: dict[int, list[int]] = {}
    for position in _in_mixed_order(labels, seed):
        for label in labels[position]:
            members.setdefault(label, []).append(position)
    counts = {label: len(members[label]) for label in sorted(members)}
    chosen = {label: parts[0] for label, parts in part_counts(counts, [fraction]).items()}
    wanted = {True: chosen, False: {label: counts[label] - chosen[label] for label in counts}}
    validates: list[bool | None] = [None] * len(labels)
    left = dict(counts)
    while left:
        label = min(left, key=lambda label: (left[label], label))
        for position in members[label]:
            if validates[position] is None:
                part = wanted[True][label] > wanted[False][label]
                validates[position] = part
                for other in labels[position]:
                    wanted[part][other] -= 1
                    left[other] -= 1
        del left[label]
    return [bool(part) for part in validates]


def _balance(labels: Sequence[_Labels], validates: list[bool]) -> None:
    """Give each part a photo of the labels that it lacks, where no other label loses its only one by that."""
    have = {part: Counter[int]() for part in (False, True)}
    for part, those in zip(validates, labels, strict=True):
        have[part].update(those)
    moved = True
    while moved:
        moved = False
        for position, those in enumerate(labels):
            here, there = have[validates[position]], have[not validates[position]]
            if all(here[label] > 1 for label in those) and not all(there[label] for label in those):
                here.subtract(those)
                there.update(those)
                validates[position] = not validates[position]
                moved = True


def _in_mixed_order(labels: Sequence[_Labels], seed: int) -> list[int]:
    draw = Random(f"{seed}/labels").random
    numbers = [draw() for _ in labels]
    return sorted(range(len(labels)), key=numbers.__getitem__)
