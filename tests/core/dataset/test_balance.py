"""Classes that are far smaller than others, or in one part only, are told before they spoil a model."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.dataset.balance import balance
from core.dataset.classes import one_image
from core.dataset.model import ClassCount, DataSet, Row


def data(train: list[int], validation: list[int], *, ours: bool = False) -> DataSet:
    """So many photos of each class in each part; `ours`: split here, from a folder."""
    trains, validates = (
        [
            Row(0, (float(label),), f"{label}/{number}.jpg")
            for label, count in enumerate(counts)
            for number in range(count)
        ]
        for counts in (train, validation)
    )
    classes = tuple(
        ClassCount(label, f"class {label}", sum(counts))
        for label, counts in enumerate(zip(train, validation, strict=True))
    )
    return DataSet(Path("x"), classes, trains, validates, findings=tuple(one_image(classes)) if ours else ())


def told(found: DataSet) -> list[tuple[str, str]]:
    return [(finding.kind, finding.detail) for finding in balance(found)]


@pytest.mark.parametrize("counts", [[8, 8], [80, 9], [9]])
def test_classes_of_about_the_same_size_are_fine(counts: list[int]) -> None:
    assert told(data(counts, [1 + count // 8 for count in counts])) == []


def test_a_tenth_of_the_largest_class_is_told_with_numbers_and_a_remedy() -> None:
    (finding,) = balance(data([90, 80, 9], [10, 20, 1]))
    assert (finding.level, finding.kind) == ("warning", "class-imbalance")
    assert finding.detail == "class 2 10 has at most a tenth of the 100 photos of class 0"
    assert "48% of the photos" in finding.why
    assert "Add photos" in finding.fix


def test_many_small_classes_are_one_finding() -> None:
    ((_, detail),) = told(data([900, 9, 8, 7, 6, 5], [100, 1, 1, 1, 1, 1]))
    assert detail == (
        "class 5 6, class 4 7, class 3 8 and 2 more classes have at most a tenth of the 1,000 photos of class 0"
    )


def test_a_class_without_photos_is_no_small_class() -> None:
    assert told(data([90, 0], [10, 0])) == []


def test_a_class_that_never_validates_is_told() -> None:
    assert told(data([8, 8], [2, 0])) == [("never-validated", "no photo validates of: class 1")]
    assert told(data([8, 8], [0, 0])) == []


def test_a_class_of_one_photo_that_we_split_is_told_as_that_alone() -> None:
    assert told(data([8, 1], [1, 0], ours=True)) == []


def test_several_labels_are_judged_elsewhere() -> None:
    rows = [Row(0, (1.0, 0.0), "a.jpg")] * 30 + [Row(1, (0.0, 1.0), "b.jpg")]
    several = DataSet(Path("x"), (ClassCount(0, "a", 30), ClassCount(1, "b", 1)), rows, (), multi_label=True)
    assert told(several) == []
