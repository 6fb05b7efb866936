"""An endpoint asked in a real terminal: keys typed in one go, a row that is gone to costs next to nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.e2e.terminal import Terminal
from tests.e2e.test_colours import coloured
from tests.tui.asked import asked_home

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LITTLE = 1_000
"""Bytes of two rows."""


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory, shared: Path) -> Iterator[Path]:
    with asked_home(tmp_path_factory.mktemp("asked") / "home", shared / "data" / "flowers") as home:
        yield home


def test_a_list_is_asked_about_in_one_go_and_a_step_costs_two_rows(asked: Path) -> None:
    with Terminal(asked, size=(24, 80), env={"COLORTERM": "truecolor"}) as terminal:
        terminal.wait_for("1 endpoint")
        terminal.press("p\x15~/vali\t\r")
        terminal.wait_for("of 20 photos right")
        terminal.press("\t")
        terminal.wait_for(lambda text: len(paths_in(text)) == 20 and "enter one/all" in text)
        first, second, *_ = (path.encode() for path in paths_in(terminal.text))
        before = len(terminal.raw)
        terminal.press("\x1b[B")
        terminal.wait_for(lambda _: first in terminal.raw[before:] and second in terminal.raw[before:])
        assert len(terminal.raw) - before < LITTLE
        terminal.press("\r")
        terminal.wait_for(lambda text: "2 of 20" in text and text.count("▀") > 100)


def paths_in(text: str) -> list[str]:
    return re.findall(r"^ …?(\S+\.jpg) ", text, re.MULTILINE)


def test_no_color_sends_no_colours_and_tells_as_much(asked: Path) -> None:
    with Terminal(asked, size=(24, 80), env={"NO_COLOR": "1"}) as terminal:
        terminal.wait_for("1 endpoint")
        before = len(terminal.raw)
        terminal.press("p\x15validation.lst\r")
        terminal.wait_for("of 20 photos right")
        terminal.press("\tw\r")
        terminal.wait_for("taken for")
        assert coloured(bytes(terminal.raw[before:])) == set()
