"""A photo becomes a small picture, the way it is shown or as trained; what cannot be read is a finding."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PIL import Image

from core.dataset.decode import decode
from core.dataset.locate import Locator
from core.finding import Finding
from core.picture import Picture, Sight, draw

if TYPE_CHECKING:
    from pathlib import Path

RED, BLUE = (200, 30, 30), (30, 30, 200)


def two_halves(file: Path, size: tuple[int, int], exif: Image.Exif | None = None) -> None:
    """Red on the left, blue on the right."""
    image = Image.new("RGB", size, RED)
    image.paste(BLUE, (size[0] // 2, 0, size[0], size[1]))
    image.save(file, quality=95, subsampling=0, exif=exif or Image.Exif())


def pixel(picture: Picture | Finding, x: int, y: int) -> str:
    """Which of the two colours a pixel is."""
    assert isinstance(picture, Picture)
    at = 3 * (y * picture.width + x)
    red, _, blue = picture.pixels[at : at + 3]
    return "red" if red > blue else "blue"


def test_it_fills_the_room_keeps_its_shape_and_has_an_even_height(tmp_path: Path) -> None:
    two_halves(tmp_path / "a.jpg", (300, 100))
    picture = draw(Locator(tmp_path), "a.jpg", (30, 30))
    assert isinstance(picture, Picture)
    assert (picture.width, picture.height) == (30, 10)
    assert picture.of == (300, 100)
    assert (picture.format, picture.bytes) == ("JPEG", (tmp_path / "a.jpg").stat().st_size)
    assert len(picture.pixels) == 3 * 30 * 10
    assert (pixel(picture, 2, 5), pixel(picture, 27, 5)) == ("red", "blue")


@pytest.mark.parametrize(
    ("orientation", "place", "shape"),
    [(1, (0, 5), (20, 10)), (3, (19, 5), (20, 10)), (6, (5, 0), (10, 20)), (8, (5, 19), (10, 20))],
)
def test_exif_rotation_is_done_as_in_training(
    tmp_path: Path, orientation: int, place: tuple[int, int], shape: tuple[int, int]
) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    two_halves(tmp_path / "a.jpg", (80, 40), exif=exif)
    picture = draw(Locator(tmp_path), "a.jpg", (20, 20))
    assert isinstance(picture, Picture)
    assert (picture.width, picture.height) == shape
    assert pixel(picture, *place) == "red"


def test_what_training_sees_is_the_centre(tmp_path: Path) -> None:
    image = Image.new("RGB", (300, 100), RED)
    image.paste(BLUE, (100, 0, 200, 100))
    image.save(tmp_path / "a.png")
    sight = Sight.of({"image_shape": "3,64,64", "resize": "64"})
    picture = draw(Locator(tmp_path), "a.png", (20, 20), sight)
    assert isinstance(picture, Picture)
    assert (picture.width, picture.height) == (20, 20)
    assert {pixel(picture, x, y) for x in range(20) for y in range(20)} == {"blue"}
    assert picture.of == (300, 100)


def test_one_channel_is_seen_without_colours(tmp_path: Path) -> None:
    two_halves(tmp_path / "a.jpg", (64, 64))
    picture = draw(Locator(tmp_path), "a.jpg", (8, 8), Sight.of({"image_shape": "1, 28, 28", "resize": "28"}))
    assert isinstance(picture, Picture)
    assert all(len({*picture.pixels[at : at + 3]}) == 1 for at in range(0, len(picture.pixels), 3))


def test_a_photo_smaller_than_image_shape_is_shown_whole_but_not_as_training_sees_it(tmp_path: Path) -> None:
    two_halves(tmp_path / "a.jpg", (40, 40))
    small = draw(Locator(tmp_path), "a.jpg", (20, 20), Sight.of({"image_shape": "3,224,224"}))
    assert isinstance(small, Finding)
    assert small.kind == "too-small"
    assert isinstance(draw(Locator(tmp_path), "a.jpg", (20, 20)), Picture)


def test_sixteen_bits_are_scaled_to_eight(tmp_path: Path) -> None:
    Image.new("I;16", (16, 16), 0x8000).save(tmp_path / "a.png")
    picture = draw(Locator(tmp_path), "a.png", (8, 8))
    assert isinstance(picture, Picture)
    assert set(picture.pixels) == {0x80}


def test_every_odd_file_is_a_picture_or_the_finding_that_the_check_gives(shared: Path) -> None:
    messy = shared / "data" / "messy"
    locator = Locator(messy)
    for name in (file.name for file in messy.iterdir()):
        picture = draw(locator, name, (24, 24))
        found = decode(messy / name, name)
        if found is None or found.kind == "cut-short":
            assert isinstance(picture, Picture), name
        else:
            assert picture == found


def test_a_photo_cut_short_is_shown_with_its_grey_rest(tmp_path: Path) -> None:
    two_halves(tmp_path / "a.jpg", (400, 400))
    whole = (tmp_path / "a.jpg").read_bytes()
    (tmp_path / "a.jpg").write_bytes(whole[: len(whole) // 2])
    assert isinstance(draw(Locator(tmp_path), "a.jpg", (24, 24)), Picture)


def test_what_is_gone_or_outside_is_told(tmp_path: Path) -> None:
    (tmp_path / "root").mkdir()
    two_halves(tmp_path / "secret.jpg", (64, 64))
    (tmp_path / "root" / "link.jpg").symlink_to(tmp_path / "secret.jpg")
    locator = Locator(tmp_path / "root")
    for name, kind in (
        ("gone.jpg", "missing-file"),
        ("link.jpg", "link-outside"),
        ("../secret.jpg", "link-outside"),
    ):
        found = draw(locator, name, (24, 24))
        assert isinstance(found, Finding)
        assert found.kind == kind
