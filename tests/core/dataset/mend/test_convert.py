"""Images of other formats become JPEG or PNG, and what cannot is told."""

from __future__ import annotations

from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from core.dataset.judge import MOST_PIXELS
from core.dataset.mend.convert import Converted, convert
from tests.core.dataset.samples import encoded, jpeg, lossless_jpeg, picture

OTHER = "is something else"
PHOTO = picture(48, 40, seed=1)


def converted(content: bytes) -> tuple[Image.Image, Converted]:
    found = convert(content, OTHER)
    assert isinstance(found, Converted), found
    image = Image.open(BytesIO(found.content))
    image.load()
    assert image.mode == "RGB"
    assert image.format == {".jpg": "JPEG", ".png": "PNG"}[found.ending]
    return image, found


@pytest.mark.parametrize(
    ("kind", "options", "was"),
    [
        ("BMP", {}, "BMP"),
        ("TIFF", {}, "TIFF"),
        ("TIFF", {"compression": "tiff_lzw"}, "TIFF"),
        ("WEBP", {"lossless": True}, "WebP"),
    ],
)
def test_what_is_stored_without_loss_becomes_a_png_of_the_same_pixels(
    kind: str, options: dict[str, object], was: str
) -> None:
    image, found = converted(encoded(PHOTO, kind, **options))
    assert (found.ending, found.was) == (".png", was)
    assert image.tobytes() == PHOTO.tobytes()


@pytest.mark.parametrize(
    ("kind", "options", "was"),
    [
        ("WEBP", {"quality": 95}, "WebP"),
        ("AVIF", {"quality": 95}, "AVIF"),
        ("TIFF", {"compression": "jpeg", "quality": 95}, "TIFF"),
        ("JPEG2000", {}, "JPEG 2000"),
    ],
)
def test_what_is_stored_with_loss_becomes_a_jpeg_that_looks_the_same(
    kind: str, options: dict[str, object], was: str
) -> None:
    smooth = Image.radial_gradient("L").resize((64, 48)).convert("RGB")
    image, found = converted(encoded(smooth, kind, **options))
    assert (found.ending, found.was) == (".jpg", was)
    assert image.size == smooth.size
    extrema = ImageChops.difference(image.convert("L"), smooth.convert("L")).getextrema()
    assert isinstance(extrema[1], int)
    assert extrema[1] < 24


def test_a_jpeg_that_loses_nothing_becomes_a_png_of_the_same_pixels() -> None:
    grey = picture(48, 40, seed=2, mode="L")
    image, found = converted(lossless_jpeg(grey))
    assert (found.ending, found.was) == (".png", "a JPEG with lossless coding")
    assert image.convert("L").tobytes() == grey.tobytes()


@pytest.mark.parametrize(("at", "byte"), [(1, 0xC5), (4, 12)], ids=["hierarchical", "12 bits"])
def test_a_jpeg_of_another_kind_that_pillow_cannot_read_is_told_as_such(at: int, byte: int) -> None:
    content = bytearray(jpeg())
    content[content.index(b"\xff\xc0") + at] = byte
    found = convert(bytes(content), OTHER)
    assert isinstance(found, str)
    assert found.startswith("is a JPEG with ")
    assert "cannot be converted" in found


def test_a_usual_jpeg_is_not_encoded_anew() -> None:
    assert convert(jpeg(), OTHER) == OTHER


def test_a_lossless_webp_with_more_chunks_is_known_as_such_and_damaged_exif_harms_nothing() -> None:
    content = encoded(PHOTO, "WEBP", lossless=True, exif=b"Exif\0\0" + bytes(50))
    assert content[12:16] == b"VP8X"
    assert converted(content)[1].ending == ".png"


def test_a_gif_of_one_picture_is_converted_and_one_of_several_is_not() -> None:
    palette = PHOTO.quantize(64)
    assert converted(encoded(palette, "GIF"))[0].tobytes() == palette.convert("RGB").tobytes()
    several = encoded(
        palette, "GIF", save_all=True, append_images=[picture(48, 40, seed=n).quantize(64) for n in (2, 3)]
    )
    assert convert(several, OTHER) == "is GIF with 3 pictures, and which is the photo is not told"


def test_what_is_transparent_becomes_white_whatever_colour_lies_under_it() -> None:
    image = Image.new("RGBA", (32, 32), (10, 200, 30, 0))
    image.paste((200, 0, 0, 255), (0, 0, 16, 32))
    found, _ = converted(encoded(image, "TIFF"))
    assert found.getpixel((24, 16)) == (255, 255, 255)
    assert found.getpixel((8, 16)) == (200, 0, 0)


def test_sixteen_bits_are_cut_to_the_upper_eight_as_the_trainers_decoder_does() -> None:
    image = Image.new("I;16", (2, 1))
    image.putpixel((0, 0), 65535)
    image.putpixel((1, 0), 100 * 256 + 255)
    found, _ = converted(encoded(image, "TIFF"))
    assert [found.getpixel((x, 0)) for x in (0, 1)] == [(255,) * 3, (100,) * 3]


def test_numbers_that_are_no_colours_are_not_converted() -> None:
    reason = convert(encoded(Image.new("F", (8, 8), 0.5), "TIFF"), OTHER)
    assert isinstance(reason, str)
    assert "32 bits" in reason


def test_a_photo_is_stored_upright() -> None:
    image = Image.new("RGB", (40, 20), "white")
    exif = image.getexif()
    exif[0x0112] = 6
    assert converted(encoded(image, "WEBP", exif=exif))[0].size == (20, 40)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"<!DOCTYPE html><html>", OTHER),
        (b"8BPS" + bytes(100), "is Photoshop, which is not read here: save it as JPEG with another program"),
        (
            b"\0\0\0\x18ftypheic" + bytes(100),
            "is HEIC, which is not read here: save it as JPEG with another program",
        ),
        (b"hello", OTHER),
        (b"", OTHER),
    ],
)
def test_what_is_not_converted_is_told(content: bytes, reason: str) -> None:
    assert convert(content, OTHER) == reason


def test_an_image_beyond_the_limit_of_pixels_is_not_decoded() -> None:
    header = bytearray(encoded(Image.new("1", (8, 8)), "BMP"))
    header[18:26] = (60_000).to_bytes(4, "little") + (60_000).to_bytes(4, "little")
    reason = convert(bytes(header), OTHER)
    assert isinstance(reason, str)
    assert f"limit of {MOST_PIXELS} pixels" in reason


def test_a_broken_image_is_told_with_its_format() -> None:
    whole = encoded(PHOTO, "WEBP")
    reason = convert(whole[: len(whole) // 2], OTHER)
    assert isinstance(reason, str)
    assert reason.startswith("is WebP, and cannot be converted: ")


@settings(max_examples=150, deadline=None)
@given(
    content=st.sampled_from(
        [
            encoded(picture(16, 16).quantize(16), "GIF"),
            *(encoded(picture(16, 16), kind) for kind in ("WEBP", "TIFF")),
        ]
    ),
    keep=st.integers(0, 3000),
    changes=st.lists(st.tuples(st.integers(0, 3000), st.integers(0, 255)), max_size=6),
)
def test_no_damaged_image_raises(content: bytes, keep: int, changes: list[tuple[int, int]]) -> None:
    damaged = bytearray(content)
    for at, value in changes:
        damaged[at % len(damaged)] = value
    found = convert(bytes(damaged[:keep]), OTHER)
    assert isinstance(found, str | Converted)


def test_jpeg_and_png_need_no_conversion() -> None:
    assert convert(jpeg(), OTHER) == OTHER
