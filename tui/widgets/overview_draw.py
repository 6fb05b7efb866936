"""The data-set page as rows: how far the check is, classes and sizes, findings by kind. Pure."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

from textual.content import Content

from core.finding import number_at
from core.sizes import size
from tui.widgets.census_draw import census_lines
from tui.widgets.choice_rows import Choice
from tui.widgets.dataset_draw import RECORDED, STEPS, class_bars
from tui.widgets.finding_draw import MARKS, findings_with_lines, number_of

if TYPE_CHECKING:
    from core.dataset.model import DataSet
    from tui.widgets.dataset_draw import DataSetView

_MOST_PER_KIND = 200
_BESIDE = 96
"""Cells across from which sizes stand beside the classes, not above them."""
_WIDEST_BARS = 70


def overview(view: DataSetView, width: int) -> tuple[list[Content], dict[int, Choice]]:
    """The page as lines of at most `width` cells, and what each line that can be chosen stands for.

    A class stands for its photos, a finding for the photo it is about.
    """
    if view.error:
        return list(Content.styled(f"✗ {view.error}", "$error").wrap(width)), {}
    if view.recorded:
        return [Content(RECORDED)], {}
    if view.path is None:
        return [Content("No data set yet. Start with: trainscope --dataset DIR")], {}
    data = view.dataset
    if data is None:
        return [Content.styled(f"counting… {view.counted:,}", "$text-dim")], {}
    lines = [line for part in (*_state(view, data), _summary(data)) for line in part.wrap(width)]
    lines.append(Content(""))
    choices: dict[int, Choice] = {}
    beside = width >= _BESIDE and view.census is not None
    sizes_width = width // 2 - 2 if beside else min(width, _WIDEST_BARS)
    sizes: list[Content] = []
    if view.census is not None and view.sight is not None:
        sizes = census_lines(view.census, view.sight.limits, sizes_width)
    bars_width = width - sizes_width - 4 if beside else min(width, _WIDEST_BARS)
    bars = class_bars(data.classes, bars_width)
    if not beside and sizes:
        lines += [*sizes, Content("")]
    for place, row in enumerate(data.classes):
        choices[len(lines) + place] = Choice(row, bars_width)
    lines += _joined(bars, sizes, bars_width + 4) if beside else bars
    lines.append(Content(""))
    lines += [line for part in _mending(view, data) for line in part.wrap(width)]
    for line, finding in findings_with_lines(view.findings, width, most=_MOST_PER_KIND):
        if finding is not None:
            choices[len(lines)] = Choice(finding)
        lines.append(line)
    return lines, choices


def _state(view: DataSetView, data: DataSet) -> list[Content]:
    """How far the check is, and what was found so far."""
    lines = []
    if view.checked is not None:
        lines.append(Content.styled(f"{STEPS[view.step]}: {view.checked:,} of {data.images:,}", "$text-dim"))
    elif not view.findings:
        lines.append(Content.styled("✓ nothing wrong with the photos", "$success"))
    words = []
    for level, (mark, style) in MARKS.items():
        if many := number_at(level, view.findings):
            words.append((f"{mark} {number_of(many, level)}  ", style))
    if words:
        lines.append(Content.assemble(*words, ("below: tab goes there", "$text-dim")))
    if view.form_errors:
        text = f"✗ {number_of(view.form_errors, 'error')} in the hyperparameters: see pane 2"
        lines.append(Content.styled(text, "$error"))
    if data.channels is not None:
        lines.append(
            Content.styled("The photos are in S3, not on this machine: they cannot be shown.", "$text-dim")
        )
    return lines


def _mending(view: DataSetView, data: DataSet) -> list[Content]:
    """How many findings a mended copy would be without, and how it is made; nothing where none can be made."""
    from core.dataset.mend.folder import mendable

    many = mendable(view.findings)
    if not many or view.checked is not None or view.listed or data.channels is not None:
        return []
    said = f"A mended copy would be without {number_of(many, 'finding')}: trainscope dataset DIR --fix OUT"
    return [Content.styled(said, "$text-dim"), Content("")]


def _summary(data: DataSet) -> Content:
    facts = [f"{len(data.classes):,} {'class' if len(data.classes) == 1 else 'classes'}"]
    facts.append(number_of(data.images, "photo"))
    facts += [size(data.bytes)] if data.bytes is not None else []
    facts += ["a photo counts for each of its labels"] if data.multi_label else []
    split = f"train {len(data.train):,}, validation {len(data.validation):,}"
    return Content.styled(f"{', '.join(facts)}: {split}", "bold")


def _joined(left: list[Content], right: list[Content], at: int) -> list[Content]:
    """Two columns, the second one beginning `at` so many cells."""
    empty = Content("")
    return [
        Content.assemble(one.pad_right(max(0, at - one.cell_length)), other) if other else one
        for one, other in zip_longest(left, right, fillvalue=empty)
    ]
