"""Only such colours are sent as the terminal and its user have: none under NO_COLOR, 16 or 256 where that is all."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.e2e.terminal import Terminal

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("configured")

STYLES = re.compile(rb"\x1b\[([0-9;:]*)m")


def sent_styles(raw: bytes) -> set[bytes]:
    """The parameters of all sequences that set colours or other styles."""
    return set(STYLES.findall(raw))


def coloured(raw: bytes) -> set[bytes]:
    """Those that set a colour other than the terminal's own."""
    return {
        style
        for style in sent_styles(raw)
        if any(
            30 <= int(part) <= 38 or 40 <= int(part) <= 48 or int(part) >= 90
            for part in style.split(b";")
            if part
        )
    }


def cockpit_used(home: Path, **environ: str) -> bytes:
    """What the cockpit sends while it is opened, its theme switched, a page shown, and left."""
    with Terminal(home, env=environ) as terminal:
        terminal.wait_for("ready to train")
        terminal.press("t")
        terminal.press("?")
        terminal.wait_for("Switch to the next colour theme")
        terminal.press("q")
        terminal.wait_for("ready to train")
        terminal.press("t")
        terminal.press("2")
        terminal.press("q")
        assert terminal.wait_for_end() == 0
    return bytes(terminal.raw)


def test_no_color_sends_no_colours_also_after_another_theme(home: Path) -> None:
    assert coloured(cockpit_used(home, NO_COLOR="1")) == set()


def test_a_terminal_of_16_colours_is_sent_no_others(home: Path) -> None:
    styles = sent_styles(cockpit_used(home, TERM="xterm"))
    assert {style for style in styles if re.search(rb"(?:38|48)[;:]", style)} == set()
    assert styles & {style for style in styles if re.search(rb"(?:^|;)(?:3|4|9)[0-7]", style)}, (
        "it has colours"
    )


def test_a_terminal_of_256_colours_is_sent_no_truecolor(home: Path) -> None:
    styles = sent_styles(cockpit_used(home, TERM="xterm-256color"))
    assert {style for style in styles if re.search(rb"(?:38|48)[;:]2", style)} == set()
    assert {style for style in styles if re.search(rb"(?:38|48)[;:]5", style)}, "it has colours"


def test_truecolor_is_sent_where_the_terminal_says_so(home: Path) -> None:
    styles = sent_styles(cockpit_used(home, COLORTERM="truecolor"))
    assert {style for style in styles if re.search(rb"(?:38|48);2;", style)}
