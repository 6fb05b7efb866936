"""A launch that is under way is told from one that was interrupted."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

from core.runs import RunBook
from tests.conftest import REPOSITORY, wait_until

if TYPE_CHECKING:
    from pathlib import Path

    from core.runs import Record

LAUNCHES = """
import sys
from pathlib import Path
from core.runs import RunBook
book = RunBook.open(Path(sys.argv[1]))
with book.launching(int(sys.argv[2])):
    sys.stdin.read()
"""


def test_a_launch_shows_that_it_is_alive(book: RunBook, path: Path, job: Record) -> None:
    other = RunBook.open(path)
    assert not other.is_launching(job.id)
    with book.launching(job.id):
        assert other.is_launching(job.id)
        assert not other.is_launching(job.id + 1)
    assert not other.is_launching(job.id)
    other.close()


def test_looking_does_not_disturb_a_launch_and_leaves_nothing_behind(
    book: RunBook, path: Path, job: Record
) -> None:
    before = sorted(path.parent.iterdir())
    with book.launching(job.id):
        assert [book.is_launching(job.id) for _ in range(3)] == [True] * 3
        (file,) = path.parent.glob("*.launch-*")
        assert file.stat().st_mode & 0o777 == 0o600
    assert sorted(path.parent.iterdir()) == before


def test_the_sign_of_life_ends_with_a_program_that_is_killed(book: RunBook, path: Path, job: Record) -> None:
    command = [sys.executable, "-c", LAUNCHES, str(path), str(job.id)]
    program = subprocess.Popen(command, stdin=subprocess.PIPE, cwd=REPOSITORY)
    wait_until(lambda: book.is_launching(job.id), what="the launch")
    program.kill()
    program.communicate()
    assert not book.is_launching(job.id)
    with book.launching(job.id):
        assert book.is_launching(job.id), "what the killed program left is not in the way of the next"
