"""What a sound header means for training."""

from __future__ import annotations

import pytest

from core.dataset.formats import Geometry
from core.dataset.images import ImageFacts
from core.dataset.judge import Limits, judge

SHAPE = {"image_shape": "3,224,224"}


def found(
    width: int,
    height: int,
    *,
    mode: str = "RGB",
    orientation: int = 1,
    name: str = "a.jpg",
    kind: str = "JPEG",
    **given: str,
) -> list[tuple[str, str]]:
    facts = ImageFacts(kind, Geometry(width, height, mode, orientation), 1000, 1)
    return [(finding.level, finding.kind) for finding in judge(facts, name, Limits.of({**SHAPE, **given}))]


def test_a_photo_as_large_as_image_shape_is_fine() -> None:
    assert found(224, 224) == []
    assert found(640, 480) == []


@pytest.mark.parametrize(("width", "height"), [(223, 300), (300, 223), (100, 100)])
def test_a_photo_smaller_than_image_shape_is_an_error(width: int, height: int) -> None:
    assert found(width, height) == [("error", "too-small")]


@pytest.mark.parametrize(("width", "height"), [(223, 300), (300, 223), (100, 100), (32, 900)])
def test_unless_resize_brings_it_there(width: int, height: int) -> None:
    assert found(width, height, resize="224") == []


def test_a_resize_below_image_shape_makes_large_photos_too_small() -> None:
    assert found(640, 480, resize="200") == [("error", "too-small")]


def test_a_resize_below_the_longer_side_of_image_shape_is_judged_photo_by_photo() -> None:
    assert found(400, 200, image_shape="3,100,200", resize="100") == []
    assert found(300, 200, image_shape="3,100,200", resize="100") == [("error", "too-small")]


def test_a_turned_photo_is_measured_as_it_is_shown() -> None:
    assert found(200, 100, orientation=1, image_shape="3,200,100") == [("error", "too-small")]
    assert found(200, 100, orientation=6, image_shape="3,200,100") == [("info", "exif-rotation")]


def test_without_hyperparameters_the_default_image_shape_counts() -> None:
    assert Limits.of({}) == Limits(224, 224, None)


@pytest.mark.parametrize(
    "text", ["3,224", "three", "3,,224", "3,224,0", "9" * 5000, "3,224," + "9" * 5000, "²"]
)
def test_what_does_not_parse_is_no_limit(text: str) -> None:
    assert Limits.of({"image_shape": text, "resize": text}) == Limits(1, 1, None)


def test_values_are_read_as_people_write_them() -> None:
    assert Limits.of({"image_shape": "3, 32, 48", "resize": " 64 "}) == Limits(48, 32, 64)
    assert Limits.of({"image_shape": "", "resize": ""}) == Limits(224, 224, None)


@pytest.mark.parametrize(
    ("mode", "kind"),
    [("CMYK", "cmyk"), ("RGBA", "transparency"), ("LA", "transparency"), ("I;16", "sixteen-bit")],
)
def test_what_training_changes_is_an_info(mode: str, kind: str) -> None:
    assert found(300, 300, mode=mode) == [("info", kind)]


@pytest.mark.parametrize("mode", ["L", "P", "1"])
def test_grey_and_palette_are_fine(mode: str) -> None:
    assert found(300, 300, mode=mode) == []


@pytest.mark.parametrize("name", ["a.JPG", "a.jpeg", "a.Jpeg"])
def test_the_ending_may_be_written_in_any_case(name: str) -> None:
    assert found(300, 300, name=name) == []


def test_an_ending_that_tells_another_format_is_an_info() -> None:
    assert found(300, 300, name="a.png") == [("info", "wrong-ending")]
    assert found(300, 300, name="a.jpg", kind="PNG") == [("info", "wrong-ending")]


def test_a_photo_of_a_few_pixels_is_a_warning_where_resize_saves_it() -> None:
    assert found(1, 1, resize="224") == [("warning", "tiny-image")]


def test_a_decompression_bomb_is_an_error() -> None:
    assert found(60_000, 60_000) == [("error", "huge-image")]


@pytest.mark.parametrize("coding", ["lossless coding", "12 bits per colour"])
def test_a_jpeg_that_trainings_decoder_cannot_read_is_an_error_and_nothing_else(coding: str) -> None:
    facts = ImageFacts("JPEG", Geometry(100, 100, "RGB", 6, coding=coding), 1000, 1)
    (finding,) = judge(facts, "a.png", Limits.of(SHAPE))
    assert (finding.level, finding.kind) == ("error", "jpeg-coding")
    assert coding in finding.detail
