"""Where a cockpit cannot be shown, a sentence points to the commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.e2e.terminal import Terminal

if TYPE_CHECKING:
    from pathlib import Path


def test_a_dumb_terminal_gets_a_sentence_and_not_one_escape_sequence(home: Path) -> None:
    with Terminal(home, env={"TERM": "dumb"}) as terminal:
        assert terminal.wait_for_end() == 2
    assert b"\x1b" not in terminal.raw
    assert b"TERM is dumb" in terminal.raw
    assert b"trainscope watch JOB" in terminal.raw


def test_demo_in_a_dumb_terminal_follows_in_plain_text(home: Path) -> None:
    with Terminal(home, "demo", env={"TERM": "dumb"}) as terminal:
        terminal.wait_for("Epoch[0]")
        terminal.press("\x03")
        assert terminal.wait_for_end() == 130
    assert b"\x1b" not in terminal.raw
    assert b"trainscope watch ic-digits" in terminal.raw
