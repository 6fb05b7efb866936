"""What a photo's header means for training: pure, facts in, findings out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.dataset.orientation import SIDEWAYS
from core.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.dataset.images import ImageFacts

MOST_PIXELS = 178_956_970
"""Pillow's limit (twice `Image.MAX_IMAGE_PIXELS`): above it the local trainer refuses to open a photo."""

NOT_DECODED = frozenset({"huge-image", "jpeg-coding"})
"""Kinds of findings after which decoding would tell nothing more."""
_ENDINGS = {"JPEG": (".jpg", ".jpeg"), "PNG": (".png",)}
_TINY = 8
_CHANGED = {
    "LA": "transparency",
    "RGBA": "transparency",
    "CMYK": "cmyk",
    "I;16": "sixteen-bit",
}
_CHANGES = {
    "transparency": (
        "has transparency, which training drops",
        "What was see-through shows whatever colour lies under it, often black.",
    ),
    "cmyk": (
        "is in print colours (CMYK), which training turns into RGB",
        "Colours come out a little different than in an image program.",
    ),
    "sixteen-bit": (
        "has 16 bits per pixel, of which training keeps 8",
        "Shades that differ only in the lower 8 bits become one.",
    ),
}


@dataclass(frozen=True, slots=True)
class Limits:
    """The hyperparameters that photos are measured against.

    Args:
        width: of image_shape, in pixels.
        height: likewise.
        resize: the shortest side after resizing, or None if photos are not resized.
    """

    width: int
    height: int
    resize: int | None

    @property
    def roomy(self) -> int:
        """A photo whose sides are at least this long is large enough, however it is cut; beyond all if none is."""
        longest = max(_TINY, self.width, self.height)
        return longest if self.resize is None or self.resize >= longest else MOST_PIXELS

    @classmethod
    def of(cls, hyperparameters: Mapping[str, str]) -> Limits:
        """Limits from hyperparameters as text; what does not parse is their own check's business."""
        shape, resize = (_value(name, hyperparameters) for name in ("image_shape", "resize"))
        _, height, width = map(int, (shape or "1,1,1").split(","))
        return cls(width, height, int(resize) if resize else None)


def judge(facts: ImageFacts, name: str, limits: Limits) -> list[Finding]:
    """What training will make of a photo whose header is sound.

    Args:
        facts: its header.
        name: its path in the data set.
        limits: the hyperparameters it must fit.
    """
    shape = facts.geometry
    if (
        shape.mode == "RGB"
        and not shape.coding
        and shape.orientation == 1
        and name.endswith(_ENDINGS[facts.format])
        and min(shape.width, shape.height) >= limits.roomy
        and shape.width * shape.height <= MOST_PIXELS
    ):
        return []
    if shape.coding:
        return [_unknown_coding(shape.coding, name)]
    findings = _size(facts, name, limits)
    if not name.lower().endswith(_ENDINGS[facts.format]):
        findings.append(
            Finding(
                "info",
                "wrong-ending",
                f"is {facts.format} by content",
                name,
                why="Training goes by the content, other programs may go by the name.",
                fix=f"Rename it to end in {_ENDINGS[facts.format][0]}.",
            )
        )
    if shape.orientation != 1:
        findings.append(
            Finding(
                "info",
                "exif-rotation",
                f"is turned by its Exif orientation {shape.orientation}",
                name,
                why="Training turns it as the camera says; a program that does not will see it otherwise.",
            )
        )
    if shape.mode in _CHANGED:
        kind = _CHANGED[shape.mode]
        detail, why = _CHANGES[kind]
        findings.append(Finding("info", kind, detail, name, why=why))
    return findings


def _unknown_coding(coding: str, name: str) -> Finding:
    return Finding(
        "error",
        "jpeg-coding",
        f"is a JPEG with {coding}",
        name,
        why="Image programs may show it, but training's decoder cannot read it, and one such photo ends the whole job.",
        fix="Save it as a usual JPEG or PNG with an image program.",
    )


def _size(facts: ImageFacts, name: str, limits: Limits) -> list[Finding]:
    shape = facts.geometry
    width, height = shape.width, shape.height
    if shape.orientation in SIDEWAYS:
        width, height = height, width
    if width * height > MOST_PIXELS:
        return [
            Finding(
                "error",
                "huge-image",
                f"is {width}×{height}, more than {MOST_PIXELS // 10**6} million pixels",
                name,
                why="Its pixels take more than half a gigabyte; readers refuse it as a decompression bomb.",
                fix="Save it smaller: training needs a few hundred pixels a side.",
            )
        ]
    seen = (width, height)
    if limits.resize is not None:
        shortest = min(width, height)
        width, height = width * limits.resize // shortest, height * limits.resize // shortest
    if width < limits.width or height < limits.height:
        after = "" if limits.resize is None else f" ({width}×{height} after resize={limits.resize})"
        return [
            Finding(
                "error",
                "too-small",
                f"is {seen[0]}×{seen[1]}{after}, smaller than image_shape {limits.width}×{limits.height}",
                name,
                why="A photo smaller than image_shape ends the job.",
                fix=f"Set resize={max(limits.width, limits.height)}, or a smaller image_shape.",
            )
        ]
    if min(seen) < _TINY:
        return [
            Finding(
                "warning",
                "tiny-image",
                f"is only {seen[0]}×{seen[1]} pixels",
                name,
                why="Enlarged to image_shape it is one smear of colour.",
                fix="Remove it.",
            )
        ]
    return []


def _value(name: str, hyperparameters: Mapping[str, str]) -> str | None:
    """The value given, else the table's default; None where there is none, or it does not parse."""
    from core.job.parameter import table

    row = table()[name]
    try:
        return row.parse(hyperparameters.get(name, "").strip() or row.default or "")
    except ValueError:
        return None
