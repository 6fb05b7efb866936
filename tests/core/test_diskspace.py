"""What is free where something is to be written, whatever is in the way."""

from __future__ import annotations

import errno
import shutil
from typing import TYPE_CHECKING

import pytest

from core.diskspace import existing, free_bytes, remedy

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("below", ["", "none", "none/deep", "x" * 300, f"none/{'x' * 300}/deep"])
def test_the_nearest_folder_that_exists_tells(tmp_path: Path, below: str) -> None:
    assert existing(tmp_path / below) == tmp_path
    free = free_bytes(tmp_path / below)
    assert free is not None
    assert abs(free - shutil.disk_usage(tmp_path).free) < 1 << 30


def test_a_link_that_leads_nowhere_counts_as_what_it_leads_to(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "none" / "deep")
    assert existing(tmp_path / "link") == tmp_path / "link"
    assert free_bytes(tmp_path / "link") is not None


def test_links_in_a_circle_tell_nothing(tmp_path: Path) -> None:
    (tmp_path / "b").symlink_to(tmp_path / "a")
    (tmp_path / "a").symlink_to(tmp_path / "b")
    assert free_bytes(tmp_path / "a" / "below") is None


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_is_mended_by_room_alone(number: int) -> None:
    assert remedy(OSError(number, "full"), "name another folder").startswith("free some space")
    assert remedy(PermissionError(errno.EACCES, "no"), "name another folder") == "name another folder"
