"""Lists that im2rec made are read as they are: labels, names of classes, parts, chunks."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from core.config import DatasetSettings
from core.dataset import lst
from core.dataset.folder import scan
from core.dataset.listcheck import check_list
from core.dataset.lists import Wanted, make_lists
from core.dataset.load import load
from core.dataset.reading import Reading
from tests.core.dataset.samples import named

if TYPE_CHECKING:
    from pathlib import Path

    from core.dataset.model import DataSet

TREE = {
    "root.jpg": 0,
    "10/z.png": 1,
    "9/._z.jpg": 2,
    "9/z.jpeg": 2,
    "B/1.JPG": 3,
    "a/x.jpg": 4,
    "a/sub/y.jpg": 5,
    "b/1.jpg": 6,
}
"""What im2rec 1.9.1 --list --recursive makes of a tree (reference/lst-recordio.md §2), path -> label, in its order."""


def im2recs(labels: dict[str, int]) -> str:
    """The list as im2rec writes it."""
    return "".join(f"{index}\t{label:f}\t{path}\n" for index, (path, label) in enumerate(labels.items()))


def loaded(root: Path, train: Path, validation: Path | None = None) -> DataSet:
    return load(DatasetSettings(path=root, train_lst=train, validation_lst=validation))


def levels(data: DataSet) -> dict[str, str]:
    return {finding.kind: finding.level for finding in data.findings}


@pytest.mark.parametrize("name", ["flowers-im2rec-noshuffle.lst", "flowers-im2rec-shuffled.lst"])
def test_the_labels_of_the_flowers_are_im2recs(shared: Path, name: str) -> None:
    theirs = {row.path: row.labels for row in lst.read(shared / "data" / "recordio" / name).rows}
    ours = scan(shared / "data" / "flowers").photos
    assert theirs == {path: (float(label),) for path, label in ours}


def test_the_flowers_are_loaded_from_im2recs_list(shared: Path) -> None:
    data = loaded(shared / "data" / "flowers", shared / "data" / "recordio" / "flowers-im2rec-shuffled.lst")
    assert (len(data.train), len(data.validation)) == (320, 80)
    assert [row.name for row in data.classes] == ["daisy", "dandelion", "roses", "sunflowers", "tulips"]
    assert levels(data) == {"float-labels": "info"}


def test_parts_and_their_gaps_are_read_as_they_are(shared: Path, tmp_path: Path) -> None:
    lines = (shared / "data" / "recordio" / "flowers-im2rec-shuffled.lst").read_text().splitlines(True)
    for part, taken in (("test", lines[:40]), ("train", lines[40:320]), ("val", lines[320:])):
        (tmp_path / f"flowers_{part}.lst").write_text("".join(taken))
    root = shared / "data" / "flowers"
    data = loaded(root, tmp_path / "flowers_train.lst", tmp_path / "flowers_val.lst")
    assert (len(data.train), len(data.validation)) == (280, 80)
    assert [row.index for row in data.train] == [int(line.split("\t")[0]) for line in lines[40:320]]
    assert levels(data) == {"float-labels": "info", "index-gaps": "info"}
    tested = check_list(tmp_path / "flowers_test.lst")
    assert (tested.rows, {finding.level for finding in tested.findings}) == (40, {"info"})


def test_chunks_are_joined_with_cat(shared: Path, tmp_path: Path) -> None:
    lines = (shared / "data" / "recordio" / "flowers-im2rec-shuffled.lst").read_text().splitlines(True)
    for chunk in range(3):
        (tmp_path / f"flowers_{chunk}.lst").write_text("".join(lines[chunk::3]))
    subprocess.run("cat flowers_?.lst > all.lst", shell=True, cwd=tmp_path, check=True)
    assert levels(loaded(shared / "data" / "flowers", tmp_path / "all.lst")) == {"float-labels": "info"}


def test_lists_whose_indices_begin_anew_are_joined_with_awk(tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / f"{name}.lst").write_text(f"0\t0.000000\tx/{name} 0.jpg\n1\t1.000000\ty/{name}.jpg\n")
    join = "cat a.lst b.lst | awk -F'\\t' -v OFS='\\t' '{$1 = NR - 1} 1' > all.lst"
    subprocess.run(join, shell=True, cwd=tmp_path, check=True)
    found = lst.read(tmp_path / "all.lst")
    assert [(row.index, row.labels[0], row.path) for row in found.rows] == [
        (0, 0, "x/a 0.jpg"),
        (1, 1, "y/a.jpg"),
        (2, 0, "x/b 0.jpg"),
        (3, 1, "y/b.jpg"),
    ]
    assert [finding.kind for finding in found.findings] == ["float-labels"]


def test_classes_have_the_names_that_im2rec_prints(tmp_path: Path) -> None:
    (tmp_path / "tree.lst").write_text(im2recs(TREE))
    found = check_list(tmp_path / "tree.lst")
    assert [row.name for row in found.classes] == [".", "10", "9", "B", "a", "a/sub", "b"]
    assert {finding.level for finding in found.findings} == {"info"}


def test_a_flat_list_names_no_class(tmp_path: Path) -> None:
    (tmp_path / "flat.lst").write_text(im2recs({"a.jpg": 0, "b.jpg": 0}))
    assert [row.name for row in check_list(tmp_path / "flat.lst").classes] == ["0"]


def test_folders_of_train_and_validation_below_one_root_name_the_classes(tmp_path: Path) -> None:
    (tmp_path / "train.lst").write_text(im2recs({"train/x/1.jpg": 0, "train/y/1.jpg": 1}))
    assert [row.name for row in check_list(tmp_path / "train.lst").classes] == ["train/x", "train/y"]


@pytest.mark.parametrize("order", [["10", "9", "B", "a", "a/sub", "b"], None])
def test_a_nested_reading_gives_im2recs_labels_where_no_photo_lies_in_the_root(
    tmp_path: Path, order: list[str] | None
) -> None:
    kept = {path: label - 1 for path, label in TREE.items() if path not in {"root.jpg", "9/._z.jpg"}}
    folder = scan(named(tmp_path, *TREE, "empty/a.txt"), classes=order, reading=Reading("nested"))
    assert dict(folder.photos) == kept


def test_an_earlier_runs_labels_are_had_by_naming_its_classes_in_order(tmp_path: Path) -> None:
    named(tmp_path, "a/1.jpg", "b/1.jpg", "c/1.jpg")
    data = load(DatasetSettings(path=tmp_path, classes=("b", "a", "c")))
    assert {row.path[0]: row.labels[0] for row in data.train} == {"b": 0, "a": 1, "c": 2}


def test_an_im2rec_list_is_divided_anew_with_its_labels_and_indices(shared: Path) -> None:
    file = shared / "data" / "recordio" / "flowers-im2rec-shuffled.lst"
    data = loaded(shared / "data" / "flowers", file)
    lists = make_lists(data, Wanted(0.2, 0.1, chunks=2))
    made = [row for chunk in lists.chunks for rows in chunk.values() for row in rows]
    assert sorted(made, key=repr) == sorted(lst.read(file).rows, key=repr)
