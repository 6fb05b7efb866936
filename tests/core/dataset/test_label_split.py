"""Photos with several labels are split so that every label keeps its share, seeded and the same everywhere."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from random import Random
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.dataset.label_split import divide_labels, split_labels
from core.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

rows = st.integers(2, 6).flatmap(
    lambda width: st.lists(st.tuples(*[st.sampled_from((0.0, 1.0))] * width), max_size=80)
)
fractions = st.floats(0.001, 0.999)


def photos(count: int, *shares: float) -> list[tuple[float, ...]]:
    draw = Random("photos").random
    return [tuple(float(draw() < share) for share in shares) for _ in range(count)]


def having(columns: Sequence[tuple[float, ...]], places: list[int]) -> Counter[int]:
    return Counter(label for place in places for label, on in enumerate(columns[place]) if on)


@given(rows, fractions, st.integers(0, 2**32))
def test_every_photo_is_in_exactly_one_part(
    columns: list[tuple[float, ...]], fraction: float, seed: int
) -> None:
    train, validation = split_labels(columns, fraction, seed)
    assert sorted([*train, *validation]) == list(range(len(columns)))


@given(rows, fractions, st.integers(0, 2**32))
def test_a_label_is_in_both_parts_unless_a_photo_of_it_cannot_change_sides(
    columns: list[tuple[float, ...]], fraction: float, seed: int
) -> None:
    parts = split_labels(columns, fraction, seed)
    counts = [having(columns, part) for part in parts]
    for label, count in having(columns, list(range(len(columns)))).items():
        for here, there in ((0, 1), (1, 0)):
            if count >= 2 and not counts[there][label]:
                for place in parts[here]:
                    others = [other for other, on in enumerate(columns[place]) if on]
                    assert label not in others or any(counts[here][other] == 1 for other in others)


@pytest.mark.parametrize("fraction", [0.1, 0.2, 0.5, 0.75])
def test_every_label_keeps_its_share_and_so_do_photos_without_one(fraction: float) -> None:
    columns = photos(2000, 0.3, 0.2, 0.1, 0.05, 0.01)
    train, validation = split_labels(columns, fraction, 0)
    assert len(validation) == 2000 * fraction
    everywhere = having(columns, list(range(2000)))
    assert len(everywhere) == 5
    for label, count in everywhere.items():
        assert abs(having(columns, validation)[label] - fraction * count) <= 1
    without = [place for place in range(2000) if not any(columns[place])]
    assert sum(place in set(validation) for place in without) == pytest.approx(
        len(without) * fraction, abs=25
    )
    assert train != sorted(train)


def test_one_label_per_photo_is_split_to_the_photo() -> None:
    columns = [(1.0, 0.0)] * 50 + [(0.0, 1.0)] * 10
    _, validation = split_labels(columns, 0.2, 3)
    assert having(columns, validation) == {0: 10, 1: 2}


def test_two_photos_of_a_label_are_parted_however_small_the_part_is() -> None:
    columns = [(1.0, 0.0, 0.0)] * 40 + [(0.0, 1.0, 0.0)] * 2 + [(1.0, 0.0, 1.0)] * 2
    for fraction in (0.01, 0.2, 0.99):
        for part in split_labels(columns, fraction, 1):
            assert set(having(columns, part)) == {0, 1, 2}


def test_the_split_is_the_same_on_every_machine_and_python() -> None:
    columns = [(1.0, 0.0), (1.0, 1.0), (0.0, 0.0), (0.0, 1.0), (1.0, 0.0), (0.0, 0.0), (0.0, 1.0), (1.0, 1.0)]
    assert split_labels(columns, 0.25, 7) == ([1, 7, 5, 2, 4, 3], [0, 6])


def test_another_seed_gives_another_split() -> None:
    columns = photos(100, 0.5, 0.3)
    assert len({str(split_labels(columns, 0.2, seed)) for seed in range(4)}) == 4


@pytest.mark.parametrize("fraction", [0.0, 1.0, -0.2, float("nan")])
def test_a_part_that_is_none_or_all_is_refused(fraction: float) -> None:
    with pytest.raises(UsageError, match="validation part cannot be"):
        split_labels([(1.0, 0.0)], fraction, 0)


def test_no_photo_is_no_trouble() -> None:
    assert split_labels([], 0.2, 0) == ([], [])


def test_three_parts_keep_every_labels_share_and_the_first_is_that_of_two() -> None:
    columns = photos(1000, 0.3, 0.1, 0.02)
    train, validation, test = divide_labels(columns, [Fraction(1, 5), Fraction(1, 10)], 0)
    assert sorted([*train, *validation, *test]) == list(range(1000))
    assert validation == split_labels(columns, 0.2, 0)[1]
    assert (len(train), len(validation), len(test)) == (700, 200, 100)
    for label, count in having(columns, list(range(1000))).items():
        for part, share in ((train, 0.7), (validation, 0.2), (test, 0.1)):
            assert abs(having(columns, part)[label] - share * count) <= 1.5
