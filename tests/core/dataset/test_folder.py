"""A folder of class folders becomes classes and photos."""

from __future__ import annotations

import os
import threading
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


@pytest.mark.parametrize("name", ["a/x\ty.jpg", "a/x\ny.jpg", "a/x\ry.jpg", "a\tb/x.jpg", " a/x.jpg"])
def test_a_name_that_no_list_can_hold_is_an_error_and_left_out(tmp_path: Path, name: str) -> None:
    folder = scan(named(tmp_path, name, "a/1.jpg", "b/1.jpg"))
    assert paths(folder) == ["a/1.jpg", "b/1.jpg"]
    assert kinds(folder) == {"unlistable-name": "error"}


def test_bytes_in_a_name_that_are_not_utf8_are_an_error(tmp_path: Path) -> None:
    named(tmp_path, "a/1.jpg", "b/1.jpg")
    (tmp_path / "a" / os.fsdecode(b"caf\xe9.jpg")).write_bytes(b"x")
    assert kinds(scan(tmp_path)) == {"unlistable-name": "error"}


def test_links_inside_the_root_are_followed(tmp_path: Path) -> None:
    named(tmp_path, "a/1.jpg", "b/1.jpg", ".store/c/1.jpg")
    (tmp_path / "b" / "2.jpg").symlink_to("../a/1.jpg")
    (tmp_path / "c").symlink_to(".store/c")
    folder = scan(tmp_path)
    assert paths(folder) == ["a/1.jpg", "b/1.jpg", "b/2.jpg", "c/1.jpg"]


def test_links_out_of_the_root_are_refused(tmp_path: Path) -> None:
    named(tmp_path, "outside/1.jpg", "data/a/1.jpg", "data/b/1.jpg")
    (tmp_path / "data/a/2.jpg").symlink_to("../../outside/1.jpg")
    (tmp_path / "data/c").symlink_to("../outside")
    (tmp_path / "data/b/sub").symlink_to("/")
    folder = scan(tmp_path / "data")
    assert paths(folder) == ["a/1.jpg", "b/1.jpg"]
    refused = [finding for finding in folder.findings if finding.kind == "link-outside"]
    assert sorted(finding.path or "" for finding in refused) == ["a/2.jpg", "b/sub", "c"]
    assert {finding.level for finding in refused} == {"error"}


def test_link_cycles_end_and_no_photo_counts_twice(tmp_path: Path) -> None:
    named(tmp_path, "a/1.jpg", "b/1.jpg")
    (tmp_path / "a" / "up").symlink_to("..")
    (tmp_path / "a" / "self").symlink_to(".")
    (tmp_path / "b" / "other").symlink_to("../a")
    (tmp_path / "b" / "gone").symlink_to("gone")
    (tmp_path / "b" / "gone.jpg").symlink_to("nowhere.jpg")
    folder = scan(tmp_path)
    assert paths(folder) == ["a/1.jpg", "b/1.jpg"]
    assert kinds(folder)["folder-twice"] == "warning"
    assert kinds(folder)["broken-link"] == "warning"


def test_a_pipe_named_like_a_photo_is_not_opened(tmp_path: Path) -> None:
    named(tmp_path, "a/1.jpg", "b/1.jpg")
    os.mkfifo(tmp_path / "a" / "2.jpg")
    folder = scan(tmp_path)
    assert len(folder.photos) == 2
    assert kinds(folder) == {"not-a-file": "error"}


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


def test_progress_counts_up_and_cancel_stops_the_scan(tmp_path: Path) -> None:
    named(tmp_path, *[f"a/{number}.jpg" for number in range(2000)])
    token, seen = CancelToken(), list[int]()

    def stop_in_the_middle(count: int) -> None:
        seen.append(count)
        if count > 1000:
            token.cancel()

    with pytest.raises(Cancelled):
        scan(tmp_path, on_progress=stop_in_the_middle, cancel=token)
    assert seen == sorted(seen)
    assert 1000 < seen[-1] < 1600


def test_a_scan_in_another_thread_is_cancelled(tmp_path: Path) -> None:
    named(tmp_path, "a/1.jpg")
    token = CancelToken()
    token.cancel()
    caught: list[Exception] = []

    def work() -> None:
        try:
            scan(tmp_path, cancel=token)
        except Cancelled as error:
            caught.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join(10)
    assert len(caught) == 1


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
