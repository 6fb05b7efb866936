"""Where the paths of a list begin is found by its first photos; a file that is no list is left to whoever reads it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from core.predict.listroot import list_root

if TYPE_CHECKING:
    from pathlib import Path


def a_list(folder: Path, *paths: str) -> Path:
    file = folder / "some.lst"
    file.write_text("".join(f"{place}\t0\t{path}\n" for place, path in enumerate(paths)))
    return file


def test_the_first_folder_that_holds_a_photo_is_taken(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    one.mkdir()
    (other / "roses").mkdir(parents=True)
    (other / "roses" / "2.jpg").touch()
    file = a_list(tmp_path, "roses/1.jpg", "roses/2.jpg")
    assert list_root(file, [one, other]) == (other, False)
    assert list_root(file, [one]) == (one, True)


def test_what_is_no_list_misses_nothing(tmp_path: Path) -> None:
    (tmp_path / "no.lst").write_bytes(b"\0\xff\n" * 50)
    os.mkfifo(tmp_path / "pipe.lst")
    for name in ("no.lst", "pipe.lst", "nowhere.lst", "nul\0.lst"):
        assert list_root(tmp_path / name, [tmp_path]) == (tmp_path, False)
