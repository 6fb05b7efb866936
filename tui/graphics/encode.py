"""A picture as the bytes that make a terminal show it; textual-image makes them and asks the terminal nothing."""

from __future__ import annotations

import io
import os
import sys
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from core.picture import Picture

MOST_CELLS = 297
"""Across and down: kitty's placeholders are numbered by so many accents."""


class Encoded(NamedTuple):
    """What is written to the terminal.

    Args:
        picture: shows the picture and leaves the cursor at the start of the row below.
        forget: lets the terminal forget what it was sent.
    """

    picture: bytes
    forget: bytes


def encoded(
    picture: Picture, protocol: Literal["sixel", "kitty"], room: tuple[int, int], cell: tuple[int, int]
) -> Encoded:
    """The picture in whole cells.

    textual-image asks the terminal when it is imported, and again for the size of a cell, if stdout is one. So for
    the rest of this process stdout is a file, and the size of a cell stands where the library looks for it then.

    Args:
        picture: no larger than the room.
        protocol: which graphics.
        room: columns and rows.
        cell: width and height of a cell in pixels.
    """
    os.environ |= {"TEXTUAL_CELL_WIDTH": str(cell[0]), "TEXTUAL_CELL_HEIGHT": str(cell[1])}
    with TemporaryFile() as written:
        os.dup2(written.fileno(), 1)
        assert isinstance(sys.stdout, io.TextIOWrapper)
        sys.stdout.reconfigure(encoding="utf-8")
        forget = _print(picture, protocol, room, cell)
        sys.stdout.flush()
        written.seek(0)
        return Encoded(written.read(), forget)


def _print(
    picture: Picture, protocol: Literal["sixel", "kitty"], room: tuple[int, int], cell: tuple[int, int]
) -> bytes:
    """Print to stdout; returns what makes the terminal forget."""
    from PIL import Image
    from rich.console import Console
    from textual_image.renderable import SixelImage, TGPImage

    image = Image.frombytes("RGB", (picture.width, picture.height), picture.pixels)
    width = min(room[0], max(1, round(picture.width / cell[0])))
    height = min(room[1], max(1, round(picture.height / cell[1])))
    console = Console(
        file=sys.stdout,
        width=room[0],
        height=room[1],
        color_system="truecolor",  # kitty's placeholders name their picture by it
        force_terminal=True,
        no_color=False,
    )
    if protocol == "sixel":
        console.print(SixelImage(image, width, height), end="")
        return b""
    shown = TGPImage(image, width, height)
    console.print(shown, end="")
    return f"\x1b_Ga=d,d=I,i={shown.terminal_image_id},q=2\x1b\\".encode()
