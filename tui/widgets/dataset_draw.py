"""What the data-set pane shows, as a pure function of what is known."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from textual.content import Content

from core.finding import by_severity, has_errors, number_at
from core.text import clean
from tui.widgets.finding_draw import MARKS, number_of, place_of
from tui.widgets.paths_draw import home_path, tail

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from core.dataset.census import Census
    from core.dataset.model import ClassCount, DataSet
    from core.finding import Finding, Level
    from core.picture import Sight
    from core.s3address import S3Address

RECORDED = "A recording holds no photos."
STEPS = {"headers": "reading headers", "decoding": "decoding photos", "comparing": "comparing photos"}


@dataclass(frozen=True, slots=True)
class DataSetView:
    """What is known of the data set so far.

    Args:
        path: the folder or the address in S3, or None if none is configured.
        counted: photos found while the folder is being read.
        dataset: once it is read.
        checked: photos looked at so far in this step of the check, or None when no check runs.
        step: what the check does with them: ``headers`` or ``decoding``.
        findings: what was found so far.
        error: why it can't be read at all, with what to do.
        form_errors: how many errors the hyperparameters have with this data set.
        census: what the photos measure, as far as their headers are read.
        sight: what training sees of them, by the hyperparameters they are judged by.
        listed: whether lists of the user's own say what is in the data set, and not its folders.
        recorded: whether a recorded run is shown: there never is one then.
    """

    path: Path | S3Address | None = None
    counted: int = 0
    dataset: DataSet | None = None
    checked: int | None = None
    step: str = "headers"
    findings: tuple[Finding, ...] = ()
    error: str = ""
    form_errors: int = 0
    census: Census | None = None
    sight: Sight | None = None
    listed: bool = False
    recorded: bool = False

    @property
    def is_checked(self) -> bool:
        """Whether the data set is read and every photo of it was looked at."""
        return self.dataset is not None and self.checked is None and not self.error

    @property
    def of_photos(self) -> tuple[Finding, ...]:
        """What was found in the photos themselves: the data set's own findings stand before them."""
        return self.findings[len(self.dataset.findings) :] if self.dataset is not None else ()

    def with_findings(self, findings: Sequence[Finding]) -> DataSetView:
        """The same with more findings."""
        return replace(self, findings=(*self.findings, *findings))


def dataset_rows(view: DataSetView, width: int, height: int, *, home: str | None = None) -> list[Content]:
    """The lines of the pane, `width` cells wide; classes are cut to what `height` allows, with a line that says so."""
    if view.recorded:
        return _wrapped(RECORDED, width)
    if view.path is None:
        return [
            Content("No data set yet."),
            Content(""),
            *_wrapped("Start with: trainscope --dataset DIR, one folder of photos per class.", width),
        ]
    path = home_path(view.path, home=home)
    if view.error:
        return [Content(tail(path, width)), Content(""), *_wrapped(f"✗ {view.error}", width, "$error")]
    if view.dataset is None:
        count = f"counting… {view.counted:,}" if view.counted else "counting…"
        return [_spread(Content(tail(path, width - len(count) - 1)), Content(count), width)]
    data = view.dataset
    total = f"{data.images:,} photos"
    top = [_spread(Content(tail(path, width - len(total) - 1)), Content.styled(total, "bold"), width)]
    split = Content.assemble(
        ("train ", "$text-dim"),
        f"{len(data.train):,}",
        ("   validation ", "$text-dim"),
        f"{len(data.validation):,}",
    )
    state = status_rows(view, width)
    room = max(1, height - len(top) - 1 - len(state))
    bars = class_bars(data.classes, width)
    if data.multi_label and len(bars) < room:
        top.append(Content.styled("photos with the label:", "$text-dim").truncate(width, ellipsis=True))
    if len(bars) > room:
        more = len(bars) - room + 1
        note = Content.styled(f"… {more} more classes (enter)", "$text-dim")
        bars = [*bars[: room - 1], note.truncate(width, ellipsis=True)]
    return [*top, *bars, split.truncate(width, ellipsis=True), *state]


def class_bars(classes: Sequence[ClassCount], width: int) -> list[Content]:
    """One line a class: name, count, a bar in eighths of a cell relative to the largest class."""
    most = max((row.images for row in classes), default=0)
    names = [Content(clean(row.name)) for row in classes]
    counts = [f"{row.images:,}" for row in classes]
    name_width = min(max((name.cell_length for name in names), default=0), max(8, width // 2 - 2))
    count_width = max(map(len, counts), default=0)
    bar_width = max(0, width - name_width - count_width - 2)
    rows = []
    for row, name, count in zip(classes, names, counts, strict=True):
        bar = bar_text(row.images / most if most else 0.0, bar_width)
        label = name.truncate(name_width, ellipsis=True)
        label = label.pad_right(name_width - label.cell_length)
        rows.append(Content.assemble(label, f" {count:>{count_width}} ", (bar, "$primary")))
    return rows


def bar_text(fraction: float, width: int) -> str:
    """A bar of `fraction` of `width` cells, in eighths; anything above zero shows at least one eighth."""
    eighths = max(int(fraction * width * 8 + 0.5), 1 if fraction > 0 and width else 0)
    full, rest = divmod(min(eighths, width * 8), 8)
    return "█" * full + ("", "▏", "▎", "▍", "▌", "▋", "▊", "▉")[rest]


def status_rows(view: DataSetView, width: int) -> list[Content]:
    """Whether it is ready to train: counts by level, the first finding, how far the check is."""
    rows: list[Content] = []
    levels: tuple[Level, ...] = ("error", "warning")
    counts = [(level, number_at(level, view.findings)) for level in levels]
    if any(number for _, number in counts):
        words = [
            (f"{MARKS[level][0]} {number_of(number, level)}  ", MARKS[level][1])
            for level, number in counts
            if number
        ]
        rows.append(Content.assemble(*words, ("enter: details", "$text-dim")))
        first = by_severity(view.findings)[0]
        where = place_of(first)
        rows.append(Content.styled(clean((f"{where}: " if where else "") + first.detail), "$text-dim"))
    if view.form_errors:
        mark, style = MARKS["error"]
        rows.append(
            Content.styled(f"{mark} {number_of(view.form_errors, 'error')} in the hyperparameters", style)
        )
    if view.checked is not None:
        total = view.dataset.images if view.dataset else 0
        rows.append(Content.styled(f"{STEPS[view.step]} {view.checked:,} of {total:,}", "$text-dim"))
    elif not view.form_errors and not has_errors(view.findings):
        rows.append(Content.styled("✓ ready to train", "bold $success"))
    return [row.truncate(width, ellipsis=True) for row in rows]


def _spread(left: Content, right: Content, width: int) -> Content:
    gap = max(1, width - left.cell_length - right.cell_length)
    return Content.assemble(left, " " * gap, right)


def _wrapped(text: str, width: int, style: str = "") -> list[Content]:
    return Content.styled(text, style).wrap(max(8, width))
