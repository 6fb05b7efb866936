"""The book's files: private, refused when newer, set aside when damaged, never deleted."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pytest

from core.errors import RunBookError
from core.runs import RunBook
from core.runs.files import on_network
from core.runs.schema import MIGRATIONS
from tests.core.runs.samples import KEY, OTHER, accuracy, append, log

if TYPE_CHECKING:
    from pathlib import Path

    from core.runs import Record


def set_aside(path: Path) -> list[Path]:
    """The damaged books beside `path`, their companions not counted."""
    return sorted(path.parent.glob("runs.damaged-*.sqlite"))


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
    assert set_aside(path) == []


def test_a_file_that_is_no_database_is_set_aside_and_a_new_book_started(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"not a database at all " * 100)
    path.with_name("runs.sqlite-wal").write_bytes(b"its log")
    book = RunBook.open(path)
    (aside,) = set_aside(path)
    assert aside.read_bytes() == b"not a database at all " * 100
    assert aside.with_name(aside.name + "-wal").read_bytes() == b"its log"
    assert str(aside) in book.notice
    assert book.jobs() == []
    book.close()


def scribble(path: Path, first_page: int) -> None:
    """Overwrite every page from `first_page` on."""
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(first_page * 4096)
        file.write(b"\xaa" * (size - first_page * 4096))


def test_a_malformed_page_is_found_at_open(path: Path) -> None:
    with_jobs(path, lines=0)
    scribble(path, 1)
    book = RunBook.open(path)
    assert len(set_aside(path)) == 1
    assert book.jobs() == []
    book.close()


def test_damage_found_later_sets_the_book_aside_and_says_so(path: Path) -> None:
    with_jobs(path, lines=5000)
    scribble(path, 40)
    book = RunBook.open(path)
    (record,) = book.jobs()
    with pytest.raises(RunBookError, match="set aside") as caught:
        book.lines(record.id, limit=5000)
    assert str(set_aside(path)[0]) in str(caught.value)
    assert "set aside" in book.notice
    assert book.jobs() == []
    fresh = book.add_job(KEY, spec=None, created=1.0)
    append(book, fresh.id, log(range(3)))
    assert book.line_count(fresh.id) == 3
    book.close()


def with_jobs(path: Path, *, lines: int) -> None:
    book = RunBook.open(path, clock=lambda: 1000.0)
    record = book.add_job(KEY, spec={"note": "x" * (200 if lines else 20_000)}, created=1.0)
    append(
        book,
        record.id,
        log(range(lines), text="a rather long line of the log, number {}"),
        [accuracy(0, 0.5)],
    )
    book.close()


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


def test_programs_that_find_the_damage_at_once_end_with_one_new_book(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"not a database at all " * 100)
    code = (
        "import sys; from pathlib import Path; from core.job.status import JobKey; from core.runs import RunBook\n"
        "sys.stdin.readline()\n"
        "book = RunBook.open(Path(sys.argv[1]))\n"
        "book.add_job(JobKey('local', '', '', sys.argv[2]), spec=None, created=1.0)\n"
    )
    programs = [
        subprocess.Popen([sys.executable, "-c", code, str(path), f"job-{number}"], stdin=subprocess.PIPE)
        for number in range(6)
    ]
    for program in programs:
        assert program.stdin
        program.stdin.write(b"\n")
        program.stdin.flush()
    for program in programs:
        program.communicate(timeout=60)
        assert program.returncode == 0
    assert len(set_aside(path)) == 1
    book = RunBook.open(path)
    assert {record.key.name for record in book.jobs()} == {f"job-{number}" for number in range(6)}
    book.close()


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
    from pathlib import Path as P

    fds = P("/proc/self/fd")
    return sum(1 for fd in fds.iterdir() if fd.is_symlink() and fd.readlink() == path) if fds.is_dir() else 0
