"""What the first bytes of a file say: its true format, and the geometry of a JPEG or PNG. Pure, no photo is decoded.

JPEG: ITU T.81 annex B (markers), Exif 2.3 §4.6 (orientation). PNG: the specification's IHDR chunk.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

JPEG_START = b"\xff\xd8\xff"
PNG_START = b"\x89PNG\r\n\x1a\n"

_STARTS = (
    (JPEG_START, "JPEG"),
    (PNG_START, "PNG"),
    (b"GIF8", "GIF"),
    (b"BM", "BMP"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"\0\x05\x16\x07", "AppleDouble"),
    (b"\0\x05\x16\0", "AppleSingle"),
    (b"%PDF", "PDF"),
    (b"8BPS", "Photoshop"),
    (b"\0\0\1\0", "icon"),
    (b"\xff\x0a", "JPEG XL"),
    (b"\0\0\0\x0cJXL ", "JPEG XL"),
    (b"\0\0\0\x0cjP  ", "JPEG 2000"),
    (b"PK\3\4", "ZIP"),
    (b"version https://git-lfs", "Git LFS pointer"),
)
_BRANDS = {
    b"avif": "AVIF",
    b"avis": "AVIF",
    b"heic": "HEIC",
    b"heix": "HEIC",
    b"mif1": "HEIF",
    b"msf1": "HEIF",
}
LOSSLESS = "lossless coding"
_SIZE_MARKERS = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
_PROGRESSIVE = frozenset({0xC2, 0xC6, 0xCA, 0xCE})
_CODINGS = {
    **dict.fromkeys((0xC3, 0xCB), LOSSLESS),
    **dict.fromkeys((0xC5, 0xC6, 0xC7, 0xCD, 0xCE, 0xCF), "hierarchical coding"),
}
_BITS = 8
_WITHOUT_LENGTH = frozenset({0x01, *range(0xD0, 0xD8)})
_JPEG_MODES = {1: "L", 3: "RGB", 4: "CMYK"}
_PNG_MODES = {0: "L", 2: "RGB", 3: "P", 4: "LA", 6: "RGBA"}
_MOST_MARKERS = 4096
_STEP = 512


class Geometry(NamedTuple):
    """What a header tells.

    Args:
        width: pixels as stored, before any rotation.
        height: likewise.
        mode: Pillow's word for the kind of pixel: L, RGB, CMYK, P, LA, RGBA, 1, I;16.
        orientation: Exif orientation 1..8, 1 if none is told.
        progressive: whether a JPEG is stored in passes.
        coding: what makes a JPEG one that training's decoder cannot read, for people; empty for all usual ones.
    """

    width: int
    height: int
    mode: str
    orientation: int = 1
    progressive: bool = False
    coding: str = ""


def true_format(head: bytes) -> str | None:
    """The format by content, from the first 64 bytes or more; None if it is none that is known."""
    for start, name in _STARTS:
        if head.startswith(start):
            return name
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "WebP"
    if head[4:8] == b"ftyp":
        return _BRANDS.get(head[8:12])
    text = head[:64].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if text.startswith((b"<!doctype html", b"<html", b"<head", b"<body")):
        return "HTML"
    if text.startswith((b"<?xml", b"<svg")):
        return "XML"
    return None


def png_geometry(head: bytes) -> Geometry | str:
    """Geometry of a PNG, or what is wrong with its header.

    Args:
        head: the first 33 bytes or more.
    """
    if len(head) < 29 or head[12:16] != b"IHDR":
        return "its header is cut short"
    width, height = int.from_bytes(head[16:20], "big"), int.from_bytes(head[20:24], "big")
    depth, kind = head[24], head[25]
    mode = _PNG_MODES.get(kind)
    if mode is None or not width or not height:
        return "its header makes no sense"
    if kind == 0 and depth in (1, 16):
        mode = "1" if depth == 1 else "I;16"
    return Geometry(width, height, mode)


def jpeg_geometry(head: bytes, read: Callable[[int, int], bytes]) -> Geometry | str:
    """Geometry of a JPEG, or what is wrong with its header.

    Args:
        head: the first bytes of the file, a few kB so that most headers end inside.
        read: offset and count -> bytes of the file, for the headers that do not.
    """
    block, base, at, orientation = head, 0, 2, 1
    for _ in range(_MOST_MARKERS):
        here = at - base
        if here + 9 > len(block):
            block, base, here = read(at, _STEP), at, 0
            if len(block) < 4:
                return "it ends inside its header"
        if block[here] != 0xFF:
            return "its header is damaged"
        marker = block[here + 1]
        if marker == 0xFF:
            at += 1
        elif marker in _WITHOUT_LENGTH:
            at += 2
        elif marker in _SIZE_MARKERS:
            return _frame(block[here + 4 : here + 10], orientation, marker)
        elif marker in (0xD9, 0xDA):
            return "its size is nowhere told"
        else:
            length = block[here + 2] << 8 | block[here + 3]
            if length < 2:
                return "its header is damaged"
            if marker == 0xE1 and orientation == 1:
                start, end = here + 4, here + 2 + length
                orientation = _orientation(
                    block[start:end] if end <= len(block) else read(at + 4, length - 2)
                )
            at += 2 + length
    return "its header does not end"


def _frame(frame: bytes, orientation: int, marker: int) -> Geometry | str:
    if len(frame) < 6:
        return "it ends inside its header"
    height, width = frame[1] << 8 | frame[2], frame[3] << 8 | frame[4]
    if not width or not height:
        return "its size is told as zero"
    coding = _CODINGS.get(marker, "" if frame[0] == _BITS else f"{frame[0]} bits per colour")
    mode = _JPEG_MODES.get(frame[5], "RGB")
    return Geometry(width, height, mode, orientation, marker in _PROGRESSIVE, coding)


def _orientation(segment: bytes) -> int:
    """The Exif orientation in an APP1 segment; 1 where there is none or where it is damaged."""
    if segment[:6] != b"Exif\0\0":
        return 1
    tiff = segment[6:]
    if tiff[:2] not in (b"II", b"MM"):
        return 1
    order: Literal["little", "big"] = "little" if tiff[:2] == b"II" else "big"

    def number(at: int, count: int) -> int:
        return int.from_bytes(tiff[at : at + count], order)

    directory = number(4, 4)
    for index in range(min(number(directory, 2), 512)):
        entry = directory + 2 + 12 * index
        if number(entry, 2) == 0x0112:
            value = number(entry + 8, 2)
            return value if 1 <= value <= 8 else 1
    return 1
