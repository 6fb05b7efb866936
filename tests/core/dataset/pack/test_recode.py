"""Photos encoded anew: the sizes, colours and bytes that im2rec gives."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from core.dataset.decode import decode
from core.dataset.pack.packing import PackOptions
from core.dataset.pack.recode import recode
from core.errors import DatasetError
from tests.core.dataset.samples import encoded, jpeg, picture, rotated

if TYPE_CHECKING:
    from pathlib import Path


def anew(data: bytes, options: PackOptions) -> Image.Image:
    """The picture that comes out."""
    image = Image.open(BytesIO(recode(data, "a.jpg", options)[0]))
    image.load()
    return image


def smooth(width: int, height: int) -> Image.Image:
    """Red grows to the right, green to the bottom: so it can be told what was cut and turned."""
    down, across = np.mgrid[0:height, 0:width]
    bands = (255 * across / max(1, width - 1), 255 * down / max(1, height - 1), 0 * down)
    return Image.fromarray(np.stack(bands, axis=-1).astype(np.uint8))


@pytest.mark.parametrize(
    ("size", "options", "result"),
    [
        ((100, 80), PackOptions(quality=95), (100, 80)),
        ((100, 80), PackOptions(resize=40), (50, 40)),
        ((80, 101), PackOptions(resize=40), (40, 50)),
        ((101, 80), PackOptions(resize=40), (50, 40)),
        ((90, 90), PackOptions(resize=32), (32, 32)),
        ((20, 30), PackOptions(resize=40), (40, 60)),
        ((101, 80), PackOptions(center_crop=True), (80, 80)),
        ((80, 101), PackOptions(center_crop=True, resize=32), (32, 32)),
        ((900, 701), PackOptions(resize=64), (82, 64)),
        ((1, 1), PackOptions(resize=8), (8, 8)),
        ((40, 1), PackOptions(center_crop=True), (1, 1)),
    ],
)
def test_the_shorter_edge_is_made_as_long_as_asked_and_the_other_rounded_down(
    size: tuple[int, int], options: PackOptions, result: tuple[int, int]
) -> None:
    assert anew(encoded(smooth(*size)), options).size == result
    assert anew(encoded(smooth(*size), "PNG"), options).size == result


def im2rec_size(width: int, height: int, resize: int, crop: bool) -> tuple[int, int]:
    """What `image_encode` in im2rec.py works out."""
    if crop:
        width = height = min(width, height)
    if not resize:
        return width, height
    if height > width:
        return resize, height * resize // width
    return width * resize // height, resize


@given(st.integers(1, 90), st.integers(1, 90), st.integers(0, 60), st.booleans())
def test_sizes_are_those_of_im2rec(width: int, height: int, resize: int, crop: bool) -> None:
    options = PackOptions(resize=resize, center_crop=crop, encoding=".png", quality=1)
    image = anew(encoded(smooth(width, height), "PNG"), options)
    assert image.size == im2rec_size(width, height, resize, crop)


def test_the_square_is_cut_out_of_the_middle() -> None:
    wide = anew(encoded(smooth(101, 50), "PNG"), PackOptions(center_crop=True, encoding=".png"))
    assert np.array_equal(np.asarray(wide), np.asarray(smooth(101, 50).crop((25, 0, 75, 50))))
    tall = anew(encoded(smooth(50, 101), "PNG"), PackOptions(center_crop=True, encoding=".png"))
    assert np.array_equal(np.asarray(tall), np.asarray(smooth(50, 101).crop((0, 25, 50, 75))))


def test_a_resized_square_shows_what_the_square_shows() -> None:
    photo = encoded(smooth(1201, 640), quality=95)
    result = np.asarray(anew(photo, PackOptions(center_crop=True, resize=64)), dtype=float)
    expected = np.asarray(smooth(1201, 640).crop((280, 0, 920, 640)).resize((64, 64)), dtype=float)
    assert np.abs(result - expected).mean() < 3


def test_without_resizing_a_jpeg_is_what_opencv_makes_of_it(shared: Path) -> None:
    """im2rec wrote 15,361,416 bytes for the 400 flowers (reference/lst-recordio.md §2)."""
    size = 0
    for file in (shared / "data" / "flowers").glob("*/*.jpg"):
        count = 24 + len(recode(file.read_bytes(), file.name, PackOptions(quality=95))[0])
        size += 8 + count + -count % 4
    assert size == 15_361_416


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_is_turned_as_the_camera_was_held(orientation: int) -> None:
    result = anew(rotated(orientation, 48, 40), PackOptions(resize=20))
    assert result.size == ((24, 20) if orientation < 5 else (20, 24))
    assert result.getexif().get(0x0112) is None
    kept = anew(rotated(orientation, 48, 40), PackOptions(resize=20, color=-1))
    assert kept.size == (24, 20)


def test_turning_shows_what_a_viewer_shows() -> None:
    from PIL import ImageOps

    for orientation in range(2, 9):
        exif = Image.Exif()
        exif[0x0112] = orientation
        photo = encoded(smooth(64, 48), "JPEG", exif=exif, quality=95)
        seen = ImageOps.exif_transpose(Image.open(BytesIO(photo)))
        result = anew(photo, PackOptions(encoding=".png"))
        assert np.array_equal(np.asarray(result), np.asarray(seen)), orientation


@pytest.mark.parametrize(
    ("mode", "kind", "color", "encoding", "result"),
    [
        ("RGB", "JPEG", 1, ".jpg", "RGB"),
        ("L", "JPEG", 1, ".jpg", "RGB"),
        ("CMYK", "JPEG", 1, ".jpg", "RGB"),
        ("RGBA", "PNG", 1, ".png", "RGB"),
        ("LA", "PNG", 1, ".jpg", "RGB"),
        ("P", "PNG", 1, ".png", "RGB"),
        ("1", "PNG", 1, ".png", "RGB"),
        ("I;16", "PNG", 1, ".png", "RGB"),
        ("RGB", "JPEG", 0, ".jpg", "L"),
        ("CMYK", "JPEG", 0, ".jpg", "L"),
        ("RGBA", "PNG", 0, ".png", "L"),
        ("I;16", "PNG", 0, ".png", "L"),
        ("L", "JPEG", -1, ".jpg", "L"),
        ("CMYK", "JPEG", -1, ".jpg", "RGB"),
        ("RGBA", "PNG", -1, ".png", "RGBA"),
        ("RGBA", "PNG", -1, ".jpg", "RGB"),
        ("LA", "PNG", -1, ".png", "RGBA"),
        ("LA", "PNG", -1, ".jpg", "RGB"),
        ("P", "PNG", -1, ".png", "RGB"),
        ("1", "PNG", -1, ".png", "L"),
        ("I;16", "PNG", -1, ".png", "I;16"),
        ("I;16", "PNG", -1, ".jpg", "L"),
    ],
)
def test_colours_are_those_asked_for(mode: str, kind: str, color: int, encoding: str, result: str) -> None:
    source = picture(30, 20).convert("P") if mode == "P" else _of_mode(mode)
    options = PackOptions(color=color, encoding=encoding, resize=10)
    image = anew(encoded(source, kind), options)
    assert (image.mode, image.size) == (result, (15, 10))


def _of_mode(mode: str) -> Image.Image:
    if mode == "I;16":
        return Image.fromarray((np.arange(600).reshape(20, 30) * 100).astype(np.uint16))
    return picture(30, 20).convert(mode) if mode == "1" else picture(30, 20, mode=mode)


def test_sixteen_bits_become_their_upper_eight() -> None:
    source = _of_mode("I;16")
    image = anew(encoded(source, "PNG"), PackOptions(color=0, encoding=".png"))
    assert np.abs(np.asarray(image).astype(int) - (np.asarray(source) >> 8)).max() <= 1


def test_transparency_is_dropped_not_blended() -> None:
    source = Image.new("RGBA", (8, 8), (200, 100, 50, 0))
    image = anew(encoded(source, "PNG"), PackOptions(encoding=".png"))
    assert image.getpixel((3, 3)) == (200, 100, 50)


def test_nothing_but_pixels_goes_into_the_new_file() -> None:
    photo = encoded(smooth(20, 20), "JPEG", comment=b"secret", icc_profile=b"profile")
    transparent = encoded(smooth(20, 20), "PNG", transparency=(1, 2, 3))
    for data in (photo, transparent):
        for encoding in (".jpg", ".png"):
            info = anew(data, PackOptions(encoding=encoding)).info
            assert not {"comment", "icc_profile", "transparency", "exif"} & set(info)


def test_quality_is_that_of_the_jpeg_or_the_compression_of_the_png() -> None:
    photo = encoded(picture(80, 80), "PNG")
    good, bad = (len(recode(photo, "a", PackOptions(quality=quality))[0]) for quality in (95, 30))
    assert bad < good / 2
    flat = encoded(smooth(80, 80), "PNG")
    fast, small = (len(recode(flat, "a", PackOptions(encoding=".png", quality=level))[0]) for level in (1, 9))
    assert small < fast


def test_a_baseline_jpeg_that_was_cut_short_is_packed_and_told() -> None:
    photo = jpeg(64, 64)
    data, finding = recode(photo[: len(photo) // 2], "daisy/a.jpg", PackOptions(quality=95))
    assert Image.open(BytesIO(data)).size == (64, 64)
    assert finding is not None
    assert (finding.level, finding.kind, finding.path) == ("warning", "cut-short", "daisy/a.jpg")
    assert recode(photo, "a.jpg", PackOptions(quality=95))[1] is None


BROKEN = {
    "empty": (b"", "0 bytes"),
    "html": (b"<html>", "HTML"),
    "rubbish": (b"rubbish", "no image"),
    "gif": (encoded(picture(), "GIF"), "GIF, not JPEG or PNG"),
    "header": (jpeg()[:30], "ends inside its header"),
    "progressive": (jpeg(64, 64, progressive=True)[:1500], "truncated"),
    "png": (encoded(picture(), "PNG")[:400], "truncated"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_what_does_not_decode_is_refused(kind: str) -> None:
    data, why = BROKEN[kind]
    with pytest.raises(DatasetError, match=r"cannot decode the photo daisy/a\.jpg") as caught:
        recode(data, "daisy/a.jpg", PackOptions(resize=20))
    assert why in caught.value.why


def test_what_the_check_of_photos_accepts_can_be_packed_and_nothing_else(shared: Path) -> None:
    """Every messy file: im2rec leaves out, or ends at, what is refused here."""
    files = [file for file in (shared / "data" / "messy").rglob("*") if file.is_file()]
    assert len(files) > 25
    for file in files:
        found = decode(file, file.name)
        try:
            recode(file.read_bytes(), file.name, PackOptions(resize=32))
        except DatasetError:
            packed = False
        else:
            packed = True
        assert packed == (found is None or found.level != "error"), file.name


def test_a_picture_that_would_become_too_large_is_refused() -> None:
    thin = encoded(Image.new("L", (9000, 1)), "PNG")
    with pytest.raises(DatasetError, match="9000×1 becomes 9000000×1000"):
        recode(thin, "a.png", PackOptions(resize=1000))
    bomb = bytearray(encoded(Image.new("L", (1, 1)), "PNG"))
    bomb[16:24] = (60_000).to_bytes(4, "big") * 2
    with pytest.raises(DatasetError, match="million pixels"):
        recode(bytes(bomb), "a.png", PackOptions(quality=9, encoding=".png"))


@given(st.binary(max_size=60), st.integers(2, 600))
def test_no_file_raises_anything_but_the_projects_error(noise: bytes, place: int) -> None:
    photo = jpeg(20, 20)
    data = photo[:place] + noise + photo[place + len(noise) :]
    try:
        result, _ = recode(data, "a.jpg", PackOptions(resize=16, color=-1))
    except DatasetError:
        return
    assert min(Image.open(BytesIO(result)).size) == 16
