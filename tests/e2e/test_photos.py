"""Photos in a real terminal: in the colours it has, a page painted once, and the terminal asked nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.e2e.terminal import Terminal
from tests.e2e.test_colours import coloured, sent_styles
from tui.widgets.photo_layout import grid

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("configured")

QUESTIONS = re.compile(
    rb"\x1b\[[>=?]?[0-9;]*[cn]|\x1b\[[0-9;]*t|\x1b\[[>?]?[0-9;]*q|\x1b\[\?[0-9;]*\$p|\x1b_|\x1bP|\x1b\][0-9]+;\?"
)
"""Device attributes and status, sizes in pixels, name and version, modes; kitty's and sixel's pictures; colours."""
TRUECOLOR_CELL = 42
"""Bytes: two colours with three numbers each, the character, the reset."""
REST = 5_000
"""Bytes of a page of photos besides the photos: captions, title, blank cells, and the page before they are decoded."""
PARTS = 2
"""On a slow machine a page comes in parts, and a row of which one photo came first is sent again."""
LITTLE = 1_500
AROUND = 4
"""Rows and columns of the screen that no photo stands in: title, line at the bottom, keys, and a blank one."""


def cells_of_page(columns: int, rows: int, photos: int) -> int:
    """Cells that square photos take on a page of a screen of this size."""
    shape = grid(columns - 2, rows - AROUND)
    side = min(shape.width, 2 * shape.height) // 2 * 2
    return min(photos, shape.columns * shape.rows) * side * side // 2


def open_photos(terminal: Terminal) -> None:
    terminal.wait_for("ready to train")
    terminal.press("1\r")
    terminal.wait_for("Sizes of 40 photos")
    terminal.press("\r")


def used(home: Path, **environ: str) -> bytes:
    """What is sent while photos are looked at in a terminal with such an environment."""
    with Terminal(home, env=environ) as terminal:
        open_photos(terminal)
        terminal.wait_for("48×48")
        before = len(terminal.raw)
        terminal.press("x")
        terminal.wait_for("as trained")
        terminal.press("n\r")
        terminal.wait_for("of 20  48×48")
        terminal.press("t")
        terminal.press("qq")
        terminal.wait_for("Sizes of 40 photos")
        return bytes(terminal.raw[before:])


@pytest.mark.parametrize(("columns", "rows"), [(80, 24), (120, 40)])
def test_a_page_of_photos_costs_its_cells_and_a_step_next_to_nothing(
    home: Path, columns: int, rows: int
) -> None:
    cells = cells_of_page(columns, rows, 20)
    with Terminal(home, size=(rows, columns), env={"COLORTERM": "truecolor"}) as terminal:
        terminal.wait_for("ready to train")
        terminal.press("1\r")
        terminal.wait_for("40 photos")
        before = len(terminal.raw)
        terminal.press("\r")
        terminal.wait_for(lambda text: text.count("▀") == cells)
        terminal.wait_for("48×48")
        assert len(terminal.raw) - before < PARTS * cells * TRUECOLOR_CELL + REST
        before = len(terminal.raw)
        terminal.press("\x1b[C")
        terminal.wait_for(lambda text: "2/20" in text and "▸001.jpg" in text)
        assert len(terminal.raw) - before < LITTLE


def test_photos_ask_the_terminal_nothing(home: Path) -> None:
    assert QUESTIONS.findall(used(home, COLORTERM="truecolor")) == []


def test_no_color_sends_no_colours(home: Path) -> None:
    assert coloured(used(home, NO_COLOR="1")) == set()


def test_a_terminal_of_16_colours_is_sent_no_others(home: Path) -> None:
    styles = sent_styles(used(home, TERM="xterm"))
    assert {style for style in styles if re.search(rb"(?:38|48)[;:]", style)} == set()


def test_a_terminal_of_256_colours_is_sent_no_truecolor(home: Path) -> None:
    styles = sent_styles(used(home, TERM="xterm-256color"))
    assert {style for style in styles if re.search(rb"(?:38|48)[;:]2", style)} == set()
    assert len(styles) > 100, "the colours of photos"
