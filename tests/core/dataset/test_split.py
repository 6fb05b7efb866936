"""The split is stratified, seeded, and the same everywhere."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.dataset.parts import part_counts
from core.dataset.split import exact_part, split
from core.errors import UsageError


def validation_counts(counts: dict[int, int], fraction: float) -> dict[int, int]:
    """How many images of each class validate."""
    return {label: parts[0] for label, parts in part_counts(counts, [exact_part(fraction)]).items()}


labels = st.lists(st.integers(0, 6), max_size=200)
fractions = st.floats(0.001, 0.999)


@given(labels, fractions, st.integers(0, 2**32))
def test_every_image_is_in_exactly_one_part(labels: list[int], fraction: float, seed: int) -> None:
    train, validation = split(labels, fraction, seed)
    assert sorted([*train, *validation]) == list(range(len(labels)))


@given(labels, fractions, st.integers(0, 2**32))
def test_every_class_of_two_or_more_is_in_both_parts(labels: list[int], fraction: float, seed: int) -> None:
    train, validation = split(labels, fraction, seed)
    for label, count in Counter(labels).items():
        assert label in {labels[place] for place in train}
        assert (label in {labels[place] for place in validation}) == (count >= 2)


@given(st.dictionaries(st.integers(0, 6), st.integers(100, 1000), min_size=1), st.floats(0.05, 0.95))
def test_the_parts_have_the_sizes_asked_for(counts: dict[int, int], fraction: float) -> None:
    chosen = validation_counts(counts, fraction)
    assert abs(sum(chosen.values()) - sum(counts.values()) * fraction) <= 0.5 + 1e-6
    for label, count in counts.items():
        assert abs(chosen[label] - count * fraction) < 1 + 1e-6


def test_the_flower_set_is_split_as_the_design_shows() -> None:
    flowers = {0: 633, 1: 898, 2: 641, 3: 699, 4: 799}
    assert sum(validation_counts(flowers, 0.2).values()) == 734


def test_a_fraction_is_taken_as_it_is_written() -> None:
    assert validation_counts({0: 100}, 0.29) == {0: 29}


def test_the_split_is_the_same_on_every_machine_and_python() -> None:
    train, validation = split([0, 0, 0, 0, 0, 1, 1, 1, 1, 1], 0.4, 7)
    assert (train, validation) == ([1, 7, 8, 0, 9, 3], [5, 2, 4, 6])


def test_another_seed_gives_another_split() -> None:
    labels = [0, 1] * 50
    assert split(labels, 0.2, 0) != split(labels, 0.2, 1)


def test_a_class_is_split_alike_whatever_the_other_classes_are() -> None:
    alone = split([0] * 20, 0.25, 3)[1]
    beside = split([0] * 20 + [1] * 40, 0.25, 3)[1]
    assert sorted(alone) == sorted(place for place in beside if place < 20)


def test_classes_are_mixed_in_the_order_of_training() -> None:
    train, _ = split([0] * 100 + [1] * 100, 0.2, 0)
    first_half = [place < 100 for place in train[:80]]
    assert 20 < sum(first_half) < 60


@pytest.mark.parametrize("fraction", [0.0, 1.0, -0.1, 1.5, float("nan"), float("inf")])
def test_a_part_that_is_none_is_refused(fraction: float) -> None:
    with pytest.raises(UsageError):
        split([0, 0, 1, 1], fraction, 0)
