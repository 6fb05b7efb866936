"""Progress of a launch on stderr: one line rewritten at a terminal, plain lines elsewhere, never too often."""

from __future__ import annotations

import io
import os
import pty
import termios
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from cli.progress import PLAIN_SECONDS, REWRITE_SECONDS, ProgressLine
from core.engine.base import LaunchProgress
from tests.cli.runner import controls_in
from tests.conftest import wait_until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Clock:
    """Set by hand."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


def uploading(done: int, trouble: str = "") -> LaunchProgress:
    return LaunchProgress("uploading", done, 400, "photos", trouble=trouble)


def test_without_a_terminal_a_line_comes_at_each_step_and_every_few_seconds() -> None:
    stream, clock = io.StringIO(), Clock()
    with ProgressLine(stream, clock=clock) as hear:
        hear(LaunchProgress("hashing", 1, 400, "photos"))
        hear(LaunchProgress("hashing", 2, 400, "photos"))
        hear(uploading(1))
        clock.now += PLAIN_SECONDS
        hear(uploading(1))
        hear(uploading(90))
        hear(uploading(91))
    assert stream.getvalue().splitlines() == [
        "hashing: 1 of 400 photos",
        "uploading: 1 of 400 photos",
        "uploading: 90 of 400 photos",
    ]


def test_a_trouble_is_told_once_and_so_is_its_end() -> None:
    stream, clock = io.StringIO(), Clock()
    with ProgressLine(stream, clock=clock) as hear:
        hear(uploading(1))
        for _ in range(3):
            hear(uploading(1, trouble="no answer\x1b[2J from AWS"))
        hear(uploading(2))
    lines = stream.getvalue().splitlines()
    assert lines.count("trainscope: retrying: no answer from AWS") == 1
    assert lines.count("trainscope: going on") == 1
    assert controls_in(stream.getvalue()) == set()


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[io.TextIOWrapper, Callable[[], str]]]:
    """A terminal of 30 columns to write to, and what has arrived there."""
    monkeypatch.setenv("TERM", "xterm-256color")
    ours, theirs = pty.openpty()
    os.set_blocking(ours, False)
    termios.tcsetwinsize(theirs, (24, 30))
    stream = os.fdopen(theirs, "w", encoding="utf-8")

    def arrived() -> str:
        """All that was written up to the sign that ends it; a terminal passes on what it gets a little later."""
        stream.write("$")
        stream.flush()
        text = b""

        def whole() -> bool:
            nonlocal text
            with suppress(BlockingIOError):
                text += os.read(ours, 65536)
            return text.endswith(b"$")

        wait_until(whole, what="the terminal's text")
        return text.decode().removesuffix("$")

    yield stream, arrived
    stream.close()
    os.close(ours)


def test_at_a_terminal_one_line_is_rewritten_and_nothing_of_it_stays(
    terminal: tuple[io.TextIOWrapper, Callable[[], str]],
) -> None:
    stream, arrived = terminal
    clock = Clock()
    with ProgressLine(stream, clock=clock) as hear:
        for done in range(80):
            hear(uploading(done))
            clock.now += REWRITE_SECONDS / 8
    text = arrived()
    assert "\n" not in text
    assert text.count("\r\x1b[K") == 11, "ten rewrites and the last cleaning"
    assert text.endswith("\r\x1b[K")


def test_a_narrow_terminal_gets_a_short_line(
    terminal: tuple[io.TextIOWrapper, Callable[[], str]],
) -> None:
    stream, arrived = terminal
    with ProgressLine(stream, clock=Clock()) as hear:
        hear(LaunchProgress("uploading", 120, 400, "photos", 3_100_000, 12_000_000, 2_400_000.0, 4.0))
    assert max(map(len, arrived().split("\r\x1b[K"))) == 29
