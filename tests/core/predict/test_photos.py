"""What is sent of a photo: as it is, turned, or cut; and why one is not sent."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from PIL import Image, ImageChops, ImageOps, ImageStat

from core.dataset.locate import Locator
from core.picture import Sight
from core.predict.photos import Located, ready

if TYPE_CHECKING:
    from pathlib import Path

    from core.predict.photos import Source

MOST = 6_291_456
AS_IT_IS = (
    "grayscale.jpg", "cmyk.jpg", "progressive.jpg", "rgba-alpha.png", "gray-alpha-trns.png", "palette.png",
    "sixteen-bit-gray-trns.png", "truncated-app14.jpg", "broken-exif.jpg", "png-named-as.jpg", "jpeg-named-as.png",
    "UPPERCASE.JPG", "space in name.jpg", "fleur-été-花.jpg", "one-pixel.jpg",
)  # fmt: skip
REFUSED = {
    "header-only.jpg": "unreadable-image",
    "truncated.jpg": "broken-image",
    "truncated-end-chunk.png": "broken-image",
    "broken-data-stream.png": "broken-image",
    "webp-named-as.jpg": "not-jpeg-or-png",
    "gif-named-as.jpg": "not-jpeg-or-png",
    "animated-gif-named-as.jpg": "not-jpeg-or-png",
    "zero-byte.jpg": "empty-file",
    "._grayscale.jpg": "not-jpeg-or-png",
    "missing.jpg": "missing-file",
    "SOURCES.md": "not-an-image",
    ".": "not-a-file",
}


def opened(source: Source, sight: Sight | None = None) -> Image.Image:
    """What is sent of a photo, decoded."""
    photo = ready(source, "photo", MOST, sight).photo
    assert photo is not None
    image = Image.open(BytesIO(photo.content))
    image.load()
    assert f"image/{(image.format or '').lower()}" == photo.content_type
    return image


@pytest.mark.parametrize("name", AS_IT_IS)
def test_a_sound_photo_is_sent_as_it_is_by_its_true_format(shared: Path, name: str) -> None:
    file = shared / "data" / "messy" / name
    made = ready(file, name, MOST)
    assert made.photo is not None
    assert made.findings == ()
    assert made.photo.content == file.read_bytes()
    assert made.photo.content_type == (
        "image/png" if made.photo.content.startswith(b"\x89PNG") else "image/jpeg"
    )
    assert ready(file.read_bytes(), name, MOST) == made


@pytest.mark.parametrize(("name", "kind"), REFUSED.items())
def test_what_is_no_photo_is_told_and_not_sent(shared: Path, name: str, kind: str) -> None:
    made = ready(shared / "data" / "messy" / name, "given", MOST)
    assert made.photo is None
    (finding,) = made.findings
    assert (finding.level, finding.kind, finding.path) == ("error", kind, "given")
    assert finding.why == "The model is not asked about it."
    assert finding.fix


def test_a_photo_cut_short_is_sent_with_a_warning(shared: Path) -> None:
    whole = (shared / "data" / "messy" / "UPPERCASE.JPG").read_bytes()
    made = ready(whole[:-1500], "t.jpg", MOST)
    assert made.photo is not None
    assert made.photo.content == whole[:-1500]
    assert [(finding.level, finding.kind) for finding in made.findings] == [("warning", "cut-short")]


@pytest.mark.parametrize("orientation", [2, 3, 4, 5, 6, 7, 8])
def test_a_photo_is_turned_by_its_exif_and_has_none_afterwards(shared: Path, orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    stored = Image.open(shared / "data" / "flowers" / "roses" / _rose(shared)).convert("RGB")
    stream = BytesIO()
    stored.save(stream, "JPEG", exif=exif, quality=88)
    sent = opened(stream.getvalue())
    shown = ImageOps.exif_transpose(Image.open(stream))
    assert sent.size == shown.size
    assert 0x0112 not in sent.getexif()
    assert max(ImageStat.Stat(ImageChops.difference(sent, shown)).mean) < 2


def test_a_turned_photo_near_the_limit_becomes_no_larger(shared: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    stream = BytesIO()
    Image.open(shared / "data" / "flowers" / "roses" / _rose(shared)).save(
        stream, "JPEG", exif=exif, quality=88
    )
    photo = stream.getvalue()
    made = ready(photo, "rose", round(1.05 * len(photo)))
    assert made.photo is not None
    assert len(made.photo.content) > 0.9 * len(photo)


def test_a_turned_photo_that_is_cut_short_is_turned_too(shared: Path) -> None:
    whole = (shared / "data" / "messy" / "exif-orientation-6.jpg").read_bytes()
    made = ready(whole[:-1200], "cut.jpg", MOST)
    assert made.photo is not None
    assert [finding.kind for finding in made.findings] == ["cut-short"]
    assert Image.open(BytesIO(made.photo.content)).size == opened(whole).size


def test_a_photo_above_the_limit_is_told_before_it_is_read(tmp_path: Path, shared: Path) -> None:
    file = tmp_path / "large.jpg"
    photo = (shared / "data" / "messy" / "UPPERCASE.JPG").read_bytes()
    file.write_bytes(photo + b"\0" * (7_000_000 - len(photo)))
    made = ready(file, "large.jpg", MOST)
    assert made.photo is None
    (finding,) = made.findings
    assert finding.kind == "too-large"
    assert "7,000,000 bytes" in finding.detail
    assert "6,291,456 bytes" in finding.detail
    assert ready(file, "large.jpg", 7_000_000).photo is not None


def test_only_what_training_sees_is_sent_if_wanted(shared: Path, tmp_path: Path) -> None:
    image = Image.new("RGB", (400, 200), "red")
    image.paste("blue", (96, 0, 304, 200))
    file = tmp_path / "wide.png"
    image.save(file)
    sight = Sight.of({"image_shape": "3,64,64", "resize": "64"})
    sent = opened(file, sight)
    assert sent.size == (64, 64)
    assert sent.getcolors() == [(64 * 64, (0, 0, 255))]
    small = ready(file, "wide.png", MOST, Sight.of({"image_shape": "3,300,300"}))
    assert [finding.kind for finding in small.findings] == ["too-small"]


def test_a_large_photo_can_be_asked_about_if_only_a_piece_is_sent(tmp_path: Path, shared: Path) -> None:
    photo = (shared / "data" / "messy" / "UPPERCASE.JPG").read_bytes()
    sight = Sight.of({"image_shape": "3,32,32", "resize": "40"})
    made = ready(photo + b"\0" * 7_000_000, "large.jpg", MOST, sight)
    assert made.photo is not None
    assert len(made.photo.content) < 5_000


def test_a_photo_of_a_folder_must_lie_in_it(tmp_path: Path, shared: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "out.jpg").write_bytes((shared / "data" / "messy" / "UPPERCASE.JPG").read_bytes())
    (tmp_path / "in" / "link.jpg").symlink_to("../out.jpg")
    locator = Locator(tmp_path / "in")
    for path in ("../out.jpg", "link.jpg"):
        made = ready(Located(locator, path), path, MOST)
        assert [finding.kind for finding in made.findings] == ["link-outside"]
    assert ready(tmp_path / "in" / "link.jpg", "named by the user", MOST).photo is not None


def _rose(shared: Path) -> str:
    return sorted(file.name for file in (shared / "data" / "flowers" / "roses").iterdir())[0]
