"""How a run looks wherever it is drawn: its letter, its colour, and the pattern of its line, by its slot. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from core.compare.slots import BASELINE, LETTERS
from tui.widgets.chart_canvas import dotted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tui.widgets.chart_canvas import ChartStyle

_PATTERNS = ("S", "D", "SSS ", "DDD  ", "SD", "SSSSSDDD", "SS  ", "SSSD ")
"""By slot, what each column of a line shows again and again: all of it, its dots, or nothing."""
_BASELINE = "D "
_SAMPLE = 4
_QUARTER = "▖"
_STRAIGHT = "\u2812"
"""A level line in braille."""


def letter(slot: int | None) -> str:
    """The letter of a run; None: the baseline's sign."""
    return BASELINE if slot is None else LETTERS[slot]


def colour(slot: int | None) -> str:
    """The colour of a run, a variable of the theme."""
    return "$text-dim" if slot is None else f"$series-{slot + 1}"


def sign(slot: int | None) -> Content:
    """The letter in the run's colour."""
    return Content.styled(letter(slot), f"{colour(slot)} bold")


def sample(slot: int | None, style: ChartStyle) -> Content:
    """A piece of the run's line, for a legend."""
    straight = {"braille": _STRAIGHT * _SAMPLE, "block": "▄" * _SAMPLE, "ascii": "*" * _SAMPLE}[style]
    return Content.styled(patterned([straight], slot, style)[0], f"{colour(slot)} bold")


def patterned(rows: Sequence[str], slot: int | None, style: ChartStyle) -> list[str]:
    """A solid line as the run's own: told apart from others without colour.

    Args:
        rows: of the canvas, as `chart_canvas.curve` draws them.
        slot: of the run; None is the baseline.
        style: how they are drawn; in ASCII a line is made of its own small letter.
    """
    if style == "ascii":
        return [row.replace("*", "." if slot is None else letter(slot).lower()) for row in rows]
    pattern = _BASELINE if slot is None else _PATTERNS[slot]
    thin = dotted(rows, style) if style == "braille" else [_quartered(row) for row in rows]
    return [
        "".join(_cell(pattern[at % len(pattern)], char, row[at]) for at, char in enumerate(solid))
        for solid, row in zip(rows, thin, strict=True)
    ]


def _quartered(row: str) -> str:
    """The dots of a line of blocks: every other column of `chart_canvas.dotted` would fall between ours."""
    return "".join(" " if char == " " else _QUARTER for char in row)


def _cell(part: str, solid: str, thin: str) -> str:
    return {"S": solid, "D": thin}.get(part, " ")
