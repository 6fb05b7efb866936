"""What a terminal can show: one question of several parts, and what it answers."""

from __future__ import annotations

import os
import re
import select
import time
from dataclasses import dataclass
from typing import Literal

SECONDS = 2.0
"""How long the answer may take: a line round the world takes a third of a second, a bad one more."""
KITTY = b"\x1b_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\x1b\\"
"""Whether one pixel could be shown in kitty's graphics; tmux and GNU screen take it for a title."""
CELL = b"\x1b[16t"
"""The size of a cell in pixels (xterm)."""
LARGEST = b"\x1b[?2;1;0S"
"""The largest sixel picture (xterm, which cuts off what is above 1000 pixels unless told otherwise)."""
ATTRIBUTES = b"\x1b[c"
"""Device attributes: every terminal answers, and in order, so with this answer all others are there."""
VT340 = (10, 20)
"""Pixels of a cell where nothing says."""

_ATTRIBUTES = re.compile(rb"\x1b\[\?([0-9;]*)c")
_KITTY = re.compile(rb"\x1b_G[^\x1b]*;OK\x1b\\")
_CELL = re.compile(rb"\x1b\[6;([0-9]{1,4});([0-9]{1,4})t")
_LARGEST = re.compile(rb"\x1b\[\?2;0;([0-9]{1,6});([0-9]{1,6})S")
_SIXEL = b"4"
_INTERRUPT = b"\x03"


@dataclass(frozen=True, slots=True)
class Abilities:
    """What a terminal has said of itself.

    Args:
        answered: whether it has said anything.
        protocol: the graphics it shows; sixel where it shows both, as terminals that took up kitty's graphics beside
            it lack the placeholders in text that are used here.
        cell: width and height of a cell in pixels.
        largest: most pixels of a picture across and down; None: no limit is known.
    """

    answered: bool
    protocol: Literal["sixel", "kitty"] | None
    cell: tuple[int, int] = VT340
    largest: tuple[int, int] | None = None


def question(*, kitty: bool, cell: bool) -> bytes:
    """What is written to the terminal.

    Args:
        kitty: ask for kitty's graphics, too.
        cell: ask for the size of a cell, which the system does not know.
    """
    return (KITTY if kitty else b"") + (CELL if cell else b"") + LARGEST + ATTRIBUTES


def understood(answer: bytes, cell: tuple[int, int] | None) -> Abilities:
    """What the answer says; keys typed in between do no harm.

    Args:
        answer: all that came in.
        cell: width and height of a cell in pixels, if the system knows it.
    """
    attributes = _ATTRIBUTES.search(answer)
    sixel = attributes is not None and _SIXEL in attributes.group(1).split(b";")
    size = _CELL.search(answer)
    told = (int(size.group(2)), int(size.group(1))) if size is not None else VT340
    largest = _LARGEST.search(answer)
    most = (int(largest.group(1)), int(largest.group(2))) if largest is not None else (0, 0)
    return Abilities(
        attributes is not None,
        "sixel" if sixel else "kitty" if _KITTY.search(answer) else None,
        cell or (told if min(told) > 0 else VT340),
        most if sixel and min(most) > 0 else None,
    )


def ask(keyboard: int, screen: int, *, kitty: bool, cell: tuple[int, int] | None) -> Abilities | None:
    """Ask the terminal, which sends each key as it is typed; takes at most `SECONDS`. None if Ctrl-C was typed.

    Args:
        keyboard: descriptor that the answer is read from.
        screen: descriptor that the question is written to.
        kitty: ask for kitty's graphics, too.
        cell: width and height of a cell in pixels, if the system knows it.
    """
    os.write(screen, question(kitty=kitty, cell=cell is None))
    answer = b""
    deadline = time.monotonic() + SECONDS
    while _ATTRIBUTES.search(answer) is None:
        readable, _, _ = select.select([keyboard], [], [], max(0.0, deadline - time.monotonic()))
        got = os.read(keyboard, 4096) if readable else b""
        if not got:
            break
        answer += got
        if _INTERRUPT in answer:
            return None
    return understood(answer, cell)
