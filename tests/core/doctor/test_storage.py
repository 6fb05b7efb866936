"""The doctor tells whether the folders can be written and the run book read, and changes neither."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core import paths
from core.doctor import storage
from core.job.status import JobKey
from core.runs import RunBook

if TYPE_CHECKING:
    from pathlib import Path


def test_on_a_fresh_home_all_is_well_and_nothing_is_made(home: Path) -> None:
    checks = storage.folders()
    assert [check.ok for check in checks] == [True] * 4
    assert "not made yet" in checks[0].detail
    assert list(home.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    (tmp_path / "link").symlink_to("nowhere")
    for place in (tmp_path / "file" / "below", tmp_path / "link" / "below"):
        check = storage.folder("cache folder", place, "XDG_CACHE_HOME")
        assert not check.ok
        assert "XDG_CACHE_HOME" in check.fix
    assert not storage.space(tmp_path / "link").ok


def test_the_run_book_is_opened_and_counted(home: Path) -> None:
    paths.private_folder(paths.state_dir())
    book = RunBook.open(paths.run_book_file())
    book.add_job(JobKey("local", "", "", "ic-1"), spec=None, created=1.0)
    book.close()
    check = storage.run_book(paths.run_book_file())
    assert check.ok
    assert check.detail.endswith(("1 job, journal wal", "1 job, journal delete"))


def test_a_damaged_run_book_is_told(home: Path) -> None:
    file = paths.private_folder(paths.state_dir()) / "runs.sqlite"
    file.write_bytes(b"this was a run book once" * 1000)
    assert not storage.run_book(file).ok


def test_the_file_system_is_that_of_the_deepest_mount(tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    point = str(tmp_path / "my home").replace(" ", "\\040")
    mounts.write_text(f"a / ext4 rw 0 0\nserver:/x {point} nfs4 rw 0 0\nbroken\n")
    assert storage.file_system(tmp_path / "my home" / "x", mounts) == "nfs4"
    assert storage.file_system(tmp_path, mounts) == "ext4"
    assert storage.file_system(tmp_path, tmp_path / "none") is None
