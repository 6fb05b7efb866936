"""Photos as the network gets them."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from core.engine.local.crop import Crop
from core.engine.local.parse import CustomerError
from core.engine.local.photos import PhotoReader
from tests.core.engine.local.support import draw

if TYPE_CHECKING:
    from pathlib import Path

SIDE = 32


def reader(*, resize: int | None = SIDE, shape: int = SIDE, **more: object) -> PhotoReader:
    return PhotoReader(Crop(shape, shape, resize), SIDE, **more)  # type: ignore[arg-type]


def saved(picture: Image.Image, file: Path, **how: object) -> Path:
    picture.save(file, **how)  # type: ignore[arg-type]
    return file


def closeness(one: np.ndarray, other: np.ndarray) -> float:
    return float(abs(one.astype(int) - other.astype(int)).mean())


def test_plain_is_the_centre_piece(tmp_path: Path) -> None:
    picture = Image.new("RGB", (96, 32), "red")
    picture.paste("blue", (32, 0, 64, 32))
    pixels = reader().plain(saved(picture, tmp_path / "a.png"))
    assert pixels.shape == (SIDE, SIDE, 3)
    assert pixels.dtype == np.uint8
    assert (pixels == (0, 0, 255)).all()


def test_a_small_piece_of_a_large_jpeg_is_as_sharp_as_the_photo(tmp_path: Path) -> None:
    stripes = np.zeros((1024, 1024, 3), dtype=np.uint8)
    stripes[:, ::2] = 255
    pixels = reader(resize=None).plain(saved(Image.fromarray(stripes), tmp_path / "a.jpg", quality=95))
    assert pixels[:, ::2].mean() > 240
    assert pixels[:, 1::2].mean() < 15


def test_a_large_jpeg_is_what_its_png_is(tmp_path: Path) -> None:
    picture = draw("discs", 5, (900, 800))
    jpeg = reader().plain(saved(picture, tmp_path / "a.jpg", quality=95))
    png = reader().plain(saved(picture, tmp_path / "a.png"))
    assert closeness(jpeg, png) < 3


@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_a_photo_is_seen_the_way_it_is_shown(tmp_path: Path, orientation: int) -> None:
    upright = draw("discs", 4, (300, 200))
    undo = {
        1: None,
        3: Image.Transpose.ROTATE_180,
        6: Image.Transpose.ROTATE_90,
        8: Image.Transpose.ROTATE_270,
    }
    turn = undo[orientation]
    exif = Image.Exif()
    exif[0x0112] = orientation
    stored = upright.transpose(turn) if turn is not None else upright
    pixels = reader().plain(saved(stored, tmp_path / "a.jpg", exif=exif, quality=95))
    assert closeness(pixels, reader().plain(saved(upright, tmp_path / "b.jpg", quality=95))) < 3


@pytest.mark.parametrize("mode", ["L", "LA", "P", "RGBA", "CMYK", "1", "I;16"])
def test_every_kind_of_pixels_becomes_rgb(tmp_path: Path, mode: str) -> None:
    picture = Image.new("L", (SIDE, SIDE), 255)
    picture = (
        Image.new("I;16", (SIDE, SIDE), 65_535) if mode == "I;16" else picture.convert("RGB").convert(mode)
    )
    file = saved(picture, tmp_path / ("a.jpg" if mode == "CMYK" else "a.png"))
    assert closeness(reader().plain(file), np.full((SIDE, SIDE, 3), 255)) < 3


def test_one_channel_throws_the_colour_away(tmp_path: Path) -> None:
    pixels = reader(gray=True).plain(saved(draw("discs", 1, (40, 40)), tmp_path / "a.png"))
    assert (pixels[..., 0] == pixels[..., 1]).all()
    assert (pixels[..., 0] == pixels[..., 2]).all()


def test_without_augmentation_every_look_is_the_same(tmp_path: Path) -> None:
    file = saved(draw("discs", 1, (60, 40)), tmp_path / "a.png")
    rng = np.random.default_rng(0)
    assert (reader().augmented(file, rng) == reader().plain(file)).all()


def test_with_augmentation_the_piece_moves(tmp_path: Path) -> None:
    file = saved(draw("stripes", 1, (400, 40)), tmp_path / "a.png")
    rng = np.random.default_rng(0)
    looks = {reader(augmentation="crop").augmented(file, rng).tobytes() for _ in range(10)}
    assert len(looks) > 4


def test_a_baseline_jpeg_cut_short_is_used_and_a_progressive_one_is_refused(tmp_path: Path) -> None:
    for progressive in (False, True):
        whole = io.BytesIO()
        draw("stripes", 1, (200, 200)).save(whole, "JPEG", progressive=progressive)
        (tmp_path / f"{progressive}.jpg").write_bytes(whole.getvalue()[: len(whole.getvalue()) // 2])
    assert reader().plain(tmp_path / "False.jpg").shape == (SIDE, SIDE, 3)
    with pytest.raises(CustomerError, match=r"/True.jpg cannot be decoded"):
        reader().plain(tmp_path / "True.jpg")


def test_what_cannot_be_used_is_named_with_its_folder_and_the_reason(tmp_path: Path) -> None:
    folder = tmp_path / "daisy"
    folder.mkdir()
    (folder / "empty.jpg").touch()
    (folder / "text.png").write_text("no picture")
    saved(Image.new("RGB", (8, 8)), folder / "gif.jpg", format="GIF")
    saved(Image.new("RGB", (20, 40)), folder / "small.png")
    for name, reason in {
        "empty.jpg": "is none of JPEG, PNG, WEBP",
        "text.png": "is none of JPEG, PNG, WEBP",
        "gif.jpg": "is none of JPEG, PNG, WEBP",
        "none.jpg": "cannot be read: No such file",
        "small.png": r"\(20x40\) is smaller than image_shape \(32x32\)",
    }.items():
        with pytest.raises(CustomerError, match=f"The photo daisy/{name} {reason}"):
            reader(resize=None).plain(folder / name)


def test_the_messy_photos_train_or_fail_as_they_do_in_the_service(shared: Path) -> None:
    """data/messy/SOURCES.md: what OpenCV cannot read ends a job; truncated.jpg does, being progressive."""
    failing = {
        *("._grayscale.jpg", "animated-gif-named-as.jpg", "broken-data-stream.png", "gif-named-as.jpg"),
        *("header-only.jpg", "truncated-end-chunk.png", "truncated.jpg", "zero-byte.jpg"),
    }
    refused = set()
    photos = [file for file in (shared / "data/messy").iterdir() if file.suffix != ".md"]
    for file in photos:
        try:
            reader().plain(file)
        except CustomerError:
            refused.add(file.name)
    assert refused == failing
    assert len(photos) > 20
