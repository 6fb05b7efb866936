"""Photos in, probabilities out: the model of an endpoint, and what it costs to ask it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.dataset.formats import jpeg_geometry, png_geometry, true_format
from core.dataset.judge import MOST_PIXELS
from core.engine.local.parse import CustomerError

if TYPE_CHECKING:
    from pathlib import Path

    from core.decoderoom import Room
    from core.engine.local.model import Model


@dataclass(frozen=True, slots=True)
class SentPhoto:
    """A photo that was sent (a `core.engine.local.photos.Photo`).

    Args:
        data: the bytes of its file.
    """

    data: bytes

    def read_bytes(self) -> bytes:
        """The bytes of its file."""
        return self.data

    def __str__(self) -> str:
        return "that was sent"


@dataclass(frozen=True, slots=True)
class Answerer:
    """A model that answers about photos; several threads may ask at once.

    Args:
        model: the trained baseline.
        room: how much is decoded at a time.
    """

    model: Model
    room: Room

    def answer(self, data: bytes, deadline: float) -> list[float]:
        """The probability of each class, in label order.

        Args:
            data: the bytes of a JPEG or PNG file.
            deadline: when to give up waiting for others, in `time.monotonic` seconds.

        Raises:
            CustomerError: the photo cannot be used.
            core.decoderoom.NoRoom: others took too long.
        """
        pixels = _pixels(data)
        if pixels is not None and pixels > MOST_PIXELS:
            raise CustomerError(
                f"The photo that was sent has {pixels:,} pixels, more than {MOST_PIXELS // 10**6} million."
            )
        with self.room.taken(MOST_PIXELS if pixels is None else pixels, deadline):
            return [float(value) for value in self.model.predict(SentPhoto(data))]


def load(folder: Path, room: Room) -> Answerer:
    """The model in an endpoint's folder, tried once, so that the first photo waits for nothing.

    Args:
        folder: with model.npz and classes.json.
        room: how much is decoded at a time.

    Raises:
        OSError: a file is missing.
        ValueError: the model is damaged, is of a newer trainscope, or has other classes than classes.json.
    """
    import numpy as np
    from PIL import Image, JpegImagePlugin, PngImagePlugin  # noqa: F401 - loaded before there is a photo

    from core.engine.local import model

    loaded = model.load(folder)
    side = loaded.reader.side
    answers = len(loaded.of_pixels(np.zeros((side, side, 3), dtype=np.uint8)))
    if answers != len(loaded.classes):
        raise ValueError(f"the model tells {answers} classes apart, and {len(loaded.classes)} have a name")
    return Answerer(loaded, room)


def _pixels(data: bytes) -> int | None:
    """How many pixels the photo's header tells; None where it tells none that can be made sense of."""
    kind = true_format(data[:64])
    if kind == "JPEG":
        found = jpeg_geometry(data[:4096], lambda at, count: data[at : at + count])
    elif kind == "PNG":
        found = png_geometry(data[:64])
    else:
        return None
    return None if isinstance(found, str) else found.width * found.height
