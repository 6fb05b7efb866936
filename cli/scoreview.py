"""How right answers are, for people: accuracy, classes, what is taken for what, training beside it."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from cli.output import colour, out, table
from core.predict.answers import bar_length
from core.predict.score import Score
from core.predict.shades import draw_matrix, legend
from core.predict.verdict import (
    CLASS_COLUMN,
    PAIR_HEADS,
    SEVERAL_HEADS,
    SINGLE_HEADS,
    beside_lines,
    class_lines,
    headline,
    judged,
    more_pairs,
    pair_lines,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.predict.answers import Prediction
    from core.predict.score import LabelsScore
    from core.predict.verdict import ModelFacts
    from core.runs import RunBook

_BAR = 20
_PAIRS = 10
_WIDEST = 160


def print_verdict(
    book: RunBook,
    model: ModelFacts,
    predictions: Sequence[Prediction],
    *,
    top: int | None,
    bar: str,
    as_trained: bool,
    how: str = "--as-trained",
) -> None:
    """How right the answers are, beside how right they were in training; nothing where no truth is known.

    Args:
        book: knows the job.
        model: whose answers they are.
        predictions: the answers.
        top: how many of the likeliest labels count as an answer, beside the likeliest alone; None: as is usual.
        bar: the character of bars; ``#`` where the terminal takes ASCII only.
        as_trained: whether photos were cut as training does before they were sent.
        how: what has them cut so; empty where nothing does.
    """
    verdict = judged(book, model, predictions, top)
    if verdict is None:
        return
    out()
    print_score(verdict.found, model.classes, bar=bar)
    if verdict.beside is not None:
        out()
        for line in beside_lines(verdict.beside, model, as_trained=as_trained, how=how):
            out(line)


def print_score(found: Score | LabelsScore, names: Sequence[str], *, bar: str) -> None:
    """Accuracy, a table of the classes; where one label is, the confusion matrix and the most confused pairs.

    Args:
        found: to be shown.
        names: of the classes in label order.
        bar: the character of bars; ``#`` where the terminal takes ASCII only.
    """
    out(headline(found))
    out()
    heads = SINGLE_HEADS if isinstance(found, Score) else SEVERAL_HEADS
    table(
        [(*line.cells, bar * bar_length(line.part or 0.0, _BAR)) for line in class_lines(found, names)],
        (*heads, ""),
        right=[place for place in range(len(heads)) if place != CLASS_COLUMN],
    )
    if isinstance(found, Score):
        out()
        _print_confusion(found, names, ascii_only=bar == "#")


def _print_confusion(found: Score, names: Sequence[str], *, ascii_only: bool) -> None:
    width = min(shutil.get_terminal_size().columns, _WIDEST)
    drawing = draw_matrix(found.matrix, names, width=width, ascii_only=ascii_only)
    for line in drawing.lines:
        out("".join(colour(piece.text, piece.colour) for piece in line).rstrip())
    for text in legend(drawing.together, ascii_only=ascii_only):
        out(text)
    if found.confused:
        out()
        table(pair_lines(found, names, _PAIRS), PAIR_HEADS, right=(0,))
        if more := more_pairs(found, _PAIRS):
            out(more)
