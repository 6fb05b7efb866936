"""A path that is typed goes on as its folder says: one way, as far as all agree, or the ways there are."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from core.cancel import CancelToken
from core.errors import Cancelled
from core.predict.pathcompletion import Completion, complete
from core.predict.pathtext import as_path

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    for name in (
        "roses/1.jpg",
        "roses/2.JPG",
        "roses/notes.txt",
        "rowan/1.png",
        "train.lst",
        "validation.lst",
        ".hidden/1.jpg",
        "IMG 1.jpg",
        "IMG 2.jpg",
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    return tmp_path


def completed(text: str, base: Path, *, folders_only: bool = False) -> Completion:
    return complete(text, base, CancelToken(), folders_only=folders_only)


def names(found: Completion) -> list[str]:
    return [each.name + ("/" if each.is_folder else "") for each in found.candidates]


def test_the_only_way_to_go_on_is_taken_with_a_slash_behind_a_folder(photos: Path) -> None:
    assert completed("v", photos).text == "validation.lst"
    assert completed("ros", photos).text == "roses/"
    assert completed(f"{photos}/rowan/", photos).text == f"{photos}/rowan/1.png"


def test_it_goes_as_far_as_all_agree_and_names_them(photos: Path) -> None:
    found = completed("r", photos)
    assert (found.text, names(found), found.count) == ("ro", ["roses/", "rowan/"], 2)
    assert completed("ro", photos).text == "ro"
    assert completed("I", photos).text == "IMG "
    assert completed("IMG 1", photos).text == "IMG 1.jpg"


def test_only_photos_lists_and_folders_are_named(photos: Path) -> None:
    assert names(completed("roses/", photos)) == ["1.jpg", "2.JPG"]
    assert names(completed("", photos, folders_only=True)) == ["roses/", "rowan/"]


def test_hidden_names_are_told_only_if_a_dot_is_typed(photos: Path) -> None:
    assert ".hidden/" not in names(completed("", photos))
    assert completed(".", photos).text == ".hidden/"


def test_case_does_not_matter_where_nothing_fits_exactly(photos: Path) -> None:
    assert completed("ROS", photos).text == "roses/"
    assert completed("img", photos).text == "IMG "
    (photos / "Row").mkdir()
    (photos / "rOw2").mkdir()
    assert completed("RO", photos).text == "RO", "they agree in nothing, so what is typed stays"


def test_nothing_fits(photos: Path) -> None:
    found = completed("x", photos)
    assert (found.text, found.candidates, found.problem) == ("x", (), "")


@pytest.mark.parametrize(
    "name", ["a\x1b[2J", os.fsdecode(b"caf\xe9"), "back\\slash", "花 1", "~", "'quoted'", " lead"]
)
def test_hostile_names_are_typed_safely_and_lead_where_they_should(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    (tmp_path / name / "1.jpg").touch()
    text = completed("", tmp_path).text
    assert text.isprintable()
    text = completed(text, tmp_path).text
    assert text.endswith("/1.jpg")
    assert (tmp_path / as_path(text)).is_file()


def test_what_was_pasted_from_a_shell_is_completed(photos: Path) -> None:
    assert as_path(completed("IMG\\ 1", photos).text) == "IMG 1.jpg"
    assert completed(f"'{photos}/val", photos).text == f"{photos}/validation.lst"


def test_the_home_folder_is_followed_and_keeps_its_sign(home: Path) -> None:
    (home / "flowers").mkdir()
    assert completed("~", home).text == "~/"
    assert completed("~/f", home / "elsewhere").text == "~/flowers/"


def test_a_folder_that_cannot_be_read_says_why(photos: Path) -> None:
    assert completed("nowhere/x", photos).problem == "No such file or directory"
    assert completed("train.lst/", photos).problem == "Not a directory"
    assert completed("x\\x00/", photos).problem == "No such file or directory"


def test_a_link_that_leads_nowhere_is_no_way(photos: Path) -> None:
    (photos / "zz.jpg").symlink_to(photos / "gone.jpg")
    assert names(completed("zz", photos)) == []


def test_of_a_large_folder_some_are_named_and_all_counted(tmp_path: Path) -> None:
    for number in range(1200):
        (tmp_path / f"photo-{number:04}.jpg").touch()
    found = completed("p", tmp_path)
    assert (found.text, found.count, found.whole) == ("photo-", 1200, True)
    assert len(found.candidates) == 500


def test_a_large_folder_can_be_left(photos: Path) -> None:
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        complete("r", photos, cancel)
