"""Photos divided into parts (train, validation, test) and chunks: stratified, seeded, the same on every machine.

Each image draws a number from its class's own generator; of every class the images with the smallest numbers
validate, the next test, the rest train. Only `random.Random.random` seeded with text is used, whose sequence Python
promises to keep (docs of `random`, "Notes on Reproducibility"), and no `shuffle`, for which there is no such promise.
"""

from __future__ import annotations

from fractions import Fraction
from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from core.dataset.model import Row


def divide(labels: Sequence[int], fractions: Sequence[Fraction], seed: int) -> list[list[int]]:
    """Positions of the images of each part: those that train first, then one list for each fraction.

    No image is lost or in two parts. Each list is in a seeded mixed order: a reader that does not shuffle must not
    see one class after the other. A class's parts depend only on its label, its number of images and the seed, and
    the first fraction's part not on the fractions after it, as long as its class has images for all.

    Args:
        labels: the label of each image.
        fractions: the share of each part but that which trains, exact, each above 0, together below 1.
        seed: any whole number.
    """
    members: dict[int, list[int]] = {}
    for position, label in enumerate(labels):
        members.setdefault(label, []).append(position)
    counts = part_counts({label: len(members[label]) for label in sorted(members)}, fractions)
    numbers = [0.0] * len(labels)
    parts: list[list[int]] = [[] for _ in range(len(fractions) + 1)]
    for label in sorted(members):
        draw = Random(f"{seed}/{label}").random
        positions = members[label]
        for position in positions:
            numbers[position] = draw()
        positions.sort(key=numbers.__getitem__)
        start = 0
        for part, count in zip(parts[1:], counts[label], strict=True):
            part += positions[start : start + count]
            start += count
        parts[0] += positions[start:]
    return mixed(parts, seed)


def mixed(parts: Sequence[Sequence[int]], seed: int) -> list[list[int]]:
    """All parts in a seeded mixed order.

    Args:
        parts: positions; in all parts together each from 0 once.
        seed: the same seed gives the same order.
    """
    # The numbers that chose the parts are small in one and large in another: draw anew for the order.
    draw = Random(f"{seed}/order").random
    numbers = [draw() for _ in range(sum(map(len, parts)))]
    return [sorted(part, key=numbers.__getitem__) for part in parts]


def part_counts(counts: Mapping[int, int], fractions: Sequence[Fraction]) -> dict[int, list[int]]:
    """How many images of each class every part gets: the largest remainders are rounded up, so that the sums are right.

    A class with an image for each part is in each; one with fewer trains first, then is in the first parts.

    Args:
        counts: label -> number of images.
        fractions: as `divide` takes them.
    """
    chosen: dict[int, list[int]] = {label: [] for label in counts}
    for later, fraction in zip(reversed(range(len(fractions))), fractions, strict=True):
        wanted = _rounded(counts, fraction)
        for label, parts in chosen.items():
            rest = counts[label] - sum(parts)
            parts.append(max(min(1, rest - 1), min(wanted[label], rest - 1 - later), 0))
    return chosen


def _rounded(counts: Mapping[int, int], fraction: Fraction) -> dict[int, int]:
    wanted = {label: count * fraction for label, count in counts.items()}
    chosen = {label: int(part) for label, part in wanted.items()}
    missing = int(sum(wanted.values(), Fraction(1, 2))) - sum(chosen.values())
    by_remainder = sorted(wanted, key=lambda label: chosen[label] - wanted[label])
    for label in by_remainder[:missing]:
        chosen[label] += 1
    return chosen


def deal(parts: Sequence[Sequence[Row]], chunks: int) -> list[list[list[Row]]]:
    """The rows of every part dealt out, class by class, like cards: chunk -> part -> rows in the part's order.

    The chunks, and the lists of each part, are of equal size to within one; so are the images of each class in the
    lists of a part. Every row is in exactly one chunk, and all chunks of a part together are that part.

    Args:
        parts: the rows of each part.
        chunks: how many chunks, 1 or more.
    """
    dealt: list[list[list[Row]]] = [[[] for _ in parts] for _ in range(chunks)]
    turn = 0
    for number, rows in enumerate(parts):
        chunk_of = [0] * len(rows)
        for place in sorted(range(len(rows)), key=lambda place, rows=rows: rows[place].labels):  # type: ignore[misc]
            chunk_of[place] = turn % chunks
            turn += 1
        for chunk, row in zip(chunk_of, rows, strict=True):
            dealt[chunk][number].append(row)
    return dealt
