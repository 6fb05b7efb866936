"""What is odd about the labels of photos that may have several: none at all, on none, on all, in one part only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.finding import Finding
from core.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from core.dataset.model import ClassCount, Row

_NAMED = 5
_NAME_CELLS = 60


def label_balance(
    classes: Sequence[ClassCount], rows: Sequence[Row], path: str | None = None
) -> Iterator[Finding]:
    """Findings about labels that teach nothing, over all rows of a multi-label data set.

    Args:
        classes: with the number of photos that have each label.
        rows: all of them, one 0/1 column for each class.
        path: of the list, for the findings.
    """
    if not rows:
        return
    unlabelled = sum(not any(row.labels) for row in rows)
    if unlabelled == len(rows):
        yield Finding(
            "error",
            "no-label",
            "no photo has any label",
            path,
            why="There is nothing to learn but no.",
            fix="Write 1 in the columns of the classes that a photo shows.",
        )
        return
    if unlabelled:
        yield Finding(
            "warning" if 2 * unlabelled > len(rows) else "info",
            "no-label",
            f"{unlabelled:,} of {len(rows):,} photos have no label at all",
            path,
            why="They teach what is none of the classes; a photo whose labels were forgotten teaches it wrongly.",
            fix="Take out photos that nobody has labelled.",
        )
    on_none = [row for row in classes if row.images == 0]
    if on_none:
        yield Finding(
            "warning",
            "label-on-none",
            f"no photo has {_named(on_none)}",
            path,
            why="The answer is always no, which counts as right: accuracy rises, and nothing is learned.",
            fix="Add photos that have it, or take the column out of all lists.",
        )
    on_all = [row for row in classes if row.images == len(rows)] if len(rows) > 1 else []
    if on_all:
        yield Finding(
            "warning",
            "label-on-all",
            f"every photo has {_named(on_all)}",
            path,
            why="The answer is always yes, which counts as right: accuracy rises, and nothing is learned.",
            fix="Add photos without it, or take the column out of all lists.",
        )


def in_one_part_only(
    classes: Sequence[ClassCount], train: Sequence[Row], validation: Sequence[Row], path: str | None = None
) -> Iterator[Finding]:
    """Findings about labels that only train or only validate.

    Args:
        classes: with the number of photos that have each label.
        train: rows with one 0/1 column for each class.
        validation: likewise.
        path: of the list that validates, for the findings.
    """
    trained, validated = (
        {place for labels in {row.labels for row in rows} for place, on in enumerate(labels) if on}
        for rows in (train, validation)
    )
    never_trained = [row for row in classes if row.label in validated - trained]
    if never_trained:
        yield Finding(
            "warning",
            "never-trained",
            f"photos that validate have {_named(never_trained)}, but no photo that trains has",
            path,
            why="The network cannot know the label; where it should say yes it says no.",
            fix="Let photos that have it train, too.",
        )
    never_validated = [row for row in classes if row.label in trained - validated]
    if never_validated:
        yield Finding(
            "warning",
            "never-validated",
            f"photos that train have {_named(never_validated)}, but no photo that validates has",
            path,
            why="Validation accuracy does not say whether the label is found.",
            fix="Let photos that have it validate, too.",
        )


def _named(classes: Sequence[ClassCount]) -> str:
    """``the label x``, ``the labels x, y`` or ``the labels x, …, z and 3 more``."""
    names = ", ".join(clean(row.name, limit=_NAME_CELLS) for row in classes[:_NAMED])
    more = f" and {len(classes) - _NAMED:,} more" if len(classes) > _NAMED else ""
    return f"the label{'s' if len(classes) > 1 else ''} {names}{more}"
