"""No line of a log drives the terminal of the one who reads it, whichever way he reads it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.cli.runner import controls_in, trainscope
from tests.e2e import hostile
from tests.e2e.terminal import Terminal

if TYPE_CHECKING:
    from pathlib import Path

READING = (
    ("\x1b[5~", "▸"),
    ("\x1b[H", "▸ line-00"),
    ("/line-0\r", " 1 of 10 "),
    ("nn", " 3 of 10 "),
    ("N", " 2 of 10 "),
    ("\x1b[6~\x1b[6~", "line-20"),
    ("\x1b[F", hostile.LAST),
)
"""Keys of the log, and what shows that they were obeyed: page up, home, search, next, previous, page down, end."""
OWN_COLOURS = re.compile(r"\x1b\[[0-9;]*m")


def plain(raw: bytes) -> str:
    """What a line-by-line program sent, without its own colours and the terminal's line ends."""
    return OWN_COLOURS.sub("", raw.decode()).replace("\r\n", "\n")


def forbidden_in(raw: bytes) -> list[bytes]:
    return [sequence for sequence in hostile.NEVER if sequence in raw]


@pytest.fixture
def job(home: Path, photos: Path) -> str:
    """A job whose training program prints the hostile lines."""
    hostile.install(home)
    result = trainscope(home, "launch", "--yes", "--json")
    assert result.code == 0, result.stderr
    return str(result.json()["name"])


def test_watch_and_logs_show_every_line_and_send_nothing_of_theirs(home: Path, job: str) -> None:
    for command in ("watch", "logs"):
        with Terminal(home, command, job) as terminal:
            assert terminal.wait_for_end() == 0
        raw = bytes(terminal.raw)
        assert forbidden_in(raw) == []
        assert controls_in(plain(raw)) == set()
        shown = plain(raw)
        assert hostile.LAST in shown
        for number, line in enumerate(hostile.LINES):
            # Of a progress bar, which redraws its line by carriage returns, the last state is shown.
            _, redrawn, last = line.rpartition(b"\r")
            assert (f"{last.decode()} end" if redrawn else f"line-{number:02}") in shown


def test_data_for_programs_is_as_harmless(home: Path, job: str) -> None:
    watched = trainscope(home, "watch", job, "--json")
    assert watched.code == 0
    for text in (watched.stdout, trainscope(home, "logs", job).stdout, trainscope(home, "chart", job).stdout):
        assert controls_in(text) == set()
    logged = trainscope(home, "logs", job, "--json").objects()
    assert all(controls_in(line["text"]) == set() for line in logged)
    assert all(len(line["text"]) <= 5000 for line in logged)
    points = trainscope(home, "metrics", job, "--json").json()
    assert [point["value"] for point in points if point["name"] == "validation:accuracy"] == [
        0.05,
        0.15,
        0.25,
    ]


def test_the_cockpit_sends_nothing_of_theirs_however_it_is_used(home: Path, job: str) -> None:
    assert trainscope(home, "watch", job).code == 0
    with Terminal(home, size=(24, 120)) as terminal:
        terminal.wait_for("Completed")
        terminal.press("5")
        terminal.wait_for(hostile.LAST)
        for keys, seen in READING:
            terminal.press(keys)
            terminal.wait_for(seen)
        terminal.press("\x1b[C" * 8)
        terminal.wait_for(lambda screen: hostile.LAST not in screen)
        before_quitting = bytes(terminal.raw)
        terminal.press("q")
        assert terminal.wait_for_end() == 0
    assert forbidden_in(before_quitting) == []
    assert b"\x1b[?1049l" not in before_quitting
