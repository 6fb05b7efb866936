"""A folder is read in the way that is asked for; what is no folder is not."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from core.config import DatasetSettings, SagemakerSettings
from core.dataset.folder import scan
from core.dataset.lists import Wanted, make_lists
from core.dataset.load import load as load_here
from core.dataset.reading import Reading, endings_of
from core.errors import UsageError
from core.s3address import S3Address
from core.source import load
from tests.core.dataset.samples import named

if TYPE_CHECKING:
    from pathlib import Path

IN_S3 = S3Address("bucket", "photos")


@pytest.mark.parametrize(
    ("words", "endings"),
    [
        (["jpg"], (".jpg",)),
        ([".JPG", "png"], (".jpg", ".png")),
        (["jpg,png,"], (".jpg", ".png")),
        (["jpg png", "jpg"], (".jpg", ".png")),
        (["tar.gz"], (".tar.gz",)),
        (["été"], (".été",)),
    ],
)
def test_endings_are_named_as_people_write_them(words: list[str], endings: tuple[str, ...]) -> None:
    assert endings_of(words) == endings


@pytest.mark.parametrize(
    "words", [[], [""], [","], ["."], ["..jpg"], ["jpg."], ["a/b"], ["*.jpg"], ["a\tb"], ["\x1b"]]
)
def test_what_is_no_ending_is_refused(words: list[str]) -> None:
    with pytest.raises(UsageError):
        endings_of(words)


def test_a_nested_reading_makes_a_class_of_each_folder_with_photos(tmp_path: Path) -> None:
    named(tmp_path, "a/x/1.jpg", "a/y/1.jpg", "a/y/z/1.jpg", "b/1.jpg", "c/empty/a.txt", "root.jpg")
    folder = scan(tmp_path, reading=Reading("nested"))
    assert [row.name for row in folder.classes] == ["a/x", "a/y", "a/y/z", "b"]
    told = {(finding.kind, finding.path) for finding in folder.findings}
    assert told == {("empty-class", "c/empty"), ("photo-in-root", None), ("not-a-photo", None)}


def test_a_folder_behind_a_link_is_a_class_of_its_own_when_nested(tmp_path: Path) -> None:
    named(tmp_path, "a/1.jpg", ".kept/x/1.jpg")
    (tmp_path / "a/linked").symlink_to("../.kept/x")
    folder = scan(tmp_path, reading=Reading("nested"))
    assert dict(folder.photos) == {"a/1.jpg": 0, "a/linked/1.jpg": 1}


def test_a_flat_reading_follows_no_link_to_a_folder(tmp_path: Path) -> None:
    named(tmp_path / "photos", "1.jpg", "sub/2.jpg")
    named(tmp_path / "elsewhere", "3.jpg")
    (tmp_path / "photos/in").symlink_to("sub")
    (tmp_path / "photos/out").symlink_to("../elsewhere")
    (tmp_path / "photos/link.jpg").symlink_to("1.jpg")
    folder = scan(tmp_path / "photos", reading=Reading("flat"))
    assert dict(folder.photos) == {"1.jpg": 0, "link.jpg": 0}
    (finding,) = [finding for finding in folder.findings if finding.kind == "folder-not-read"]
    assert finding.detail.startswith("3 folders")


@pytest.mark.parametrize("name", ["a\tb", " a", "\udce9"])
def test_a_flat_folder_whose_name_no_file_can_hold_is_a_class_all_the_same(tmp_path: Path, name: str) -> None:
    folder = scan(named(tmp_path / name, "1.jpg"), reading=Reading("flat"))
    assert [row.name for row in folder.classes] == ["."]


@pytest.mark.parametrize("reading", [Reading("flat"), Reading("nested"), Reading(endings=(".jpg",))])
def test_only_a_folder_on_this_machine_is_read_in_another_way(tmp_path: Path, reading: Reading) -> None:
    with pytest.raises(UsageError, match="S3"):
        load(DatasetSettings(path=IN_S3), SagemakerSettings(), reading=reading)
    with pytest.raises(UsageError, match="lists"):
        load_here(DatasetSettings(path=tmp_path, train_lst=tmp_path / "a.lst"), reading=reading)


@pytest.mark.parametrize("wanted", [Wanted(0.2, test=0.1), Wanted(None)])
def test_what_lies_in_s3_is_not_divided_anew(tmp_path: Path, wanted: Wanted) -> None:
    here = load_here(DatasetSettings(path=named(tmp_path, "a/1.jpg", "a/2.jpg", "b/1.jpg", "b/2.jpg")))
    there = replace(here, root=IN_S3, channels={"train": "s3://bucket/photos/"})
    with pytest.raises(UsageError, match="S3"):
        make_lists(there, wanted)
    assert make_lists(there, Wanted(0.2, chunks=2)).parts["train"] == here.train
