"""Followers that are killed in the middle of storing lose nothing and repeat nothing."""

from __future__ import annotations

import random
import subprocess
import sys
from typing import TYPE_CHECKING

from core.job.status import JobKey, Stage, Status
from core.runs import RunBook
from core.watch import Follower
from tests.conftest import REPOSITORY, wait_until
from tests.core.fileengine import FileEngine, write_log, write_state

if TYPE_CHECKING:
    from pathlib import Path

    from core.runs import Record

KILLS = 12
LINES = 30_000
FOLLOW = """
import sys
from pathlib import Path
from core.cancel import CancelToken
from core.runs import RunBook
from core.watch import Follower, follow
from tests.core.fileengine import FileEngine
book = RunBook.open(Path(sys.argv[1]))
(record,) = book.jobs()
for update in follow(Follower(book, FileEngine(Path(sys.argv[2]), page_lines=40), record), CancelToken()):
    pass
"""


def start_follower(book: RunBook, root: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", FOLLOW, str(book.path), str(root)], cwd=REPOSITORY, stderr=subprocess.PIPE
    )


def numbered_log(first: int, last: int) -> str:
    """Synthesised lines; every 50th ends an epoch."""
    return "".join(
        f"Epoch[{number // 50}] Validation-accuracy=0.{number:06}\n"
        if number % 50 == 49
        else f"line {number}\n"
        for number in range(first, last)
    )


def stored(book: RunBook, record: Record) -> list[str]:
    return [line.text for line in book.lines(record.id, limit=10 * LINES)]


def test_kill_9_at_random_moments_loses_and_repeats_nothing(tmp_path: Path) -> None:
    root = tmp_path / "files"
    write_state(root / "job", Status.IN_PROGRESS, Stage.TRAINING)
    write_log(root / "job", numbered_log(0, LINES))
    book = RunBook.open(tmp_path / "runs.sqlite")
    record = book.add_job(JobKey("local", "", "", "job"), spec=None, created=1.0)
    chance = random.Random(3)
    stops: list[int] = []
    for _ in range(KILLS):
        before = book.line_count(record.id)
        goal = before + chance.randrange(1, LINES // KILLS)
        program = start_follower(book, root)
        wait_until(lambda goal=goal: book.line_count(record.id) >= goal, what=f"{goal} lines")  # type: ignore[misc]
        program.kill()
        program.communicate()
        stops.append(book.line_count(record.id))
        lines = book.lines(record.id, limit=10 * LINES)
        assert [line.seq for line in lines] == list(range(1, stops[-1] + 1))
        assert "".join(f"{line.text}\n" for line in lines) == numbered_log(0, stops[-1])
        assert len(book.points(record.id)) == stops[-1] // 50
    assert len(set(stops)) == KILLS, "each kill was in the middle of the log"
    assert stops[-1] < LINES

    write_state(root / "job", Status.COMPLETED, Stage.COMPLETED)
    follower = Follower(book, FileEngine(root), record)
    while not follower.poll().ended:
        pass
    assert "".join(f"{text}\n" for text in stored(book, record)) == numbered_log(0, LINES)
    epochs = [stored.point.epoch for stored in book.points(record.id)]
    assert epochs == list(range(LINES // 50))
    book.close()


def test_two_programs_on_one_growing_log_store_each_line_once(tmp_path: Path) -> None:
    root = tmp_path / "files"
    write_state(root / "job", Status.IN_PROGRESS, Stage.TRAINING)
    book = RunBook.open(tmp_path / "runs.sqlite")
    record = book.add_job(JobKey("local", "", "", "job"), spec=None, created=1.0)
    programs = [start_follower(book, root) for _ in range(3)]
    for first in range(0, 6000, 60):
        write_log(root / "job", numbered_log(first, first + 60))
        wait_until(lambda first=first: book.line_count(record.id) >= first, what="the followers")  # type: ignore[misc]
    write_state(root / "job", Status.COMPLETED, Stage.COMPLETED)
    for program in programs:
        _, err = program.communicate(timeout=60)
        assert (program.returncode, err) == (0, b"")
    assert "".join(f"{text}\n" for text in stored(book, record)) == numbered_log(0, 6000)
    assert [stored.point.epoch for stored in book.points(record.id)] == list(range(120))
    book.close()
