"""A photo's header says what it is, and no file makes reading it fail."""

from __future__ import annotations

import os
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, UnidentifiedImageError

from core.dataset.images import LINK, ImageFacts, header
from core.finding import Finding
from tests.core.dataset.samples import encoded, jpeg, picture, rotated

if TYPE_CHECKING:
    from pathlib import Path

GOOD = {
    "plain.jpg": jpeg(),
    "progressive.jpg": jpeg(progressive=True),
    "gray.jpg": encoded(picture(mode="L")),
    "cmyk.jpg": encoded(picture(mode="CMYK")),
    "rotated.jpg": rotated(6),
    "comment.jpg": jpeg(comment=b"x" * 60_000),
    "icc.jpg": jpeg(icc_profile=b"p" * 150_000),
    "plain.png": encoded(picture(), "PNG"),
    "alpha.png": encoded(picture(mode="RGBA"), "PNG"),
    "gray-alpha.png": encoded(picture(mode="LA"), "PNG"),
    "palette.png": encoded(picture().quantize(16), "PNG"),
    "bits.png": encoded(picture().convert("1"), "PNG"),
    "deep.png": encoded(Image.new("I;16", (20, 30), 4000), "PNG"),
}


def facts_of(file: Path) -> ImageFacts:
    found = header(file, file.name)
    assert isinstance(found, ImageFacts), found
    return found


def kind_of(file: Path) -> str:
    found = header(file, file.name)
    assert isinstance(found, Finding), found
    assert (found.level, found.path) == ("error", file.name)
    return found.kind


@pytest.mark.parametrize("name", GOOD)
def test_a_header_says_what_pillow_says(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.write_bytes(GOOD[name])
    found = facts_of(file)
    with Image.open(file) as image:
        assert (found.format, found.geometry.mode) == (image.format, image.mode)
        assert (found.geometry.width, found.geometry.height) == image.size
        assert found.geometry.orientation == image.getexif().get(0x0112, 1)
        assert found.geometry.progressive == bool(image.info.get("progressive"))
    assert found.bytes == len(GOOD[name])


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_exif_orientation_is_read(tmp_path: Path, orientation: int) -> None:
    file = tmp_path / "a.jpg"
    file.write_bytes(rotated(orientation))
    assert facts_of(file).geometry.orientation == orientation


def test_a_name_does_not_hide_the_true_format(tmp_path: Path) -> None:
    file = tmp_path / "really-png.jpg"
    file.write_bytes(GOOD["plain.png"])
    assert facts_of(file).format == "PNG"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", "empty-file"),
        (encoded(picture(), "GIF"), "not-jpeg-or-png"),
        (encoded(picture(), "WEBP"), "not-jpeg-or-png"),
        (encoded(picture(), "BMP"), "not-jpeg-or-png"),
        (encoded(picture(), "TIFF"), "not-jpeg-or-png"),
        (b"\0\0\0\x20ftypavif" + b"\0" * 40, "not-jpeg-or-png"),
        (b"\0\x05\x16\x07" + b"\0" * 60, "not-jpeg-or-png"),
        (b"  <!DOCTYPE html><p>not found", "not-jpeg-or-png"),
        (b"version https://git-lfs.github.com/spec/v1\n", "not-jpeg-or-png"),
        (b"hello", "not-an-image"),
        (b"\xff" * 100, "not-an-image"),
        (jpeg()[:20], "unreadable-image"),
        (jpeg()[:2] + b"\xff\xd9", "unreadable-image"),
        (encoded(picture(), "PNG")[:20], "unreadable-image"),
    ],
)
def test_what_training_cannot_read_is_an_error(tmp_path: Path, content: bytes, kind: str) -> None:
    file = tmp_path / "photo.jpg"
    file.write_bytes(content)
    assert kind_of(file) == kind


def test_what_cannot_be_opened_is_an_error(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.jpg")
    (tmp_path / "folder.jpg").mkdir()
    (tmp_path / "loop.jpg").symlink_to("loop.jpg")
    kinds = {
        name: kind_of(tmp_path / name) for name in ("none.jpg", "pipe.jpg", "folder.jpg", "loop.jpg", "a\0b")
    }
    assert kinds == {
        "none.jpg": "missing-file",
        "pipe.jpg": "not-a-file",
        "folder.jpg": "not-a-file",
        "loop.jpg": LINK,
        "a\0b": "unreadable-file",
    }


def test_a_link_is_followed_only_if_told(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(jpeg())
    (tmp_path / "b.jpg").symlink_to("a.jpg")
    assert isinstance(header(tmp_path / "b.jpg", "b.jpg"), ImageFacts)
    refused = header(tmp_path / "b.jpg", "b.jpg", follow=False)
    assert isinstance(refused, Finding)
    assert refused.kind == LINK


def test_a_header_of_four_thousand_fill_bytes_ends(tmp_path: Path) -> None:
    file = tmp_path / "a.jpg"
    file.write_bytes(b"\xff\xd8" + b"\xff" * 5_000_000)
    assert kind_of(file) == "unreadable-image"


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    name=st.sampled_from(sorted(GOOD)),
    cut=st.integers(0, 4000),
    changes=st.lists(st.tuples(st.integers(0, 3000), st.integers(0, 255)), max_size=8),
)
def test_no_damaged_photo_raises(tmp_path: Path, name: str, cut: int, changes: list[tuple[int, int]]) -> None:
    content = bytearray(GOOD[name])
    for at, value in changes:
        content[at % len(content)] = value
    file = tmp_path / name
    file.write_bytes(content[: len(content) - cut])
    assert isinstance(header(file, name), ImageFacts | Finding)


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.sampled_from([b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe1\0\x20Exif\0\0II*\0"]),
    st.binary(),
)
def test_no_bytes_raise(tmp_path: Path, start: bytes, rest: bytes) -> None:
    (tmp_path / "a.jpg").write_bytes(start + rest)
    assert isinstance(header(tmp_path / "a.jpg", "a.jpg"), ImageFacts | Finding)


def test_the_messy_files_are_what_pillow_says(shared: Path) -> None:
    looked_at = 0
    for file in sorted((shared / "data" / "messy").iterdir()):
        if file.suffix == ".md":
            continue
        found = header(file, file.name)
        try:
            with Image.open(BytesIO(file.read_bytes())) as image:
                known = image.format if image.format in ("JPEG", "PNG") else None
                size, mode = image.size, image.mode
        except UnidentifiedImageError:
            known = None
        assert (found.format if isinstance(found, ImageFacts) else None) == known, file.name
        if isinstance(found, ImageFacts):
            assert (found.geometry.width, found.geometry.height, found.geometry.mode) == (*size, mode), (
                file.name
            )
        looked_at += 1
    assert looked_at >= 28


def test_the_flower_photos_are_sound(shared: Path) -> None:
    for file in sorted((shared / "data" / "flowers").rglob("*.jpg")):
        found = facts_of(file)
        with Image.open(file) as image:
            assert (found.geometry.width, found.geometry.height) == image.size


@pytest.mark.parametrize(
    ("at", "value", "coding"),
    [
        (1, 0xC3, "lossless coding"),
        (1, 0xC7, "hierarchical coding"),
        (4, 12, "12 bits per colour"),
        (1, 0xC9, ""),  # arithmetic coding, which training's decoder reads
        (1, 0xC1, ""),
    ],
)
def test_the_coding_of_a_jpeg_is_told_where_trainings_decoder_cannot_read_it(
    tmp_path: Path, at: int, value: int, coding: str
) -> None:
    photo = bytearray(jpeg())
    photo[photo.index(b"\xff\xc0") + at] = value
    (tmp_path / "a.jpg").write_bytes(photo)
    facts = header(tmp_path / "a.jpg", "a.jpg")
    assert isinstance(facts, ImageFacts)
    assert facts.geometry.coding == coding
