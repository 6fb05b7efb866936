"""How right answers are, as lines of a page: accuracy, training beside it, classes, what is taken for what. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from textual.content import Content

from core.errors import Cancelled
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
    more_pairs,
    pair_lines,
)
from tui.widgets.asking_draw import error_lines
from tui.widgets.finding_draw import findings_by_kind
from tui.widgets.table_draw import table_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.predict.score import LabelsScore
    from core.predict.shades import Drawing
    from core.predict.verdict import ModelFacts, Verdict
    from tui.answers import Answers

_PAIRS = 10
_MOST_FOUND = 20
"""Findings of a kind that are named."""
_WIDEST_BAR = 40
_LEAST_BAR = 4
_WIDEST_MATRIX = 160
_STYLES = {"green": "$success", "red": "$error"}


class Seen(NamedTuple):
    """How photos were seen.

    Args:
        model: that has answered.
        as_trained: whether photos were cut as training does before they were sent.
        how: what has them cut so; empty where nothing does.
    """

    model: ModelFacts
    as_trained: bool = False
    how: str = ""


def report_lines(
    answers: Answers, verdict: Verdict | None, seen: Seen, width: int, *, ascii_only: bool
) -> list[Content]:
    """All that is said of answers together: why there are no more, how right they are, what was found about photos.

    Args:
        answers: all there are.
        verdict: on them; None where there is nothing to judge.
        seen: how photos were seen.
        width: cells.
        ascii_only: whether the picture of the matrix must be made of ASCII.
    """
    lines = (
        no_verdict_lines(answers.given, width)
        if verdict is None
        else verdict_lines(verdict, seen, width, ascii_only=ascii_only)
    )
    if answers.error is not None and not isinstance(answers.error, Cancelled):
        lines = [*error_lines(answers.error, width), Content(""), *lines]
    found = findings_by_kind(answers.findings, width, most=_MOST_FOUND)
    return [*lines, Content(""), *found] if found else lines


def verdict_lines(verdict: Verdict, seen: Seen, width: int, *, ascii_only: bool) -> list[Content]:
    """The whole verdict in lines of at most `width` cells; the arguments are those of `report_lines`."""
    found, names = verdict.found, seen.model.classes
    lines = list(Content.styled(headline(found), "bold").wrap(width))
    if verdict.beside is not None:
        for text in beside_lines(verdict.beside, seen.model, as_trained=seen.as_trained, how=seen.how):
            lines += Content(text).wrap(width)
    lines += [Content(""), *_classes(found, names, width)]
    if isinstance(found, Score):
        drawing = draw_matrix(found.matrix, names, width=min(width, _WIDEST_MATRIX), ascii_only=ascii_only)
        lines += [Content(""), *_picture(drawing)]
        for text in legend(drawing.together, ascii_only=ascii_only):
            lines += Content.styled(text, "$text-dim").wrap(width)
        if found.confused:
            pairs = pair_lines(found, names, _PAIRS)
            lines += [
                Content(""),
                *table_lines(pairs, PAIR_HEADS, width, right=(0,), cut=len(PAIR_HEADS) - 1),
            ]
            if more := more_pairs(found, _PAIRS):
                lines.append(Content.styled(more, "$text-dim"))
    return lines


def no_verdict_lines(given: int, width: int) -> list[Content]:
    """What is said where there is nothing to judge.

    Args:
        given: photos that were answered.
        width: cells.
    """
    text = "Nothing says what these photos are. A list does, or folders that have the names of classes."
    return list(Content(text if given else "No photo was answered.").wrap(width))


def _classes(found: Score | LabelsScore, names: Sequence[str], width: int) -> list[Content]:
    """The table of classes, with a bar for the part that is found where there is room for one."""
    heads = SINGLE_HEADS if isinstance(found, Score) else SEVERAL_HEADS
    rows = class_lines(found, names)
    numbers = [place for place in range(len(heads)) if place != CLASS_COLUMN]
    lines = table_lines([row.cells for row in rows], heads, width, right=numbers, cut=CLASS_COLUMN)
    room = min(_WIDEST_BAR, width - lines[0].cell_length - 2)
    if room < _LEAST_BAR:
        return lines
    bars = [("█" * bar_length(row.part or 0.0, room), "$accent") for row in rows]
    return [lines[0], *(Content.assemble(line, "  ", bar) for line, bar in zip(lines[1:], bars, strict=True))]


def _picture(drawing: Drawing) -> list[Content]:
    return [
        Content.assemble(*((piece.text, _STYLES.get(piece.colour or "", "")) for piece in line)).rstrip()
        for line in drawing.lines
    ]
