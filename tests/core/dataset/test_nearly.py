"""The same picture in another file is found across splits and labels, and pictures that are merely kin are not."""

from __future__ import annotations

import random
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from PIL import Image, ImageDraw, ImageEnhance, ImageOps

from core.cancel import CancelToken
from core.dataset.model import Row
from core.dataset.nearly import nearly_the_same
from core.dataset.sketch import SIZE, sketch
from core.errors import Cancelled
from tests.memory import peak_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from core.finding import Finding


def scene(seed: int, size: int = 240) -> Image.Image:
    """A picture with large and small shapes, as photos have them."""
    chance = random.Random(seed)
    image = Image.new("RGB", (size, size), tuple(chance.randrange(256) for _ in range(3)))
    draw = ImageDraw.Draw(image)
    for number in range(40):
        reach = size // (3 + number // 4)
        x, y = chance.randrange(size), chance.randrange(size)
        colour = tuple(chance.randrange(256) for _ in range(3))
        draw.ellipse((x - reach, y - reach // 2, x + reach, y + reach // 2), fill=colour)
    return image


def saved(image: Image.Image, quality: int = 50) -> Image.Image:
    buffer = BytesIO()
    image.save(buffer, "JPEG", quality=quality)
    return Image.open(buffer)


def cropped(image: Image.Image, share: float) -> Image.Image:
    edge = int(image.width * share / 2)
    return image.crop((edge, edge, image.width - edge, image.height - edge))


def found(
    train: list[Image.Image],
    validation: list[Image.Image],
    *,
    labels: list[int] | None = None,
    told: frozenset[str] = frozenset(),
) -> list[Finding]:
    images = [*train, *validation]
    labels = labels or [0] * len(images)
    rows = [Row(place, (float(label),), f"{place}.jpg") for place, label in enumerate(labels)]
    sketches = bytearray(b"".join(sketch(image) or bytes(SIZE) for image in images))
    return list(nearly_the_same(rows, sketches, len(train), set(told), CancelToken()))


SAME: dict[str, Callable[[Image.Image], Image.Image]] = {
    "saved anew": lambda image: saved(image, 50),
    "saved badly": lambda image: saved(image, 20),
    "made smaller": lambda image: saved(image.resize((120, 120))),
    "stretched": lambda image: saved(image.resize((256, 180))),
    "a little brighter": lambda image: saved(ImageEnhance.Brightness(image).enhance(1.1)),
    "cropped by a hundredth": lambda image: saved(cropped(image, 0.01)),
}
OTHER: dict[str, Callable[[Image.Image], Image.Image]] = {
    "mirrored": ImageOps.mirror,
    "turned": lambda image: image.rotate(90),
    "cropped by a fifth": lambda image: cropped(image, 0.2),
    "in other colours": lambda image: Image.merge("RGB", image.split()[::-1]),
    "another": lambda image: scene(99),
}


@pytest.mark.parametrize("how", SAME)
def test_one_picture_in_train_and_validation_is_a_warning_that_names_both(how: str) -> None:
    scenes = [scene(seed) for seed in range(12)]
    (finding,) = found(scenes, [SAME[how](scenes[7])])
    assert (finding.level, finding.kind, finding.path) == ("warning", "alike-in-both", "12.jpg")
    assert "7.jpg, which trains" in finding.detail


@pytest.mark.parametrize("how", OTHER)
def test_what_is_no_twin_is_left_in_peace(how: str) -> None:
    scenes = [scene(seed) for seed in range(12)]
    assert found(scenes, [OTHER[how](scenes[7])]) == []


def test_one_picture_under_two_labels_is_told_as_that() -> None:
    (finding,) = found([scene(1), scene(2), saved(scene(1))], [], labels=[0, 1, 1])
    assert (finding.kind, finding.path) == ("alike-two-classes", "2.jpg")
    assert "0.jpg, which has another label" in finding.detail


def test_one_picture_twice_in_one_class_and_split_is_none() -> None:
    assert found([scene(1), saved(scene(1))], [scene(2), saved(scene(2))]) == []


def test_what_was_told_to_be_the_same_is_not_told_again() -> None:
    assert found([scene(1)], [scene(1)], told=frozenset({"1.jpg"})) == []


def test_blank_pictures_are_alike_to_nothing() -> None:
    blank = [Image.new("RGB", (64, 64), colour) for colour in ("white", "white", "black")]
    assert found(blank, blank) == []


def test_a_photo_without_a_sketch_is_compared_with_nothing() -> None:
    assert found([Image.new("F", (64, 64))] * 2, [Image.new("F", (64, 64))]) == []


def test_a_photo_is_told_once_however_many_twins_it_has() -> None:
    assert len(found([saved(scene(1), quality) for quality in (50, 60, 70, 80)], [scene(1)])) == 1


@pytest.mark.parametrize(
    ("orientation", "turn"),
    [
        (3, Image.Transpose.ROTATE_180),
        (6, Image.Transpose.ROTATE_90),
        (8, Image.Transpose.ROTATE_270),
        (2, Image.Transpose.FLIP_LEFT_RIGHT),
    ],
)
def test_a_photo_is_sketched_as_it_is_shown(orientation: int, turn: Image.Transpose) -> None:
    shown = scene(5)
    stored = sketch(shown.transpose(turn), orientation)
    assert max(abs(one - other) for one, other in zip(stored, sketch(shown), strict=True)) <= 2  # rounding


def test_a_cancel_is_seen_between_two_orders() -> None:
    token, heard = CancelToken(), list[int]()
    rows = [Row(place, (0.0,), f"{place}.jpg") for place in range(100)]
    sketches = bytearray(b"".join(sketch(scene(seed, 64)) for seed in range(100)))

    def cancel_at_third(done: int) -> None:
        heard.append(done)
        if done == 2:
            token.cancel()

    with pytest.raises(Cancelled):
        list(nearly_the_same(rows, sketches, 50, set(), token, cancel_at_third))
    assert heard == [0, 1, 2]


def test_comparing_takes_little_memory_beside_the_sketches(tmp_path: Path) -> None:
    setup = """
import random
from core.cancel import CancelToken
from core.dataset.model import Row
from core.dataset.nearly import nearly_the_same
from core.dataset.sketch import SIZE
rows = [Row(place, (0.0,), str(place)) for place in range(40_000)]
sketches = bytearray(random.Random(1).randbytes(SIZE * len(rows)))
list(nearly_the_same(rows[:10], sketches[: 10 * SIZE], 5, set(), CancelToken()))
"""
    peak = peak_of(
        setup, "assert not list(nearly_the_same(rows, sketches, 20_000, set(), CancelToken()))", tmp_path
    )
    assert peak / 40_000 < 500
