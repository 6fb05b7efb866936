"""The process that shows one photo until a key is pressed; it has the terminal to itself (`lend`)."""

from __future__ import annotations

import array
import fcntl
import os
import select
import signal
import sys
import termios
from pathlib import Path

from rich.cells import set_cell_size

from core.finding import Finding
from core.sizes import size
from core.text import clean, clean_path
from tui.graphics.ask import SECONDS, Abilities, ask
from tui.graphics.order import TOLD, Order
from tui.passthrough import inside_screen, inside_tmux
from tui.widgets.paths_draw import tail

_KEYBOARD = 0
_CLEAR = b"\x1b[2J\x1b[H"
_LOOK_SECONDS = 1.0
"""Between two looks whether the cockpit is still there."""


def main(order: Order) -> int:
    """Show the photo until a key is pressed; returns the exit code: 0, or `TOLD` with a sentence on stderr."""
    cockpit = os.getppid()
    screen = os.dup(sys.stdout.fileno())
    columns, rows, cell = _measure(screen)
    alone = not inside_tmux(os.environ) and not inside_screen(os.environ)
    abilities = ask(_KEYBOARD, screen, kitty=alone, cell=cell)
    if abilities is None:
        return 0
    if abilities.protocol is None:
        return _tell(f"{_lacking(abilities)}: half-cells are what there is.")
    from core.dataset.locate import Locator
    from core.picture import draw
    from tui.ascii import ascii_text
    from tui.graphics.encode import MOST_CELLS, encoded

    room = (min(columns, MOST_CELLS), max(1, min(rows - 1, MOST_CELLS)))
    across, down = (cells * pixels for cells, pixels in zip(room, abilities.cell, strict=True))
    if abilities.largest is not None:
        across, down = min(across, abilities.largest[0]), min(down, abilities.largest[1])
    picture = draw(Locator(Path(order.root)), order.name, (across, down), order.sight)
    if isinstance(picture, Finding):
        return _tell(f"{clean_path(order.name)}: {clean(picture.detail)}.")
    facts = f"{picture.of[0]}×{picture.of[1]}  {size(picture.bytes)}  {picture.format}"
    about = "  ".join(
        ["", facts, *(["as trained"] if order.sight else []), abilities.protocol, "any key goes back"]
    )
    line = tail(clean_path(order.name), max(12, columns - 1 - len(about))) + about
    line = set_cell_size(line, columns - 1).rstrip()
    made = encoded(picture, abilities.protocol, room, abilities.cell)
    _write(
        screen,
        _CLEAR + made.picture + (ascii_text(line) if order.ascii_only else line).encode("utf-8", "replace"),
    )
    _wait_for_key(cockpit)
    _write(screen, made.forget)
    return 0


def _measure(screen: int) -> tuple[int, int, tuple[int, int] | None]:
    """Columns, rows, and the size of a cell in pixels if the system knows it."""
    sizes = array.array("H", [0, 0, 0, 0])
    fcntl.ioctl(screen, termios.TIOCGWINSZ, sizes)
    rows, columns, width, height = sizes
    cell = (width // columns, height // rows) if columns and rows else (0, 0)
    return columns or 80, rows or 24, cell if min(cell) > 0 else None


def _lacking(abilities: Abilities) -> str:
    if inside_tmux(os.environ):
        return "tmux shows no sixel here (it takes 3.4 or newer, built with it) and no kitty graphics"
    if inside_screen(os.environ):
        return "GNU screen shows neither sixel nor kitty graphics"
    if not abilities.answered:
        return f"The terminal has answered nothing within {SECONDS:.0f} s, so no graphics"
    return "This terminal shows neither sixel nor kitty graphics"


def _tell(sentence: str) -> int:
    print(sentence, file=sys.stderr)  # noqa: T201 - the cockpit reads it
    return TOLD


def _write(screen: int, data: bytes) -> None:
    left = memoryview(data)
    while left:
        left = left[os.write(screen, left) :]


def _wait_for_key(cockpit: int) -> None:
    """Until a key is pressed that was not there already, or the cockpit is gone."""
    termios.tcflush(_KEYBOARD, termios.TCIFLUSH)
    while os.getppid() == cockpit:
        if select.select([_KEYBOARD], [], [], _LOOK_SECONDS)[0]:
            return


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    raise SystemExit(main(Order.read(sys.argv[1])))
