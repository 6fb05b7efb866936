"""The first screen is painted once: it comes over slow lines. The last thing that is sent brings the title back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.e2e.terminal import Terminal

if TYPE_CHECKING:
    from pathlib import Path

MOST_BYTES = 60_000
"""Painted once it takes about 41,000; as Textual does it, in several goes, 83,000."""


@pytest.mark.usefixtures("configured")
def test_the_start_is_not_painted_twice(home: Path) -> None:
    with Terminal(home, size=(40, 120), env={"COLORTERM": "truecolor"}) as terminal:
        terminal.wait_for("ready to train")
        terminal.press("q")
        assert terminal.wait_for_end() == 0
    assert len(terminal.raw) < MOST_BYTES
    kept, brought_back = b"\x1b[22;2t\x1b]2;trainscope\x07", b"\x1b]2;\x07\x1b[23;2t"
    assert terminal.raw.count(kept) == terminal.raw.count(brought_back) == 1
    assert terminal.raw.index(kept) < terminal.raw.index(brought_back)
