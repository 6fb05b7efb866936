"""A picture as cells of the terminal: two pixels a cell in colour, or a character by its brightness. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple

from rich.color import Color, ColorSystem
from rich.segment import Segment
from rich.style import Style

if TYPE_CHECKING:
    from PIL.Image import Image

    from core.picture import Picture

Depth = Literal["truecolor", "256", "16", "none"]
"""Colours a terminal has: by `rich.console.Console.color_system`, or none where they are not wanted."""

_UPPER_HALF = "▀"
_RAMP = " .:-=+*#%@"
"""From dark to bright on a dark ground; each character covers more of its cell than the one before."""
SIXTEEN = (
    (0, 0, 0), (170, 0, 0), (0, 170, 0), (170, 85, 0), (0, 0, 170), (170, 0, 170), (0, 170, 170), (170, 170, 170),
    (85, 85, 85), (255, 85, 85), (85, 255, 85), (255, 255, 85), (85, 85, 255), (255, 85, 255), (85, 255, 255),
    (255, 255, 255),
)  # fmt: skip
"""What Rich takes the sixteen colours for, so that each of these is sent as itself."""
_SYSTEMS = {"truecolor": ColorSystem.TRUECOLOR, "256": ColorSystem.EIGHT_BIT, "16": ColorSystem.STANDARD}


class Look(NamedTuple):
    """How pictures are drawn.

    Args:
        depth: which colours there are.
        dark: whether the ground is dark: on a light one the characters stand for darkness.
    """

    depth: Depth
    dark: bool = True

    @classmethod
    def of(cls, color_system: str | None, *, plain: bool, dark: bool) -> Look:
        """The look for a terminal.

        Args:
            color_system: Rich's word for its colours.
            plain: whether to draw with characters only, in no colours of one's own.
            dark: whether the theme is a dark one.
        """
        depths: dict[str | None, Depth] = {"truecolor": "truecolor", "256": "256", "standard": "16"}
        depth = "none" if plain else depths.get(color_system, "16")
        return cls(depth, dark or depth != "none")


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture as rows of segments, with what is told of its photo.

    Args:
        width: cells.
        rows: each `width` cells wide.
        of: width and height of the photo as it is shown, pixels.
        format: of the photo, by content.
        bytes: size of its file.
    """

    width: int
    rows: tuple[tuple[Segment, ...], ...]
    of: tuple[int, int]
    format: str
    bytes: int


def drawn(picture: Picture, look: Look) -> Drawn:
    """The picture in cells, one across and two pixels down each; runs of one style are one segment."""
    from PIL.Image import frombytes

    image = frombytes("RGB", (picture.width, picture.height), picture.pixels)
    rows = _characters(image, dark=look.dark) if look.depth == "none" else _half_cells(image, look.depth)
    return Drawn(picture.width, tuple(rows), picture.of, picture.format, picture.bytes)


def _half_cells(image: Image, depth: Depth) -> list[tuple[Segment, ...]]:
    pixels = _with_colours(image, depth).tobytes()
    stride = 3 * image.width
    rows = []
    for start in range(0, len(pixels) - stride, 2 * stride):
        row: list[Segment] = []
        before, run = b"", 0
        for at in range(start, start + stride, 3):
            pair = pixels[at : at + 3] + pixels[at + stride : at + stride + 3]
            if pair != before and run:
                row.append(Segment(_UPPER_HALF * run, _style(before, depth)))
                run = 0
            before, run = pair, run + 1
        row.append(Segment(_UPPER_HALF * run, _style(before, depth)))
        rows.append(tuple(row))
    return rows


def _with_colours(image: Image, depth: Depth) -> Image:
    """The picture in the colours there are; sixteen are mixed by dithering, as no photo has theirs."""
    from PIL.Image import Dither

    if depth == "truecolor":
        return image
    dither = Dither.FLOYDSTEINBERG if depth == "16" else Dither.NONE
    return image.quantize(palette=_palette(depth), dither=dither).convert("RGB")


@lru_cache(2)
def _palette(depth: Depth) -> Image:
    """The terminal's usual sixteen colours, or the cube and the greys of 256, which no theme of a terminal changes."""
    from PIL.Image import new

    image = new("P", (1, 1))
    cube = (Color.from_ansi(number).get_truecolor() for number in range(16, 256))
    image.putpalette([part for colour in (SIXTEEN if depth == "16" else cube) for part in colour])
    return image


@lru_cache(1 << 12)
def _style(pair: bytes, depth: Depth) -> Style:
    """Colours of the upper and the lower pixel; rendered once here, so that the screen need not do it."""
    style = Style.from_color(_colour(pair[:3]), _colour(pair[3:]))
    style.render(_UPPER_HALF, color_system=_SYSTEMS[depth])
    return style


@lru_cache(1 << 12)
def _colour(pixel: bytes) -> Color:
    return Color.from_rgb(*pixel)


def _characters(image: Image, *, dark: bool) -> list[tuple[Segment, ...]]:
    """One character a cell, the whole range of brightness used."""
    from PIL import ImageOps
    from PIL.Image import Resampling

    gray = image.convert("L").resize((image.width, image.height // 2), Resampling.BOX)
    levels = ImageOps.autocontrast(gray, cutoff=1).tobytes()
    ramp = _RAMP if dark else _RAMP[::-1]
    text = "".join(ramp[level * len(ramp) // 256] for level in levels)
    return [(Segment(text[at : at + image.width]),) for at in range(0, len(text), image.width)]
