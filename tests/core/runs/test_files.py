"""The book's files: private, journalled as the file system allows, refused when newer, whole when the disk is full."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from core.errors import RunBookError, TrainscopeError, UnknownJob
from core.runs import RunBook
from core.runs.connections import Connections
from core.runs.files import on_network
from core.runs.schema import MIGRATIONS
from tests.core.runs.samples import OTHER, append, log

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.runs import Record


def test_book_and_folder_are_for_the_user_only(path: Path, book: RunBook, job: Record) -> None:
    append(book, job.id, log(range(3)))
    assert path.parent.stat().st_mode & 0o777 == 0o700
    for file in path.parent.iterdir():
        assert file.stat().st_mode & 0o777 == 0o600, file


def test_a_book_that_others_could_read_is_taken_from_them(path: Path) -> None:
    RunBook.open(path).close()
    path.chmod(0o644)
    RunBook.open(path).close()
    assert path.stat().st_mode & 0o777 == 0o600


def test_the_journal_is_a_write_ahead_log_here(book: RunBook) -> None:
    if on_network(book.path):
        pytest.skip("the temporary folder lies on a network file system")
    assert book.journal_mode() == "wal"


@pytest.fixture
def network_book(path: Path) -> Iterator[RunBook]:
    """A book whose folder is taken for one on a network."""
    book = RunBook(
        Connections(path, clock=lambda: 1.0, busy_seconds=20.0, on_network=lambda _: True), lambda: 1.0
    )
    yield book
    book.close()


def test_the_journal_is_rolled_back_on_a_network_also_of_a_book_that_comes_from_a_local_disk(
    path: Path, network_book: RunBook
) -> None:
    local = RunBook.open(path)
    record = local.add_job(OTHER, spec=None, created=1.0)
    local.close()
    assert network_book.journal_mode() == "delete"
    append(network_book, record.id, log(range(3)))
    assert network_book.line_count(record.id) == 3
    assert not path.with_name("runs.sqlite-wal").exists()


def test_threads_share_a_book_on_a_network_too(network_book: RunBook) -> None:
    record = network_book.add_job(OTHER, spec=None, created=1.0)

    def work(part: int) -> None:
        for number in range(15):
            stored = False
            while not stored:
                cursor = network_book.cursor(record.id)
                stored = network_book.store(
                    record.id, old_cursor=cursor, cursor=f"{part}-{number}", lines=log([part * 1000 + number])
                )

    threads = [threading.Thread(target=work, args=(part,)) for part in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    lines = network_book.lines(record.id)
    assert [line.seq for line in lines] == list(range(1, 46))
    assert len({line.text for line in lines}) == 45


@pytest.mark.parametrize(
    ("kind", "network"),
    [("ext4", False), ("nfs4", True), ("cifs", True), ("fuse.sshfs", True), ("btrfs", False)],
)
def test_network_file_systems_are_told_by_the_nearest_mount(tmp_path: Path, kind: str, network: bool) -> None:
    home = tmp_path / "a home"
    mounts = tmp_path / "mountinfo"
    escaped = str(home).replace(" ", "\\040")
    mounts.write_text(
        "22 1 254:0 / / rw - tmpfs tmpfs rw\n"
        f"36 22 0:41 / {escaped} rw,relatime shared:1 - {kind} server:/home rw\n"
        f"37 22 0:42 / {escaped}2 rw,relatime - ext4 /dev/sdb rw\n"
    )
    assert on_network(home / "state" / "runs.sqlite", mounts) is network
    assert not on_network(tmp_path / "a home2" / "runs.sqlite", mounts)
    assert not on_network(home, tmp_path / "no list of mounts")


def test_a_newer_book_is_refused_with_a_sentence_and_left_as_it_is(path: Path) -> None:
    RunBook.open(path).close()
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(RunBookError, match="newer trainscope") as caught:
        RunBook.open(path)
    assert caught.value.fix
    assert path.read_bytes() == before
    assert sorted(file.name for file in path.parent.iterdir()) == ["runs.sqlite", "runs.sqlite.lock"]


def test_another_program_goes_over_to_the_new_book_and_loses_nothing(
    path: Path, book: RunBook, job: Record
) -> None:
    path.rename(path.with_name("moved away"))
    other = RunBook.open(path)
    record = book.add_job(OTHER, spec=None, created=1.0)
    append(book, record.id, log(range(3)))
    assert other.line_count(record.id) == 3
    assert [row.key for row in other.jobs()] == [OTHER]
    other.close()


def test_a_folder_that_was_removed_under_a_running_program_is_made_again(
    path: Path, book: RunBook, job: Record
) -> None:
    shutil.rmtree(path.parent)
    assert book.add_job(OTHER, spec=None, created=1.0) == book.jobs()[0]
    with pytest.raises(UnknownJob):
        book.find(job.key.name)
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_locked_book_is_a_sentence_after_a_while(path: Path, job: Record) -> None:
    book = RunBook.open(path, busy_seconds=0.05)
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(RunBookError, match="another program holds it locked"):
        append(book, job.id, log([1]))
    holder.execute("ROLLBACK")
    holder.close()
    append(book, job.id, log([1]))
    assert book.line_count(job.id) == 1
    book.close()


FULL_DISK = """
import resource, signal, sys
from pathlib import Path
from core.errors import RunBookError
from core.runs import RunBook
from tests.core.runs.samples import append, log
book = RunBook.open(Path(sys.argv[1]))
(record,) = book.jobs()
append(book, record.id, log(range(10)))
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))
try:
    for start in range(100, 100_000, 1000):
        append(book, record.id, log(range(start, start + 1000)))
except RunBookError as error:
    print(error.why, "/", error.fix)
print(book.line_count(record.id) % 1000)
"""


def test_a_write_that_no_longer_fits_is_a_sentence_and_leaves_nothing_half_written(
    path: Path, book: RunBook, job: Record
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(path)], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "disk" in done.stdout
    count = book.line_count(job.id)
    assert count % 1000 == 10
    assert [line.seq for line in book.lines(job.id, limit=100_000)] == list(range(1, count + 1))
    append(book, job.id, log(range(200_000, 200_003)))
    assert book.line_count(job.id) == count + 3


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
@pytest.mark.parametrize("mode", [0o500, 0o000])
def test_a_folder_that_must_not_be_written_is_a_sentence(
    path: Path, job: Record, book: RunBook, mode: int
) -> None:
    book.close()
    path.chmod(0o400)
    path.parent.chmod(mode)
    try:
        with pytest.raises(TrainscopeError) as caught:
            RunBook.open(path).add_job(OTHER, spec=None, created=1.0)
        assert "permission" in f"{caught.value} {caught.value.fix}".lower()
    finally:
        path.parent.chmod(0o700)


def test_a_folder_in_the_books_place_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "runs.sqlite").mkdir()
    with pytest.raises(RunBookError, match="cannot be"):
        RunBook.open(tmp_path / "runs.sqlite")


def test_connections_of_threads_that_ended_are_closed(book: RunBook, path: Path) -> None:
    for _ in range(20):
        thread = threading.Thread(target=book.jobs)
        thread.start()
        thread.join()
    assert open_files_of(path) < 6


def open_files_of(path: Path) -> int:
    """How many descriptors of this process are open on the file; 0 where /proc does not say."""
    fds = Path("/proc/self/fd")
    return sum(1 for fd in fds.iterdir() if fd.is_symlink() and fd.readlink() == path) if fds.is_dir() else 0
