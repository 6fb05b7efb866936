"""Photos are decoded ahead, in order, and anew for each epoch."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np
import pytest

from core.engine.local.channels import Sample
from core.engine.local.crop import Crop
from core.engine.local.parse import CustomerError
from core.engine.local.photos import PhotoReader
from core.engine.local.pipeline import Pipeline
from core.engine.local.stopwatch import Stopped
from tests.core.engine.local.support import draw

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@pytest.fixture
def samples(tmp_path: Path) -> list[Sample]:
    for number in range(10):
        draw("stripes", number, (60, 40)).save(tmp_path / f"{number}.png")
    return [Sample(tmp_path / f"{number}.png", number) for number in range(10)]


@contextmanager
def opened(
    *, augmentation: str | None = "crop_color", seed: int = 0, check: Callable[[], None] = lambda: None
) -> Iterator[Pipeline]:
    pipeline = Pipeline(PhotoReader(Crop(32, 32, 40), 32, augmentation=augmentation), seed, check)
    yield pipeline
    pipeline.close()


def looks(pipeline: Pipeline, samples: list[Sample], epoch: int) -> np.ndarray:
    return np.concatenate([pixels for pixels, _ in pipeline.augmented(samples, 4, epoch)])


def test_batches_keep_the_order_and_the_last_is_shorter(samples: list[Sample]) -> None:
    with opened() as pipeline:
        batches = list(pipeline.plain(samples, 4))
        alone = pipeline.reader.plain(samples[9].photo)
    assert [labels for _, labels in batches] == [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9]]
    assert batches[-1][0].shape == (2, 32, 32, 3)
    assert (batches[-1][0][1] == alone).all()


def test_each_epoch_sees_other_variants_and_the_same_epoch_the_same(samples: list[Sample]) -> None:
    with opened() as pipeline:
        first, second = looks(pipeline, samples, 0), looks(pipeline, samples, 1)
        again = looks(pipeline, samples, 0)
    assert (first == again).all()
    assert all((first[place] != second[place]).any() for place in range(10))
    with opened(seed=1) as pipeline:
        assert (looks(pipeline, samples, 0) != first).any()


def test_the_size_of_the_batches_does_not_change_a_photos_variant(samples: list[Sample]) -> None:
    with opened() as pipeline:
        whole = np.concatenate([pixels for pixels, _ in pipeline.augmented(samples, 10, 0)])
        assert (looks(pipeline, samples, 0) == whole).all()


def test_plain_pieces_never_change(samples: list[Sample]) -> None:
    with opened(augmentation="crop_color_transform") as pipeline:
        one, other = (list(pipeline.plain(samples, 10)) for _ in range(2))
    assert (one[0][0] == other[0][0]).all()


def test_photos_are_read_anew_in_each_epoch(samples: list[Sample], tmp_path: Path) -> None:
    with opened(augmentation=None) as pipeline:
        before = looks(pipeline, samples, 0)
        draw("discs", 1, (60, 40)).save(tmp_path / "0.png")
        after = looks(pipeline, samples, 1)
    assert (before[0] != after[0]).any()
    assert (before[1:] == after[1:]).all()


def test_a_bad_photo_ends_the_reading_with_its_error(samples: list[Sample], tmp_path: Path) -> None:
    (tmp_path / "6.png").write_bytes(b"")
    with opened() as pipeline, pytest.raises(CustomerError, match=r"6\.png"):
        list(pipeline.plain(samples, 4))


def test_a_stop_is_seen_in_the_middle_of_a_batch(samples: list[Sample]) -> None:
    seen = 0

    def check() -> None:
        nonlocal seen
        seen += 1
        if seen == 3:
            raise Stopped

    with opened(check=check) as pipeline, pytest.raises(Stopped):
        list(pipeline.plain(samples, 10))
    assert seen == 3
