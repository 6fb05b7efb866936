"""The mouse belongs to the cockpit, or to the terminal if its user wants that."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.e2e.terminal import Terminal

if TYPE_CHECKING:
    from pathlib import Path

MOUSE_ON = (b"\x1b[?1000h", b"\x1b[?1002h", b"\x1b[?1003h")


@pytest.mark.parametrize(("flags", "asked"), [((), True), (("--no-mouse",), False)])
def test_the_terminal_is_asked_for_the_mouse_unless_told_not_to(
    home: Path, configured: None, flags: tuple[str, ...], asked: bool
) -> None:
    with Terminal(home, *flags) as terminal:
        terminal.wait_for("q quit")
        assert any(sequence in terminal.raw for sequence in MOUSE_ON) == asked
        terminal.press("q")
        assert terminal.wait_for_end() == 0
