"""Which panes are on the screen at which size: pure, so that every size can be tested."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from textual.content import Content

if TYPE_CHECKING:
    from collections.abc import Sequence

PaneName = Literal["dataset", "form", "chart", "job", "log"]
PANES: tuple[PaneName, ...] = ("dataset", "form", "chart", "job", "log")
TITLES: dict[PaneName, str] = {
    "dataset": "Dataset",
    "form": "Hyperparameters",
    "chart": "Chart",
    "job": "Job",
    "log": "Log",
}

MIN_WIDTH, MIN_HEIGHT = 60, 20
GRID_WIDTH, GRID_HEIGHT = 100, 30
WIDE_WIDTH, WIDE_HEIGHT = 180, 50
_AROUND_CLASSES = 6
"""Rows of the data-set pane besides its classes: borders, path, split, findings."""


@dataclass(frozen=True, slots=True)
class Layout:
    """What a size allows: nothing but a sentence, one pane at a time as tabs, or all panes at once."""

    too_small: bool
    tabs: bool
    wide: bool


def layout_for(width: int, height: int) -> Layout:
    """The layout for a terminal of this size in cells."""
    return Layout(
        too_small=width < MIN_WIDTH or height < MIN_HEIGHT,
        tabs=width < GRID_WIDTH or height < GRID_HEIGHT,
        wide=width >= WIDE_WIDTH and height >= WIDE_HEIGHT,
    )


def dataset_height(classes: int, height: int, *, wide: bool) -> int:
    """Rows for the data-set pane: as many as its classes need, at least its usual ones, at most its half.

    Args:
        classes: how many there are.
        height: of the terminal.
        wide: whether it is a large one.
    """
    usual, below = (16, 20) if wide else (12, 14)
    half = (height - 2 - below) // 2
    return max(usual, min(classes + _AROUND_CLASSES, half))


def too_small_line(width: int, height: int) -> str:
    """What is said below the smallest size."""
    return f"trainscope needs {MIN_WIDTH}×{MIN_HEIGHT}, this is {width}×{height}"


def tab_line(current: str, panes: Sequence[PaneName] = PANES) -> Content:
    """The line of tabs: each with its key, the current one in brackets so that it shows without colour."""
    parts = []
    for number, name in enumerate(panes, 1):
        text = f"{number} {TITLES[name]}"
        parts.append(Content.styled(f"[{text}]", "bold $accent") if name == current else Content(f" {text} "))
    return Content(" ").join(parts)
