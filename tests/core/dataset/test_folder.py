"""A folder of class folders becomes classes and photos."""

from __future__ import annotations

import os
import random
import shutil
import unicodedata
from typing import TYPE_CHECKING

import pytest

from core.cancel import CancelToken
from core.dataset.folder import Folder, scan
from core.errors import Cancelled, DatasetError
from tests.core.dataset.samples import named

if TYPE_CHECKING:
    from pathlib import Path


def names(folder: Folder) -> list[str]:
    return [row.name for row in folder.classes]


def paths(folder: Folder) -> list[str]:
    return [path for path, _ in folder.photos]


def kinds(folder: Folder) -> dict[str, str]:
    return {finding.kind: finding.level for finding in folder.findings}


def test_classes_are_numbered_from_0_in_code_point_order(tmp_path: Path) -> None:
    folder = scan(named(tmp_path, "b/1.jpg", "a/1.jpg", "B/1.jpg", "10/1.jpg", "9/1.jpg", "é/1.jpg"))
    assert names(folder) == ["10", "9", "B", "a", "b", "é"]
    assert [row.label for row in folder.classes] == [0, 1, 2, 3, 4, 5]
    assert folder.photos[0] == ("10/1.jpg", 0)


def test_photos_come_in_code_point_order_whatever_the_file_system_says(tmp_path: Path) -> None:
    folder = scan(named(tmp_path, "a/c.jpg", "a/B.jpg", "a/a/z.jpg", "a/a.jpg", "b/1.jpg"))
    assert paths(folder) == ["a/B.jpg", "a/a.jpg", "a/a/z.jpg", "a/c.jpg", "b/1.jpg"]


def test_the_configuration_orders_the_classes_and_leaves_others_out(tmp_path: Path) -> None:
    folder = scan(named(tmp_path, "a/1.jpg", "b/1.jpg", "c/1.jpg"), classes=["c", "a"])
    assert [(row.label, row.name) for row in folder.classes] == [(0, "c"), (1, "a")]
    assert kinds(folder) == {"class-not-used": "warning"}


@pytest.mark.parametrize("missing", ["tulip", "empty"])
def test_a_class_of_the_configuration_without_photos_is_an_error(tmp_path: Path, missing: str) -> None:
    named(tmp_path, "tulips/1.jpg", "a/1.jpg")
    (tmp_path / "empty").mkdir()
    folder = scan(tmp_path, classes=["a", missing, "tulips"])
    assert kinds(folder)["class-missing"] == "error"
    assert names(folder) == ["a", "tulips"]


def test_a_configured_class_is_found_in_the_other_unicode_form(tmp_path: Path) -> None:
    decomposed = unicodedata.normalize("NFD", "été")
    folder = scan(named(tmp_path, f"{decomposed}/1.jpg", "b/1.jpg"), classes=["b", "été"])
    assert names(folder) == ["b", decomposed]
    assert not folder.findings


def test_folders_that_look_the_same_stay_apart_with_a_warning(tmp_path: Path) -> None:
    forms = [unicodedata.normalize(form, "été") for form in ("NFC", "NFD")]
    folder = scan(named(tmp_path, *[f"{form}/1.jpg" for form in forms]))
    assert sorted(names(folder)) == sorted(forms)
    assert kinds(folder) == {"alike-classes": "warning"}


def test_a_nested_folder_belongs_to_its_top_class(tmp_path: Path) -> None:
    folder = scan(named(tmp_path, "a/1.jpg", "a/sub/deep/2.jpg", "b/sub/3.jpg"))
    assert [(row.name, row.images) for row in folder.classes] == [("a", 2), ("b", 1)]
    assert kinds(folder) == {"nested-folder": "info"}


def test_photos_in_the_root_are_in_no_class(tmp_path: Path) -> None:
    folder = scan(named(tmp_path, "stray.jpg", "a/1.jpg", "b/1.jpg"))
    assert paths(folder) == ["a/1.jpg", "b/1.jpg"]
    assert kinds(folder) == {"photo-in-root": "warning"}


def test_an_empty_class_gets_no_label(tmp_path: Path) -> None:
    named(tmp_path, "a/1.jpg", "c/1.jpg", "notes/readme.txt")
    (tmp_path / "b").mkdir()
    folder = scan(tmp_path)
    assert [(row.label, row.name) for row in folder.classes] == [(0, "a"), (1, "c")]
    assert [finding.path for finding in folder.findings if finding.kind == "empty-class"] == ["b", "notes"]


def test_hidden_files_and_folders_are_skipped_and_counted_once(tmp_path: Path) -> None:
    folder = scan(
        named(tmp_path, "a/1.jpg", "a/._1.jpg", "a/.2.jpg", ".git/x.jpg", "b/.cache/1.jpg", "b/1.jpg")
    )
    assert paths(folder) == ["a/1.jpg", "b/1.jpg"]
    (finding,) = folder.findings
    assert (finding.level, finding.kind) == ("info", "hidden")
    assert finding.detail.startswith("4 hidden")


def test_upper_case_endings_spaces_and_other_scripts_are_photos(tmp_path: Path) -> None:
    wanted = ["a/A.JPG", "a/B.Jpeg", "a/C.PNG", "a/fleur été 花.jpg", "b/with space.png"]
    folder = scan(named(tmp_path, *wanted, "a/notes.txt", "b/old.gif", "b/new.webp"))
    assert paths(folder) == sorted(wanted)
    assert kinds(folder) == {"other-image-format": "warning", "not-a-photo": "info"}


@pytest.mark.parametrize(
    "name",
    [
        "a/x\ty.jpg",
        "a/x\ny.jpg",
        "a/x\ry.jpg",
        "a\tb/x.jpg",
        " a/x.jpg",
        "a/x.jpg ",
        "a/x.jpg\n",
        "a/b\tc/x.jpg",
        "C:/x.jpg",
        "a/b\\..\\x.jpg",
        "a\\../x.jpg",
    ],
)
def test_a_name_that_no_list_can_hold_is_an_error_and_left_out(tmp_path: Path, name: str) -> None:
    folder = scan(named(tmp_path, name, "a/1.jpg", "b/1.jpg"))
    assert paths(folder) == ["a/1.jpg", "b/1.jpg"]
    assert kinds(folder) == {"unlistable-name": "error"}


def test_bytes_in_a_name_that_are_not_utf8_are_an_error(tmp_path: Path) -> None:
    named(tmp_path, "a/1.jpg", "b/1.jpg")
    (tmp_path / "a" / os.fsdecode(b"caf\xe9.jpg")).write_bytes(b"x")
    assert kinds(scan(tmp_path)) == {"unlistable-name": "error"}


def test_a_pipe_named_like_a_photo_is_not_opened(tmp_path: Path) -> None:
    named(tmp_path, "a/1.jpg", "b/1.jpg")
    os.mkfifo(tmp_path / "a" / "2.jpg")
    folder = scan(tmp_path)
    assert len(folder.photos) == 2
    assert kinds(folder) == {"not-a-file": "error"}


def test_a_colon_or_a_backslash_that_leads_nowhere_is_listable(tmp_path: Path) -> None:
    wanted = ["a/C:x.jpg", "a/b:/x.jpg", "a/x\\y.jpg", "a/x..\\y.jpg", "b/C:.jpg"]
    folder = scan(named(tmp_path, *wanted))
    assert paths(folder) == sorted(wanted)
    assert kinds(folder) == {"nested-folder": "info"}


def test_a_folder_without_photos_says_so(tmp_path: Path) -> None:
    folder = scan(named(tmp_path, "1.jpg", "2.jpg"))
    assert not folder.classes
    assert kinds(folder)["no-photos"] == "error"


def test_one_class_is_a_warning(tmp_path: Path) -> None:
    assert kinds(scan(named(tmp_path, "a/1.jpg", "a/2.jpg"))) == {"one-class": "warning"}


@pytest.mark.parametrize("name", ["missing", "file.txt", "nul\0byte"])
def test_what_is_no_folder_is_an_error(tmp_path: Path, name: str) -> None:
    (tmp_path / "file.txt").write_text("x")
    with pytest.raises(DatasetError):
        scan(tmp_path / name)


def test_sizes_are_added_up_when_asked_for(tmp_path: Path) -> None:
    named(tmp_path, "a/1.jpg", "a/2.JPG", "b/3.jpg")
    assert scan(tmp_path, sizes=True).bytes == 3
    assert scan(tmp_path).bytes is None


def test_a_space_inside_a_path_is_listable(tmp_path: Path) -> None:
    wanted = ["a / x.jpg", "a /b /x.jpg"]
    folder = scan(named(tmp_path, *wanted, "b/1.jpg"))
    assert paths(folder) == [*sorted(wanted), "b/1.jpg"]
    assert kinds(folder) == {"nested-folder": "info"}


def test_a_folder_that_may_not_be_read_is_an_error_and_the_others_count(tmp_path: Path) -> None:
    named(tmp_path, "a/1.jpg", "a/locked/2.jpg", "b/1.jpg")
    (tmp_path / "a/locked").chmod(0)
    try:
        if os.access(tmp_path / "a/locked", os.R_OK):
            pytest.skip("this user may read everything")
        folder = scan(tmp_path)
    finally:
        (tmp_path / "a/locked").chmod(0o700)
    assert paths(folder) == ["a/1.jpg", "b/1.jpg"]
    assert kinds(folder)["unreadable-folder"] == "error"


def test_a_class_that_vanishes_meanwhile_is_an_error_and_the_others_count(tmp_path: Path) -> None:
    named(tmp_path, "a/1.jpg", "b/1.jpg", "c/1.jpg")
    folder = scan(tmp_path, on_progress=lambda _: shutil.rmtree(tmp_path / "b", ignore_errors=True))
    assert paths(folder) == ["a/1.jpg", "c/1.jpg"]
    assert kinds(folder)["unreadable-folder"] == "error"


def test_a_photo_that_vanishes_meanwhile_leaves_the_rest_of_its_folder(tmp_path: Path) -> None:
    named(tmp_path, *[f"a/{number}.{end}" for number in range(100) for end in ("jpg", "JPG")], "b/1.jpg")
    gone = [tmp_path / "a" / name for name in ("50.jpg", "60.JPG")]

    def remove(count: int) -> None:
        for file in gone:
            file.unlink(missing_ok=True)

    folder = scan(tmp_path, sizes=True, on_progress=remove)
    assert {f"a/{number}.jpg" for number in range(100)} - set(paths(folder)) <= {"a/50.jpg"}
    assert not folder.findings


def test_faults_beyond_a_thousand_of_a_kind_are_counted(tmp_path: Path) -> None:
    named(tmp_path, *[f"a/{number}\t.jpg" for number in range(1010)], "a/1.jpg", "b/1.jpg")
    told = scan(tmp_path).findings
    assert len(told) == 1001
    assert told[-1].detail == "10 more like this"


def test_names_with_escape_sequences_are_shown_harmlessly(tmp_path: Path) -> None:
    evil = "\x1b]0;title\x07\x1b[31m"
    folder = scan(named(tmp_path, f"a/{evil}.gif", f"a/.{evil}", f"{evil}/1.txt", f"{evil}.jpg", "a/1.jpg"))
    assert {"other-image-format", "hidden", "not-a-photo", "photo-in-root"} <= set(kinds(folder))
    assert all(finding.detail.isprintable() for finding in folder.findings)


def test_progress_counts_up_over_all_classes(tmp_path: Path) -> None:
    named(tmp_path, *[f"{name}/{number}.jpg" for name in "abc" for number in range(600)])
    seen: list[int] = []
    scan(tmp_path, on_progress=seen.append)
    assert seen == sorted(seen)
    assert seen[-1] > 1200


@pytest.mark.parametrize("moment", random.Random(3).sample(range(24), 6))
def test_a_cancel_at_any_moment_stops_the_scan_there(tmp_path: Path, moment: int) -> None:
    named(tmp_path, *[f"{name}/{number}.jpg" for name in "abcdef" for number in range(1000)])
    token, seen = CancelToken(), list[int]()

    def cancel_then(count: int) -> None:
        seen.append(count)
        if len(seen) > moment:
            token.cancel()

    with pytest.raises(Cancelled):
        scan(tmp_path, on_progress=cancel_then, cancel=token)
    assert len(seen) == moment + 1


def test_the_flower_photos(shared: Path) -> None:
    folder = scan(shared / "data" / "flowers")
    assert [(row.label, row.name, row.images) for row in folder.classes] == [
        (0, "daisy", 80),
        (1, "dandelion", 80),
        (2, "roses", 80),
        (3, "sunflowers", 80),
        (4, "tulips", 80),
    ]
    assert [finding.kind for finding in folder.findings] == ["not-a-photo"]
