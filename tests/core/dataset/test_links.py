"""Links in a folder of photos: inside the root they count once, out of it they are refused."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from core.dataset.folder import Folder, scan
from tests.core.dataset.samples import named

if TYPE_CHECKING:
    from pathlib import Path


def paths(folder: Folder) -> list[str]:
    return [path for path, _ in folder.photos]


def told(folder: Folder) -> set[tuple[str, str, str | None]]:
    return {(finding.level, finding.kind, finding.path) for finding in folder.findings}


def kinds(folder: Folder) -> dict[str, str]:
    return {finding.kind: finding.level for finding in folder.findings}


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


def test_a_link_from_one_class_to_another_counts_nothing_twice(tmp_path: Path) -> None:
    named(tmp_path, "a/1.jpg", "b/2.jpg", "b/sub/3.jpg")
    (tmp_path / "a/other").symlink_to("../b")
    (tmp_path / "a/part").symlink_to("../b/sub")
    folder = scan(tmp_path)
    assert paths(folder) == ["a/1.jpg", "b/2.jpg", "b/sub/3.jpg"]
    assert ("warning", "folder-twice", "a/other") in told(folder)
    assert ("warning", "folder-twice", "a/part") in told(folder)


def test_a_folder_that_two_links_lead_to_counts_once(tmp_path: Path) -> None:
    named(tmp_path, ".store/c/1.jpg", "a/1.jpg", "b/1.jpg")
    (tmp_path / "a/part").symlink_to("../.store/c")
    (tmp_path / "b/whole").symlink_to("../.store")
    folder = scan(tmp_path)
    assert paths(folder) == ["a/1.jpg", "a/part/1.jpg", "b/1.jpg"]
    assert ("warning", "folder-twice", "b/whole/c") in told(folder)


def test_a_class_that_is_a_link_to_a_counted_class_gets_no_label(tmp_path: Path) -> None:
    named(tmp_path, "b/1.jpg", "c/1.jpg")
    (tmp_path / "a").symlink_to("b")
    folder = scan(tmp_path)
    assert [row.name for row in folder.classes] == ["b", "c"]
    assert told(folder) == {("warning", "folder-twice", "a")}


def test_a_link_that_leads_nowhere_is_a_warning_whatever_its_name(tmp_path: Path) -> None:
    named(tmp_path, "a/1.jpg", "b/1.jpg")
    (tmp_path / "class").symlink_to("gone")
    (tmp_path / "a/2.jpg").symlink_to("gone.jpg")
    assert told(scan(tmp_path)) == {
        ("warning", "broken-link", "class"),
        ("warning", "broken-link", "a/2.jpg"),
    }


def test_links_to_what_is_no_photo_are_told_as_what_they_are(tmp_path: Path) -> None:
    named(tmp_path, "a/1.jpg", "b/1.jpg", "b/notes.txt")
    os.mkfifo(tmp_path / "b/pipe")
    (tmp_path / "a/pipe.jpg").symlink_to("../b/pipe")
    (tmp_path / "a/notes").symlink_to("../b/notes.txt")
    (tmp_path / "root.jpg").symlink_to("a/1.jpg")
    assert kinds(scan(tmp_path)) == {"not-a-file": "error", "not-a-photo": "info", "photo-in-root": "warning"}


def test_a_link_into_a_folder_that_may_not_be_read_is_an_error(tmp_path: Path) -> None:
    named(tmp_path, "a/1.jpg", "b/1.jpg", "b/locked/2.jpg")
    (tmp_path / "a/2.jpg").symlink_to("../b/locked/2.jpg")
    (tmp_path / "c").symlink_to("b/locked/sub")
    (tmp_path / "b/locked").chmod(0)
    try:
        if os.access(tmp_path / "b/locked", os.R_OK):
            pytest.skip("this user may read everything")
        folder = scan(tmp_path)
    finally:
        (tmp_path / "b/locked").chmod(0o700)
    assert paths(folder) == ["a/1.jpg", "b/1.jpg"]
    assert {path for _, kind, path in told(folder) if kind == "unreadable-folder"} == {
        "a/2.jpg",
        "b/locked",
        "c",
    }
