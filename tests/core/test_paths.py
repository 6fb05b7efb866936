"""Folders follow XDG, belong to the user alone, and are made only by who writes."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

import pytest

from core import paths
from core.errors import FolderError

if TYPE_CHECKING:
    from pathlib import Path


def test_folders_follow_the_xdg_variables(home: Path) -> None:
    assert paths.config_dir() == home / ".config" / "trainscope"
    assert paths.state_dir() == home / ".local" / "state" / "trainscope"
    assert paths.cache_dir() == home / ".cache" / "trainscope"


def test_everything_has_its_place_in_them(home: Path) -> None:
    assert paths.config_file().parent == paths.themes_dir().parent == paths.config_dir()
    assert paths.run_book_file().parent == paths.jobs_dir().parent == paths.state_dir()


def test_asking_for_a_folder_makes_none(home: Path) -> None:
    paths.config_dir(), paths.run_book_file(), paths.jobs_dir()
    assert list(home.iterdir()) == []


def test_a_folder_and_those_above_it_are_made_for_the_user_alone(home: Path) -> None:
    made = paths.private_folder(paths.jobs_dir())
    for folder in (made, made.parent, home / ".local"):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_folder_that_exists_keeps_its_mode(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    assert paths.private_folder(tmp_path) == tmp_path
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o755


def test_a_file_in_the_way_is_an_error_with_a_way_out(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for blocked in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(FolderError, match="cannot make the folder") as caught:
            paths.private_folder(blocked)
        assert "XDG_STATE_HOME" in caught.value.fix
