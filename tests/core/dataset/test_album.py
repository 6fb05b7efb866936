"""Which photos belong together, in the order of their paths."""

from __future__ import annotations

from pathlib import Path

from core.dataset.album import by_path, class_names, photos_of
from core.dataset.model import ClassCount, DataSet, Row
from core.finding import Finding

CLASSES = (ClassCount(0, "cat", 3), ClassCount(1, "dog", 2))
SINGLE = DataSet(
    Path("/data"),
    CLASSES,
    [Row(2, (0.0,), "cat/9.jpg"), Row(0, (1.0,), "dog/1.jpg"), Row(1, (0.0,), "cat/1.jpg")],
    [Row(3, (0.0,), "cat/5.jpg"), Row(4, (1.0,), "dog/2.jpg")],
)
MULTI = DataSet(
    Path("/data"),
    CLASSES,
    [Row(0, (1.0, 1.0), "both.jpg"), Row(1, (0.0, 1.0), "dog.jpg")],
    [Row(2, (0.0, 0.0), "none.jpg")],
    multi_label=True,
)


def paths(dataset: DataSet, **wanted: object) -> list[str]:
    return [photo.row.path for photo in photos_of(dataset, **wanted)]  # type: ignore[arg-type]


def test_a_class_in_the_order_of_paths_over_both_splits() -> None:
    assert paths(SINGLE, label=0) == ["cat/1.jpg", "cat/5.jpg", "cat/9.jpg"]
    assert [photo.split for photo in photos_of(SINGLE, label=0)] == ["train", "validation", "train"]


def test_one_split_only() -> None:
    assert paths(SINGLE, label=0, split="validation") == ["cat/5.jpg"]
    assert paths(SINGLE, split="train") == ["cat/1.jpg", "cat/9.jpg", "dog/1.jpg"]


def test_only_those_that_are_named() -> None:
    assert paths(SINGLE, only={"dog/2.jpg", "cat/1.jpg", "else.jpg"}) == ["cat/1.jpg", "dog/2.jpg"]


def test_a_photo_of_several_labels_is_in_each_class() -> None:
    assert paths(MULTI, label=0) == ["both.jpg"]
    assert paths(MULTI, label=1) == ["both.jpg", "dog.jpg"]
    assert class_names(MULTI, MULTI.train[0]) == ("cat", "dog")
    assert class_names(MULTI, MULTI.validation[0]) == ()
    assert class_names(SINGLE, SINGLE.train[1]) == ("dog",)


def test_findings_by_path_leave_out_those_about_lines_and_no_file() -> None:
    about = Finding("error", "e", "cut", "cat/1.jpg")
    line = Finding("error", "e", "bad", "train.lst", 3)
    assert by_path([about, line, Finding("info", "i", "many")]) == {"cat/1.jpg": [about]}
