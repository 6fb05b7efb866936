"""A photo decoded to a few pixels, to be looked at: the way it is shown, or the piece of it that training sees."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from core.dataset.decode import END_OF_IMAGE, decode, does_not_decode, open_as
from core.dataset.judge import Limits, judge
from core.dataset.orientation import SIDEWAYS, turned
from core.engine.local.crop import Box, Crop
from core.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PIL.Image import Image as Decoded

    from core.dataset.images import ImageFacts
    from core.dataset.locate import Locator

_WHOLE = Box(0.0, 0.0, 1.0, 1.0)
_ANY_SIZE = Limits(1, 1, None)


@dataclass(frozen=True, slots=True)
class Sight:
    """What training sees of photos.

    Args:
        limits: image_shape and resize.
        gray: whether image_shape has one channel.
    """

    limits: Limits
    gray: bool = False

    @classmethod
    def of(cls, hyperparameters: Mapping[str, str]) -> Sight:
        """From hyperparameters as text."""
        shape = hyperparameters.get("image_shape", "").replace(" ", "")
        return cls(Limits.of(hyperparameters), shape.startswith("1,"))

    @property
    def crop(self) -> Crop:
        """The piece that is cut out."""
        return Crop(self.limits.height, self.limits.width, self.limits.resize)


@dataclass(frozen=True, slots=True)
class Picture:
    """A small picture of a photo.

    Args:
        width: of the picture in pixels.
        height: likewise.
        pixels: three bytes a pixel (RGB), row by row from the top.
        of: width and height of the photo in pixels as it is shown, Exif rotation done.
        format: of the photo, by content.
        bytes: size of the photo's file.
    """

    width: int
    height: int
    pixels: bytes
    of: tuple[int, int]
    format: str
    bytes: int


def draw(locator: Locator, name: str, room: tuple[int, int], sight: Sight | None = None) -> Picture | Finding:
    """Decode a photo to a picture that fits the room, or say why that fails. Never raises for what is in the file.

    A JPEG is decoded at the fraction of its size that is enough, so that one of 20 million pixels takes no longer than
    a small one takes to read.

    Args:
        locator: of the data set.
        name: the photo's path in it.
        room: most pixels across and down; the picture fills one of them, and its height is even.
        sight: show the piece that training sees; None: all of the photo.
    """
    facts = locator.look(name)
    if isinstance(facts, Finding):
        return facts
    limits = _ANY_SIZE if sight is None else sight.limits
    for finding in judge(facts, name, limits):
        if finding.level == "error":
            return finding
    file = locator.behind(name)
    if file is None:
        why = "It is not followed: only what lies in the data set is uploaded."
        fix = "Copy what it leads to in its place."
        return Finding("error", "link-outside", "leads out of the data set's root", name, why=why, fix=fix)
    shape = facts.geometry
    size = (shape.width, shape.height)
    shown = size[::-1] if shape.orientation in SIDEWAYS else size
    box = (sight.crop.box(*shown) if sight is not None else None) or _WHOLE
    across, down = (box.right - box.left) * shown[0], (box.bottom - box.top) * shown[1]
    scale = min(room[0] / across, room[1] / down)
    target = (max(1, round(across * scale)), max(2, round(down * scale / 2) * 2))
    enough = (round(2 * shown[0] * scale) + 1, round(2 * shown[1] * scale) + 1)
    try:
        image = rgb(
            turned(_load(file, facts, enough), shape.orientation), gray=sight is not None and sight.gray
        )
        pixels = _cut(image, box, target)
    except Exception as error:  # noqa: BLE001 - the file is hostile: whatever Pillow raises, it does not decode
        return decode(file, name) or does_not_decode(name, type(error).__name__)
    return Picture(*target, pixels, shown, facts.format, facts.bytes)


def _load(file: str, facts: ImageFacts, enough: tuple[int, int]) -> Decoded:
    """The photo as stored; a JPEG at a fraction of its size that is no smaller than `enough` (as shown)."""
    shape = facts.geometry
    wanted = enough[::-1] if shape.orientation in SIDEWAYS else enough
    with Path(file).open("rb") as stream:
        image = open_as(stream, facts.format)
        image.draft(None, wanted)
        try:
            image.load()
        except OSError:
            if facts.format != "JPEG" or shape.progressive:
                raise
            # A baseline JPEG cut short trains with a grey rest, and so it is shown.
            stream.seek(0)
            image = open_as(BytesIO(stream.read() + END_OF_IMAGE), "JPEG")
            image.draft(None, wanted)
            image.load()
    return image


def rgb(image: Decoded, *, gray: bool = False) -> Decoded:
    """In RGB, transparency dropped and 16 bits scaled to 8, as training has it."""
    if image.mode.startswith("I"):
        image = image.point(lambda value: value * (1 / 256)).convert("L")
    return image.convert("L").convert("RGB") if gray else image.convert("RGB")


def _cut(image: Decoded, box: Box, target: tuple[int, int]) -> bytes:
    from PIL.Image import Resampling

    edges = (
        box.left * image.width,
        box.top * image.height,
        box.right * image.width,
        box.bottom * image.height,
    )
    smaller = target[0] < edges[2] - edges[0]
    method = Resampling.LANCZOS if smaller else Resampling.BOX
    return image.resize(target, method, box=edges, reducing_gap=2.0).tobytes()
