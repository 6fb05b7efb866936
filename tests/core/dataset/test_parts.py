"""Parts and chunks are stratified and seeded, and together they are exactly the photos."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.dataset.model import Row
from core.dataset.parts import deal, divide, part_counts
from core.dataset.split import split

labels = st.lists(st.integers(0, 6), max_size=200)
shares = st.lists(st.integers(1, 999), min_size=0, max_size=3).map(
    lambda parts: [Fraction(part, sum(parts) + 1) for part in parts]
)
seeds = st.integers(0, 2**32)


def rows_of(labels: list[int]) -> list[Row]:
    return [Row(place, (float(label),), f"{label}/{place}.jpg") for place, label in enumerate(labels)]


@given(labels, shares, seeds)
def test_every_image_is_in_exactly_one_part(labels: list[int], shares: list[Fraction], seed: int) -> None:
    parts = divide(labels, shares, seed)
    assert len(parts) == len(shares) + 1
    assert sorted(place for part in parts for place in part) == list(range(len(labels)))


@given(labels, shares, seeds)
def test_a_class_with_an_image_for_each_part_is_in_each(
    labels: list[int], shares: list[Fraction], seed: int
) -> None:
    parts = divide(labels, shares, seed)
    for label, count in Counter(labels).items():
        holds = [any(labels[place] == label for place in part) for part in parts]
        # With fewer images than parts the first parts have them.
        assert holds == [number < count for number in range(len(parts))]


@given(st.dictionaries(st.integers(0, 6), st.integers(100, 1000), min_size=1), shares)
def test_the_parts_have_the_sizes_asked_for(counts: dict[int, int], shares: list[Fraction]) -> None:
    if any(share < Fraction(1, 50) for share in [*shares, 1 - sum(shares)]):
        shares = [Fraction(1, 10), Fraction(1, 5)]
    chosen = part_counts(counts, shares)
    for number, share in enumerate(shares):
        assert abs(
            sum(parts[number] for parts in chosen.values()) - sum(counts.values()) * share
        ) <= Fraction(1, 2)
        for label, count in counts.items():
            assert abs(chosen[label][number] - count * share) < 1


@given(labels, st.integers(1, 99), seeds)
def test_one_part_is_the_split(labels: list[int], percent: int, seed: int) -> None:
    assert divide(labels, [Fraction(percent, 100)], seed) == [*split(labels, percent / 100, seed)]


def test_the_same_photos_validate_with_a_test_part_and_without() -> None:
    labels = [0] * 50 + [1] * 70
    alone = divide(labels, [Fraction(1, 5)], 3)
    both = divide(labels, [Fraction(1, 5), Fraction(1, 10)], 3)
    assert sorted(alone[1]) == sorted(both[1])
    assert sorted(alone[0]) == sorted([*both[0], *both[2]])


def test_shares_that_leave_a_class_little_still_leave_one_to_train() -> None:
    assert part_counts({0: 1, 1: 2, 2: 3, 3: 4}, [Fraction(6, 10), Fraction(3, 10)]) == {
        0: [0, 0],
        1: [1, 0],
        2: [1, 1],
        3: [2, 1],
    }


def test_thirteen_images_lose_none_where_im2rec_loses_one() -> None:
    assert [len(part) for part in divide([0] * 13, [Fraction(2, 10)], 0)] == [10, 3]
    assert [len(part) for part in divide([0] * 13, [Fraction(2, 10), Fraction(1, 10)], 0)] == [9, 3, 1]


def test_the_parts_are_the_same_on_every_machine_and_python() -> None:
    parts = divide([0] * 5 + [1] * 5, [Fraction(2, 5), Fraction(1, 5)], 7)
    assert parts == [[8, 0, 9, 3], [5, 2, 4, 6], [1, 7]]


@given(labels, shares, st.integers(1, 12), seeds)
def test_chunks_are_equal_stratified_and_lose_nothing(
    labels: list[int], shares: list[Fraction], chunks: int, seed: int
) -> None:
    rows = rows_of(labels)
    parts = [[rows[place] for place in part] for part in divide(labels, shares, seed)]
    dealt = deal(parts, chunks)
    assert len(dealt) == chunks
    totals = [sum(map(len, chunk)) for chunk in dealt]
    assert max(totals) - min(totals) <= 1
    for number, part in enumerate(parts):
        lists = [chunk[number] for chunk in dealt]
        assert sorted(row.index for one in lists for row in one) == sorted(row.index for row in part)
        sizes = [len(one) for one in lists]
        assert max(sizes) - min(sizes) <= 1
        for label in set(labels):
            of_class = [sum(row.labels == (float(label),) for row in one) for one in lists]
            assert max(of_class) - min(of_class) <= 1
        order = {row: place for place, row in enumerate(part)}
        assert all(order[before] < order[after] for one in lists for before, after in pairwise(one))


@pytest.mark.parametrize("chunks", [1, 3])
def test_photos_with_several_labels_are_dealt_by_their_labels_together(chunks: int) -> None:
    rows = [Row(place, (float(place % 2), 1.0), f"{place}.jpg") for place in range(12)]
    for chunk in deal([rows], chunks):
        assert Counter(row.labels for row in chunk[0]) == {(0.0, 1.0): 6 // chunks, (1.0, 1.0): 6 // chunks}
