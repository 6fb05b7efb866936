"""Several files take their places together, or none does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from core.dataset.atomic import write_files

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def broken() -> Iterator[str]:
    yield "half"
    raise ValueError("no more")


def contents(folder: Path) -> dict[str, str]:
    return {file.name: file.read_text() for file in folder.iterdir()}


def test_files_are_written_into_a_folder_that_is_made(tmp_path: Path) -> None:
    write_files(tmp_path / "new/folder", {"a": ["1\n", "2\n"], "b": []})
    assert contents(tmp_path / "new/folder") == {"a": "1\n2\n", "b": ""}


def test_what_fails_leaves_the_old_files_and_nothing_beside_them(tmp_path: Path) -> None:
    write_files(tmp_path, {"a": ["old"], "b": ["old"]})
    with pytest.raises(ValueError, match="no more"):
        write_files(tmp_path, {"a": ["new"], "b": broken()})
    assert contents(tmp_path) == {"a": "old", "b": "old"}


def test_all_are_complete_before_the_first_takes_its_place(tmp_path: Path) -> None:
    def look() -> Iterator[str]:
        assert not (tmp_path / "a").exists()
        yield "b"

    write_files(tmp_path, {"a": ["a"], "b": look()})
    assert contents(tmp_path) == {"a": "a", "b": "b"}
