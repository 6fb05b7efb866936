"""Which photos are asked about, and which labels they really have."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from core.errors import DatasetError
from core.predict.questions import of_list, of_paths
from tests.core.predict.colours import CLASSES

if TYPE_CHECKING:
    from pathlib import Path


def test_the_folders_of_a_labelled_folder_tell_the_truth_by_their_names(photos: Path) -> None:
    asked = of_paths([f"{photos}/"], ("red", "green", "yellow", "blue"))
    assert {(row.name, row.truth) for row in asked.questions} == {
        (f"{photos}/{name}/{number}.png", (label,))
        for name, label in (("blue", 3), ("green", 1), ("red", 0))
        for number in range(4)
    }
    assert asked.findings == ()


def test_a_folder_that_is_no_class_has_no_truth_and_is_told_where_others_are(photos: Path) -> None:
    (photos / "green").rename(photos / "grean")
    asked = of_paths([str(photos)], CLASSES)
    assert [row.truth for row in asked.questions] == [(0,)] * 4 + [None] * 4 + [(2,)] * 4
    (finding,) = asked.findings
    assert (finding.level, finding.kind) == ("warning", "no-class")
    assert "did you mean green?" in finding.detail


def test_without_class_names_no_folder_tells_a_truth(photos: Path) -> None:
    asked = of_paths([str(photos)], ())
    assert {row.truth for row in asked.questions} == {None}
    assert asked.findings == ()


def test_photos_in_the_folder_itself_are_asked_about_too(photos: Path) -> None:
    (photos / "green" / "0.png").rename(photos / "loose.png")
    (photos / "notes.txt").write_text("none")
    asked = of_paths([str(photos)], CLASSES)
    assert len(asked.questions) == 12
    assert [row.truth for row in asked.questions if row.name.endswith("loose.png")] == [None]


def test_a_folder_that_is_named_itself_may_have_the_name_of_a_class(
    photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert [row.truth for row in of_paths([str(photos / "red")], CLASSES).questions] == [(2,)] * 4
    monkeypatch.chdir(photos / "blue")
    assert [row.truth for row in of_paths(["."], CLASSES).questions] == [(0,)] * 4
    assert [row.truth for row in of_paths(["."], CLASSES, several=True).questions] == [None] * 4


def test_a_folder_without_photos_is_told(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    asked = of_paths([str(tmp_path / "empty")], CLASSES)
    assert [(finding.kind, finding.path) for finding in asked.findings] == [
        ("no-photos", str(tmp_path / "empty"))
    ]


def test_files_are_taken_in_the_order_given_and_a_dash_is_what_is_piped_in(photos: Path) -> None:
    asked = of_paths(["b.jpg", "-", str(photos / "red" / "1.png")], CLASSES, stdin=lambda: b"bytes")
    assert [row.name for row in asked.questions] == ["b.jpg", "-", str(photos / "red" / "1.png")]
    assert asked.questions[1].source == b"bytes"


def test_a_list_has_the_truth_in_it(tmp_path: Path, photos: Path) -> None:
    file = tmp_path / "some.lst"
    file.write_text("0\t2.000000\tred/1.png\n1\t0.000000\tblue/0.png\n7\t3.000000\tgreen/0.png\n")
    asked = of_list(file, photos, CLASSES)
    assert [(row.name, row.truth) for row in asked.questions] == [("red/1.png", (2,)), ("blue/0.png", (0,))]
    (finding,) = asked.findings
    assert (finding.level, finding.line) == ("error", 3)


def test_a_list_with_several_labels_is_for_an_endpoint_that_gives_several(
    tmp_path: Path, photos: Path
) -> None:
    several, single = tmp_path / "several.lst", tmp_path / "single.lst"
    several.write_text("0\t1\t0\t1\tred/1.png\n1\t0\t0\t0\tblue/0.png\n")
    single.write_text("0\t2.000000\tred/1.png\n")
    asked = of_list(several, photos, CLASSES, several=True)
    assert [row.truth for row in asked.questions] == [(0, 2), ()]
    with pytest.raises(DatasetError, match="the model answers with one"):
        of_list(several, photos, CLASSES)
    with pytest.raises(DatasetError, match="the model answers with several"):
        of_list(single, photos, CLASSES, several=True)


def test_a_list_without_its_root_is_refused(tmp_path: Path, photos: Path) -> None:
    file = tmp_path / "some.lst"
    file.write_text("0\t2.000000\tred/1.png\n")
    with pytest.raises(DatasetError, match="there is no folder"):
        of_list(file, photos / "nowhere", CLASSES)
    with pytest.raises(DatasetError, match="cannot read the list"):
        of_list(tmp_path / "other.lst", photos, CLASSES)
