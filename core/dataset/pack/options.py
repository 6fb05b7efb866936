"""How photos are changed while they are packed, in im2rec's terms (reference/lst-recordio.md §2)."""

from __future__ import annotations

from dataclasses import dataclass

from core.errors import UsageError

JPEG, PNG = ".jpg", ".png"
LARGEST_EDGE = 16_384

_DEFAULTS = {JPEG: 95, PNG: 3}
_RANGES = {JPEG: (1, 100), PNG: (1, 9)}


@dataclass(frozen=True, slots=True)
class PackOptions:
    """What is done with each photo; with nothing said, its file goes in as it is.

    Args:
        resize: the shorter edge in pixels, also enlarged to; 0 leaves the size alone.
        center_crop: cut the largest square out of the middle, before it is resized.
        quality: of a JPEG, 1 to 100 (95 if not said); compression of a PNG, 1 to 9 (3).
        encoding: ``.jpg`` or ``.png``; JPEG if not said.
        color: 1 colour (if not said), 0 grey, -1 as the file has it.

    Raises:
        UsageError: a value is none of these.
    """

    resize: int = 0
    center_crop: bool = False
    quality: int | None = None
    encoding: str | None = None
    color: int | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.resize <= LARGEST_EDGE:
            raise UsageError(f"cannot resize to {self.resize}", fix=f"give 1 to {LARGEST_EDGE} pixels")
        if self.kind not in _RANGES:
            raise UsageError(f"cannot encode as {self.kind}", fix="give .jpg or .png")
        low, high = _RANGES[self.kind]
        if self.quality is not None and not low <= self.quality <= high:
            raise UsageError(
                f"quality {self.quality} is none that {self.kind} has", fix=f"give {low} to {high}"
            )
        if self.color not in (None, 1, 0, -1):
            raise UsageError(f"color {self.color} is none", fix="give 1 (colour), 0 (grey) or -1 (as it is)")

    @property
    def unchanged(self) -> bool:
        """Whether files go in as they are, without being decoded."""
        said = (self.quality, self.encoding, self.color)
        return not (self.resize or self.center_crop) and said == (None, None, None)

    @property
    def kind(self) -> str:
        """The encoding, ``.jpg`` unless said otherwise."""
        return self.encoding or JPEG

    @property
    def level(self) -> int:
        """The quality or compression, the encoding's default unless said otherwise."""
        return _DEFAULTS[self.kind] if self.quality is None else self.quality
