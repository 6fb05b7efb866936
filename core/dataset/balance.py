"""How the photos of a data set with one label each are spread: classes far smaller than others, or in one part only.

Several labels per photo are `core.dataset.label_balance`'s.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.dataset.unread import UnreadRows
from core.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.dataset.model import DataSet

TIMES = 10
"""A class with a tenth of the largest class's photos, or less, is told."""
_NAMED = 3


def balance(dataset: DataSet) -> Iterator[Finding]:
    """What is odd about the numbers of photos; nothing for several labels per photo, or where no row is known."""
    if not dataset.multi_label and dataset.images and not isinstance(dataset.train, UnreadRows):
        yield from _imbalance(dataset)
        yield from _never_validated(dataset)


def _imbalance(dataset: DataSet) -> Iterator[Finding]:
    with_photos = [row for row in dataset.classes if row.images]
    if len(with_photos) < 2:
        return
    largest = max(with_photos, key=lambda row: row.images)
    small = sorted(
        (row for row in with_photos if row.images * TIMES <= largest.images), key=lambda row: row.images
    )
    if not small:
        return
    share = largest.images / sum(row.images for row in with_photos)
    listed = ", ".join(f"{_shown(row.name)} {row.images:,}" for row in small[:_NAMED])
    more = f" and {len(small) - _NAMED:,} more classes" if len(small) > _NAMED else ""
    has = "has" if len(small) == 1 else "have"
    yield Finding(
        "warning",
        "class-imbalance",
        f"{listed}{more} {has} at most a tenth of the {largest.images:,} photos of {_shown(largest.name)}",
        why=f"Small classes are hardly learned, and accuracy does not show it: always saying {_shown(largest.name)} "
        f"is right for {share:.0%} of the photos.",
        fix="Add photos of the small classes or leave out some of the large; look at each class's accuracy by itself.",
    )


def _never_validated(dataset: DataSet) -> Iterator[Finding]:
    if not dataset.validation or not dataset.train:
        return
    told = any(finding.kind == "one-image" for finding in dataset.findings)
    missing = {row.labels for row in dataset.train} - {row.labels for row in dataset.validation}
    missing_classes = [
        row for row in dataset.classes if (float(row.label),) in missing and not (told and row.images == 1)
    ]
    if missing_classes:
        listed = ", ".join(_shown(row.name) for row in missing_classes[:_NAMED])
        more = f" and {len(missing_classes) - _NAMED:,} more" if len(missing_classes) > _NAMED else ""
        yield Finding(
            "warning",
            "never-validated",
            f"no photo validates of: {listed}{more}",
            why="Validation accuracy says nothing about these classes.",
            fix="Add photos of them to the validation list, or let one list alone be split.",
        )


def _shown(name: str) -> str:
    from core.text import clean_path

    return clean_path(name)
