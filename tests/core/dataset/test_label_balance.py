"""Labels that teach nothing are told, of one list and between two."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.config import DatasetSettings
from core.dataset.label_balance import in_one_part_only, label_balance
from core.dataset.listcheck import check_list
from core.dataset.load import load
from core.dataset.model import ClassCount, Row
from core.finding import Finding

NAMES = ("sky", "sea", "dog")


def rows(*columns: str) -> list[Row]:
    return [
        Row(place, tuple(float(column) for column in text), f"{place}.jpg")
        for place, text in enumerate(columns)
    ]


def classes(*parts: list[Row]) -> list[ClassCount]:
    together = [row for part in parts for row in part]
    return [
        ClassCount(label, name, sum(int(row.labels[label]) for row in together))
        for label, name in enumerate(NAMES)
    ]


def told(*columns: str) -> list[Finding]:
    made = rows(*columns)
    return list(label_balance(classes(made), made, "own.lst"))


def test_labels_on_some_photos_are_no_finding() -> None:
    assert told("100", "010", "001", "111") == []
    assert told() == []


@pytest.mark.parametrize(
    ("columns", "level", "detail"),
    [
        (("100", "010", "001", "000"), "info", "1 of 4 photos have no label at all"),
        (("100", "010", "001", "000", "000", "000", "000"), "warning", "4 of 7 photos have no label at all"),
        (("000", "000"), "error", "no photo has any label"),
    ],
)
def test_photos_without_a_label_are_counted(columns: tuple[str, ...], level: str, detail: str) -> None:
    (finding,) = told(*columns)
    assert (finding.level, finding.kind, finding.detail) == (level, "no-label", detail)
    assert (finding.path, bool(finding.why), bool(finding.fix)) == ("own.lst", True, True)


def test_a_label_on_no_photo_and_one_on_every_photo_teach_nothing() -> None:
    none, all_of_them = told("100", "110", "100")
    assert (none.level, none.kind, none.detail) == (
        "warning",
        "label-on-none",
        "no photo has the label dog",
    )
    assert (all_of_them.level, all_of_them.kind, all_of_them.detail) == (
        "warning",
        "label-on-all",
        "every photo has the label sky",
    )


def test_many_labels_are_one_finding_and_their_names_are_harmless() -> None:
    made = [Row(0, (1.0, *[0.0] * 9), "a.jpg"), Row(1, (0.0,) * 10, "b.jpg")]
    named = [ClassCount(0, "sky", 1), *(ClassCount(label, f"\x1b[31mn{label}", 0) for label in range(1, 10))]
    found = [finding for finding in label_balance(named, made) if finding.kind == "label-on-none"]
    assert [finding.detail for finding in found] == ["no photo has the labels n1, n2, n3, n4, n5 and 4 more"]


def test_a_label_in_one_part_only_is_told() -> None:
    train, validation = rows("100", "110"), rows("100", "001")
    trained, validated = in_one_part_only(classes(train, validation), train, validation, "validation.lst")
    assert (trained.kind, trained.path) == ("never-trained", "validation.lst")
    assert "have the label dog" in trained.detail
    assert (validated.kind, "have the label sea" in validated.detail) == ("never-validated", True)
    assert list(in_one_part_only(classes(train, train), train, train)) == []


def write(file: Path, *columns: str) -> Path:
    lines = [
        f"{row.index}\t{chr(9).join(f'{label:.0f}' for label in row.labels)}\t{row.path}\n"
        for row in rows(*columns)
    ]
    file.write_text("".join(lines))
    return file


def test_a_list_of_several_labels_is_checked_for_them(tmp_path: Path) -> None:
    found = check_list(write(tmp_path / "own.lst", "100", "100", "000", "110"))
    assert [finding.kind for finding in found.findings] == ["label-on-none", "no-label"]
    assert [row.images for row in found.classes] == [3, 1, 0]


def test_one_list_is_split_by_labels_and_what_is_odd_told_once(tmp_path: Path) -> None:
    file = write(tmp_path / "own.lst", *["100"] * 10, *["010"] * 10, *["110"] * 10, "001", "000")
    data = load(DatasetSettings(path=tmp_path, train_lst=file, validation=0.2))
    assert [sum(row.labels[label] for row in data.validation) for label in range(3)] == [4, 4, 0]
    assert sorted(finding.kind for finding in data.findings) == ["no-label", "one-image"]


def test_between_two_lists_a_label_of_one_part_is_told(tmp_path: Path) -> None:
    train = write(tmp_path / "train.lst", "100", "110", "000")
    validation = write(tmp_path / "validation.lst", "100", "001", "000")
    data = load(DatasetSettings(path=tmp_path, train_lst=train, validation_lst=validation))
    kinds = {finding.kind for finding in data.findings}
    assert {"never-trained", "never-validated", "no-label"} <= kinds
    assert "one-class" not in kinds
