"""Everything in ASCII, for terminals without Unicode: one filter behind all drawing, cell for cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.segment import Segment
from textual.filter import LineFilter

if TYPE_CHECKING:
    from textual.color import Color

_LOOKALIKES = {
    "✓": "+", "✗": "X", "×": "x", "●": "*", "◌": "o", "■": "#", "◆": "@", "▲": "!", "▼": "v", "▸": ">", "▾": "v",
    "±": "~", "·": "-", "•": "*", "–": "-", "—": "-", "…": "~", "→": ">", "←": "<", "↑": "^", "↓": "v",
    "⌫": "<", "★": "*",
    "│": "|", "─": "-", "╭": "+", "╮": "+", "╰": "+", "╯": "+", "├": "+", "┤": "+", "┌": "+", "┐": "+",
    "└": "+", "┘": "+", "┬": "+", "┴": "+", "┼": "+", "┄": "-", "━": "=", "┃": "H", "┏": "#", "┓": "#", "┗": "#",
    "┛": "#", "█": "#", "▉": "#", "▊": "#", "▋": "#", "▌": "#", "▍": "=", "▎": "=", "▏": "-", "▇": "#", "▆": "#",
    "▅": "#", "▄": "#", "▃": "=", "▂": "=", "▁": "-", "▀": "#", "▔": "-", "▕": "|", "▐": "#", "░": ".", "▒": ":",
}  # fmt: skip
_TABLE = str.maketrans(_LOOKALIKES)


def ascii_text(text: str) -> str:
    """The text with what trainscope and Textual draw replaced by ASCII that looks like it; as wide as before."""
    return text.translate(_TABLE)


class AsciiFilter(LineFilter):
    """Replaces the characters of drawn lines; what a log or a name holds beyond them stays."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Part of the filter API."""
        return [Segment(ascii_text(text), style, control) for text, style, control in segments]
