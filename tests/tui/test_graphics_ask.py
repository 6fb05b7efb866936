"""What a terminal's answer says of the graphics it shows."""

from __future__ import annotations

import os

import pytest

from tui.graphics.ask import ATTRIBUTES, CELL, KITTY, LARGEST, VT340, Abilities, ask, question, understood

XTERM = b"\x1b[?2;0;1000;800S\x1b[?65;1;4;22c"
KITTY_SAYS = b"\x1b_Gi=31;OK\x1b\\"


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (XTERM, Abilities(True, "sixel", VT340, (1000, 800))),
        (b"\x1b[6;18;9t" + XTERM, Abilities(True, "sixel", (9, 18), (1000, 800))),
        (KITTY_SAYS + b"\x1b[?62;c", Abilities(True, "kitty")),
        (KITTY_SAYS + b"\x1b[?62;4c", Abilities(True, "sixel")),
        (b"\x1b_Gi=31;ENOTSUPPORTED:no\x1b\\\x1b[?62;22c", Abilities(True, None)),
        (b"\x1b[?1;2c", Abilities(True, None)),
        (b"\x1b[?64;14;40c", Abilities(True, None)),
        (b"\x1b[?2;0;0;0S\x1b[6;0;0t\x1b[?62;4c", Abilities(True, "sixel")),
        (b"xj\x1b[A\x1b[?62;4cq", Abilities(True, "sixel")),
        (b"", Abilities(False, None)),
        (b"qq\x1b", Abilities(False, None)),
    ],
)
def test_an_answer_is_understood(answer: bytes, expected: Abilities) -> None:
    assert understood(answer, None) == expected


def test_the_size_of_a_cell_that_the_system_knows_is_the_one_that_counts() -> None:
    assert understood(b"\x1b[6;18;9t" + XTERM, (8, 16)).cell == (8, 16)


def test_only_what_is_not_known_is_asked_and_the_attributes_last() -> None:
    assert question(kitty=True, cell=True) == KITTY + CELL + LARGEST + ATTRIBUTES
    assert question(kitty=False, cell=False) == LARGEST + ATTRIBUTES


@pytest.mark.parametrize(
    ("typed", "expected"),
    [(b"\x1b[?62;4c", Abilities(True, "sixel", (8, 16))), (b"\x1b[?6\x03", None)],
    ids=["an answer", "Ctrl-C"],
)
def test_waiting_ends_with_the_last_answer_or_ctrl_c(typed: bytes, expected: Abilities | None) -> None:
    ours, terminals = os.pipe(), os.pipe()
    try:
        os.write(ours[1], typed)
        assert ask(ours[0], terminals[1], kitty=False, cell=(8, 16)) == expected
        assert os.read(terminals[0], 4096) == LARGEST + ATTRIBUTES
    finally:
        for descriptor in (*ours, *terminals):
            os.close(descriptor)
