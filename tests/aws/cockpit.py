"""The cockpit over the test account: the installed program in a pseudo-terminal, worked by keys alone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.e2e.terminal import Terminal

if TYPE_CHECKING:
    from tests.aws.program import Program

DOWN = "\x1b[B"
DELETE = "\x7f"
_NAME = re.compile(r"Launch  (\S+)  on ")


def open_cockpit(program: Program, *args: str, size: tuple[int, int] = (40, 120)) -> Terminal:
    """Start it without a command."""
    return Terminal(program.home, *args, size=size, env=program.account.environment)


def open_review(terminal: Terminal) -> str:
    """Open the launch review and wait until Enter would launch; returns the name of the job to be."""
    terminal.wait_for("ready to train")
    terminal.press("l")
    terminal.wait_for(lambda screen: "✓ Ready. Enter launches" in screen and "enter launch" in screen)
    found = _NAME.search(terminal.text)
    assert found, terminal.text
    return found[1]


def launch(terminal: Terminal) -> str:
    """Review and launch; returns the job's name."""
    name = open_review(terminal)
    terminal.press("\r")
    terminal.wait_for(lambda screen: "Enter launches" not in screen and name in screen)
    return name


def words(screen: str) -> str:
    """What the panes say, without frames and line breaks: a sentence that is wrapped in a narrow pane is found again.

    Rows of panes that stand side by side are mixed; zoom a pane to read it.
    """
    return " ".join(re.sub(r"[│┃╭╮╰╯┏┓┗┛─━]", " ", screen).split())
