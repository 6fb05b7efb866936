"""What augmentation_type does to a picture."""

from __future__ import annotations

import math

import numpy as np
import pytest
from PIL import Image

from core.engine.local.augment import affine, augment, shift_colours
from tests.core.engine.local.support import draw

KINDS = ("crop", "crop_color", "crop_color_transform")


def picture() -> Image.Image:
    return draw("discs", 3, (48, 48))


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_generator_gives_the_same_variant_and_each_call_another(kind: str) -> None:
    def variants(seed: int) -> list[bytes]:
        rng = np.random.default_rng(seed)
        return [augment(picture(), kind, rng).tobytes() for _ in range(8)]

    assert variants(1) == variants(1)
    assert len(set(variants(1))) > 1


@pytest.mark.parametrize("kind", KINDS)
def test_size_and_mode_stay(kind: str) -> None:
    variant = augment(picture(), kind, np.random.default_rng(0))
    assert (variant.size, variant.mode) == ((48, 48), "RGB")


def test_crop_alone_mirrors_about_half_of_the_time_and_changes_nothing_else() -> None:
    rng = np.random.default_rng(0)
    mirrored = picture().transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    variants = [augment(picture(), "crop", rng).tobytes() for _ in range(100)]
    assert set(variants) == {picture().tobytes(), mirrored.tobytes()}
    assert 30 < variants.count(mirrored.tobytes()) < 70


def test_colours_keep_the_shapes() -> None:
    gray = Image.new("RGB", (8, 8), (90, 90, 90))
    for seed in range(10):
        pixels = np.asarray(augment(gray, "crop_color", np.random.default_rng(seed)))
        assert (pixels == pixels[0, 0]).all()


def test_a_shift_of_nothing_changes_little_and_one_of_lightness_only_that() -> None:
    before = np.asarray(picture()).astype(int)
    assert abs(np.asarray(shift_colours(picture(), 0, 0, 0)).astype(int) - before).max() <= 6
    darker = np.asarray(shift_colours(picture(), 0, 0, -50)).astype(int)
    assert darker.max(axis=-1).mean() < before.max(axis=-1).mean() - 30


def test_hue_is_a_circle() -> None:
    red = Image.new("RGB", (2, 2), (255, 0, 0))
    assert shift_colours(red, 0, 0, 0).getpixel((0, 0)) == (255, 0, 0)
    once_around = shift_colours(red, 256, 0, 0).getpixel((0, 0))
    assert once_around == (255, 0, 0)
    assert shift_colours(red, 85, 0, 0).getpixel((0, 0)) == (0, 255, 0)


def test_no_turn_no_shear_no_stretch_is_the_identity() -> None:
    assert affine(48, 0, 0, 1) == pytest.approx((1, 0, 0, 0, 1, 0))


def test_a_transform_keeps_the_centre_and_its_corners_turn_white() -> None:
    a, b, c, d, e, f = affine(48, math.radians(10), 0.1, 1.25)
    assert (a * 24 + b * 24 + c, d * 24 + e * 24 + f) == pytest.approx((24, 24))
    black = Image.new("RGB", (48, 48))
    turned = black.transform(
        (48, 48), Image.Transform.AFFINE, affine(48, math.radians(10), 0, 1), fillcolor="white"
    )
    assert turned.getpixel((0, 0)) == (255, 255, 255)
    assert turned.getpixel((24, 24)) == (0, 0, 0)
