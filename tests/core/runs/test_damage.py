"""A damaged book is set aside with all its files, never deleted, and its programs go on with a new one."""

from __future__ import annotations

import random
import re
import sqlite3
import subprocess
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from core.errors import RunBookError, TrainscopeError, UnknownJob
from core.runs import RunBook
from core.runs.files import guard
from tests.core.runs.samples import DONE, KEY, OTHER, RUNNING, accuracy, append, log, texts

if TYPE_CHECKING:
    from pathlib import Path


def set_aside(path: Path) -> list[Path]:
    """The damaged books beside `path`, their companions not counted."""
    return sorted(path.parent.glob("runs.damaged-*.sqlite"))


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


def edit(path: Path, statement: str, *values: object) -> None:
    """Change a closed book behind its back."""
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA writable_schema = ON")
    with connection:
        connection.execute(statement, values)
    connection.close()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE sqlite_schema SET sql = CAST(replace(CAST(sql AS BLOB), 'DEFAULT', x'fefefe') AS TEXT)",
        "UPDATE sqlite_schema SET sql = replace(sql, 'CREATE', 'CREATED')",
        "PRAGMA user_version = 0",
    ],
    ids=["a schema that is no text", "a schema that is no SQL", "tables in a book without a version"],
)
def test_a_schema_that_is_not_ours_is_damage(path: Path, statement: str) -> None:
    with_jobs(path, lines=10)
    edit(path, statement)
    book = RunBook.open(path)
    assert len(set_aside(path)) == 1
    assert "set aside" in book.notice
    assert book.jobs() == []
    book.close()


def test_a_damaged_letter_is_one_odd_character_and_the_rest_of_the_log_is_read(path: Path) -> None:
    with_jobs(path, lines=3)
    edit(path, "UPDATE lines SET text = CAST(x'61ff62' AS TEXT) WHERE key = '1'")
    edit(path, "UPDATE lines SET text = CAST(text AS BLOB) WHERE key = '2'")
    book = RunBook.open(path)
    (record,) = book.jobs()
    assert texts(book.lines(record.id))[1:] == ["a\ufffdb", "a rather long line of the log, number 2"]
    assert list(book.search(record.id, re.compile("number [02]"))) == [1, 3]
    assert list(book.search(record.id, re.compile("^a.?b$|[^ -~]"))) == [2]
    assert set_aside(path) == []
    book.close()


@pytest.mark.parametrize(
    "cell", ["not JSON", "[]", "{}", '{"status": "Sleeping", "stage": "", "transitions": []}']
)
def test_a_cell_that_cannot_be_read_is_empty_until_it_is_written_anew(path: Path, cell: str) -> None:
    with_jobs(path, lines=3)
    edit(path, "UPDATE jobs SET state = ?, facts = ?, spec = ?, best = ?", *[cell] * 4)
    book = RunBook.open(path)
    other = book.add_job(OTHER, spec=None, created=0.5)
    (record, second) = book.jobs()
    assert (record.key, record.state, record.best, second.id) == (KEY, None, None, other.id)
    position = book.position(record.id)
    assert (position.state, position.line_count) == (None, 3)
    assert book.store(record.id, old_cursor=position.cursor, cursor="on", state=RUNNING)
    assert book.job(record.id).state == RUNNING
    assert book.job(record.id).best == accuracy(0, 0.5)
    book.close()


@pytest.mark.parametrize("seed", range(40))
def test_random_damage_ends_in_an_answer_or_a_sentence_and_then_in_a_book_that_works(
    path: Path, seed: int
) -> None:
    with_jobs(path, lines=400)
    chance = random.Random(seed)
    with path.open("r+b") as file:
        for _ in range(chance.choice((1, 3, 10))):
            file.seek(chance.randrange(path.stat().st_size - 32))
            file.write(chance.randbytes(chance.choice((1, 8, 32))))
    for _ in range(2):
        with suppress(TrainscopeError):
            book = RunBook.open(path)
            use(book)
            book.close()
    assert path.exists()
    assert all(aside.stat().st_size for aside in set_aside(path))


def use(book: RunBook) -> None:
    """Read and write all there is."""
    for record in book.jobs():
        with suppress(UnknownJob):
            cursor = book.position(record.id).cursor
            book.lines(record.id)
            book.points(record.id)
            list(book.search(record.id, re.compile("number")))
            list(book.search(record.id, re.compile(r"\d$")))
            book.store(record.id, old_cursor=cursor, cursor="on", lines=log(range(395, 410)), state=DONE)
    fresh = book.add_job(OTHER, spec=None, created=1.0)
    append(book, fresh.id, log(range(3)))
    book.prune(1e9, 1)


def test_a_number_from_a_book_set_aside_is_no_job_of_the_new_one(path: Path) -> None:
    old = RunBook.open(path, clock=lambda: 1000.0)
    ids = [old.add_job(key, spec=None, created=1.0).id for key in (KEY, OTHER)]
    old.close()
    path.write_bytes(b"no database any more")
    new = RunBook.open(path, clock=lambda: 1060.0)
    assert new.add_job(OTHER, spec=None, created=1.0).id not in ids
    for job_id in ids:
        with pytest.raises(UnknownJob):
            new.job(job_id)
    new.close()


def test_nothing_is_renamed_while_somebody_writes(path: Path) -> None:
    with_jobs(path, lines=0)
    scribble(path, 1)
    with guard(path, exclusive=False, seconds=1.0):
        with pytest.raises(RunBookError, match="another program holds it locked"):
            RunBook.open(path, busy_seconds=0.05)
        assert set_aside(path) == []
    RunBook.open(path).close()
    assert len(set_aside(path)) == 1
