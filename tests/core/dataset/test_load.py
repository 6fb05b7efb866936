"""The settings name a data set: a folder of class folders, or lists of one's own."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from core.config import DatasetSettings
from core.dataset.load import load
from core.errors import DatasetError, UsageError
from tests.core.dataset.samples import named
from tests.memory import peak_of

if TYPE_CHECKING:
    from pathlib import Path

    from core.dataset.model import DataSet, Input


def names(data: DataSet) -> list[tuple[int, str, int]]:
    return [(row.label, row.name, row.images) for row in data.classes]


def kinds(data: DataSet) -> dict[str, str]:
    return {finding.kind: finding.level for finding in data.findings}


def lists(folder: Path, train: str, validation: str | None = None) -> DatasetSettings:
    (folder / "train.lst").write_text(train)
    if validation is not None:
        (folder / "validation.lst").write_text(validation)
    return DatasetSettings(
        path=folder,
        train_lst=folder / "train.lst",
        validation_lst=None if validation is None else folder / "validation.lst",
    )


def test_a_folder_is_split_with_indices_unique_over_both_parts(tmp_path: Path) -> None:
    named(tmp_path, *[f"{name}/{number}.jpg" for name in "ab" for number in range(10)])
    data = load(DatasetSettings(path=tmp_path, validation=0.3))
    assert (len(data.train), len(data.validation), data.images) == (14, 6, 20)
    assert sorted(row.index for row in [*data.train, *data.validation]) == list(range(20))
    assert {(row.path[0], row.labels) for row in data.train} == {("a", (0.0,)), ("b", (1.0,))}
    assert {row.path[0] for row in data.validation} == {"a", "b"}


@pytest.mark.parametrize("given", ["image", "recordio"])
def test_the_data_set_knows_how_its_photos_reach_the_algorithm(tmp_path: Path, given: Input) -> None:
    named(tmp_path, "a/0.jpg", "a/1.jpg", "b/0.jpg", "b/1.jpg")
    own = lists(tmp_path, "0\t0\ta/0.jpg\n1\t1\tb/0.jpg\n")

    assert load(DatasetSettings(path=tmp_path, input=given)).input == given
    assert load(replace(own, input=given)).input == given


def test_the_seed_decides_the_split(tmp_path: Path) -> None:
    named(tmp_path, *[f"{name}/{number}.jpg" for name in "ab" for number in range(20)])
    again = [load(DatasetSettings(path=tmp_path, seed=seed)).validation for seed in (1, 1, 2)]
    assert again[0] == again[1] != again[2]


def test_a_class_of_one_image_trains_with_a_warning(tmp_path: Path) -> None:
    data = load(DatasetSettings(path=named(tmp_path, "a/1.jpg", "b/1.jpg", "b/2.jpg")))
    assert "a/1.jpg" in {row.path for row in data.train}
    assert kinds(data) == {"one-image": "warning"}


def test_no_path_is_bad_usage() -> None:
    with pytest.raises(UsageError):
        load(DatasetSettings())


def test_a_missing_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DatasetError):
        load(DatasetSettings(path=tmp_path / "none"))


def test_own_lists_are_taken_as_they_are(tmp_path: Path) -> None:
    data = load(lists(tmp_path, "3\t0\tx/1.jpg\n1\t1\ty/1.jpg\n", "9\t1\ty/2.jpg\n"))
    assert [row.path for row in data.train] == ["x/1.jpg", "y/1.jpg"]
    assert [row.index for row in data.validation] == [9]
    assert names(data) == [(0, "x", 1), (1, "y", 2)]


def test_a_train_list_alone_is_split(tmp_path: Path) -> None:
    train = "".join(f"{number}\t{number % 2}\t{number % 2}/{number}.jpg\n" for number in range(20))
    data = load(lists(tmp_path, train))
    assert (len(data.train), len(data.validation)) == (16, 4)


def test_a_validation_list_alone_is_bad_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        load(DatasetSettings(path=tmp_path, validation_lst=tmp_path / "validation.lst"))


def test_indices_that_come_again_are_numbered_anew(tmp_path: Path) -> None:
    data = load(lists(tmp_path, "0\t0\ta/1.jpg\n1\t1\tb/1.jpg\n", "0\t0\ta/2.jpg\n1\t1\tb/2.jpg\n"))
    assert [row.index for row in data.validation] == [2, 3]
    assert kinds(data) == {"renumbered": "info"}


def test_a_photo_in_both_lists_is_told_with_its_line(tmp_path: Path) -> None:
    data = load(lists(tmp_path, "0\t0\ta/1.jpg\n1\t1\tb/1.jpg\n", "2\t0\ta/2.jpg\n3\t0\ta/1.jpg\n"))
    (finding,) = [finding for finding in data.findings if finding.kind == "in-both-lists"]
    assert (finding.level, finding.line) == ("warning", 2)


def test_photos_in_both_lists_beyond_a_thousand_are_counted(tmp_path: Path) -> None:
    train = "".join(f"{number}\t{number % 2}\t{number}.jpg\n" for number in range(1010))
    told = [
        finding for finding in load(lists(tmp_path, train, train)).findings if finding.kind == "in-both-lists"
    ]
    assert len(told) == 1001
    assert told[-1].detail == "10 more lines like this"


def test_a_class_that_is_never_trained_is_a_warning(tmp_path: Path) -> None:
    data = load(lists(tmp_path, "0\t0\ta/1.jpg\n1\t1\tb/1.jpg\n", "2\t2\tc/1.jpg\n"))
    assert kinds(data)["never-trained"] == "warning"


def test_labels_with_a_gap_keep_their_numbers(tmp_path: Path) -> None:
    data = load(lists(tmp_path, "0\t0\ta/1.jpg\n1\t2\tc/1.jpg\n", "2\t0\ta/2.jpg\n"))
    assert [(row.label, row.images) for row in data.classes] == [(0, 2), (1, 0), (2, 1)]
    assert kinds(data)["label-gap"] == "warning"


def test_class_names_come_from_classes_json_first(tmp_path: Path) -> None:
    (tmp_path / "classes.json").write_text(json.dumps(["daisy", "rose"]))
    data = load(lists(tmp_path, "0\t0\ta/1.jpg\n1\t1\tb/1.jpg\n", "2\t0\ta/2.jpg\n"))
    assert [row.name for row in data.classes] == ["daisy", "rose"]


@pytest.mark.parametrize("content", ['["daisy"]', '{"daisy": 0}', "not json", "[1, 2]", "[" * 100_000])
def test_a_bad_classes_json_is_a_warning_and_not_used(tmp_path: Path, content: str) -> None:
    (tmp_path / "classes.json").write_text(content)
    data = load(lists(tmp_path, "0\t0\ta/1.jpg\n1\t1\tb/1.jpg\n", "2\t0\ta/2.jpg\n"))
    assert kinds(data) == {"class-names": "warning"}


@pytest.mark.parametrize("path", ["a/1.jpg", "1.jpg"])
def test_folders_that_are_not_one_per_label_give_no_names(tmp_path: Path, path: str) -> None:
    data = load(lists(tmp_path, f"0\t0\ta/0.jpg\n1\t1\t{path}\n", "2\t0\ta/2.jpg\n"))
    assert [row.name for row in data.classes] == ["0", "1"]


def test_multi_label_lists_count_a_photo_in_each_of_its_classes(tmp_path: Path) -> None:
    data = load(lists(tmp_path, "0\t1\t1\ta.jpg\n1\t0\t1\tb.jpg\n", "2\t1\t0\tc.jpg\n"))
    assert data.multi_label
    assert names(data) == [(0, "0", 2), (1, "1", 2)]


def test_lists_of_different_columns_are_an_error(tmp_path: Path) -> None:
    data = load(lists(tmp_path, "0\t1\t1\ta.jpg\n", "2\t1\tc.jpg\n"))
    assert kinds(data)["column-count"] == "error"


def test_a_detection_list_is_an_error_and_gives_no_rows(tmp_path: Path) -> None:
    data = load(lists(tmp_path, "0\t2\t5\t1\t.1\t.1\t.5\t.5\ta.jpg\n"))
    assert kinds(data)["detection-list"] == "error"
    assert data.images == 0


def test_a_detection_list_is_no_validation_list_either(tmp_path: Path) -> None:
    boxes = "0\t2\t5\t1\t.1\t.1\t.5\t.5\ta.jpg\n"
    data = load(lists(tmp_path, "1\t0\t1\t1\t0\t0\t1\t0\tb.jpg\n", boxes))
    assert kinds(data)["detection-list"] == "error"
    assert data.images == 0


def test_lists_of_one_class_are_a_warning(tmp_path: Path) -> None:
    assert kinds(load(lists(tmp_path, "0\t0\ta/1.jpg\n", "1\t0\ta/2.jpg\n"))) == {"one-class": "warning"}


def test_lines_that_lead_out_of_the_root_are_no_rows(tmp_path: Path) -> None:
    hostile = "2\t0\t../x.jpg\n3\t1\t/etc/passwd\n4\t1\ta/../../x.jpg\n"
    data = load(
        lists(tmp_path, "0\t0\ta/1.jpg\n1\t1\tb/1.jpg\n" + hostile, "5\t0\t../y.jpg\n6\t0\ta/2.jpg\n")
    )
    assert [row.path for row in [*data.train, *data.validation]] == ["a/1.jpg", "b/1.jpg", "a/2.jpg"]
    assert kinds(data) == {"path-leaves-root": "error", "absolute-path": "error"}


@pytest.mark.parametrize("part", [0.001, 0.999])
def test_every_class_survives_a_part_that_is_nearly_none_or_all(tmp_path: Path, part: float) -> None:
    named(tmp_path, *[f"{name}/{number}.jpg" for name in "abc" for number in range(4)])
    data = load(DatasetSettings(path=tmp_path, validation=part))
    assert {row.path[0] for row in data.train} == {row.path[0] for row in data.validation} == set("abc")


def test_a_photo_takes_less_than_a_kilobyte(tmp_path: Path) -> None:
    named(tmp_path, *[f"class_{number % 10}/photo_{number:06}.jpg" for number in range(5000)])
    setup = """
from pathlib import Path
from core.config import DatasetSettings
from core.dataset.load import load
settings = DatasetSettings(path=Path(sys.argv[1]))
load(settings)
"""
    assert peak_of(setup, "data = load(settings); assert data.images == 5000", tmp_path) / 5000 < 1000
