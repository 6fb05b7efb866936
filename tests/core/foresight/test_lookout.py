"""Looking again and again: reckoned anew when something was said, or when time alone makes a difference."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from core.engine.base import LogLine
from core.foresight.lookout import Lookout
from core.job.status import JobKey
from core.runs import RunBook
from core.update import Update
from tests.core.foresight.courses import EPOCH, RUNNING, T0, facts_of, points_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FLAT = [0.1, 0.3, 0.5, *[0.6] * 22]


@pytest.fixture
def book(tmp_path: Path) -> Iterator[RunBook]:
    book = RunBook.open(tmp_path / "runs.sqlite")
    yield book
    book.close()


class Watched:
    """A job in the book, a clock, and who looks ahead."""

    def __init__(self, book: RunBook, ceiling: float | None = None) -> None:
        self.now = T0
        self.id = book.add_job(JobKey("sagemaker", "1", "r", "ic-a"), spec=None, created=T0).id
        self.lookout = Lookout(book, ceiling, clock=lambda: self.now)
        self._book = book

    def trained(self, epochs: int) -> Update:
        """So many epochs are done, just now."""
        cursor = self._book.cursor(self.id)
        line = LogLine(str(epochs), "s", T0, "x")
        points = points_of(FLAT[:epochs])
        facts = facts_of(epochs, 60)
        assert self._book.store(
            self.id,
            old_cursor=cursor,
            cursor=str(epochs),
            lines=[line],
            points=points,
            state=RUNNING,
            facts=facts,
        )
        self.now = T0 + EPOCH * epochs
        version = self._book.position(self.id).points_version
        return Update(self.id, RUNNING, facts, epochs, version)

    def kinds(self, update: Update) -> list[str]:
        return [finding.kind for finding in self.lookout.look(update).findings]


def test_a_finding_comes_with_what_was_said_and_goes_when_it_no_longer_holds(book: RunBook) -> None:
    job = Watched(book)
    assert job.kinds(job.trained(5)) == []
    assert job.kinds(job.trained(25)) == ["plateau"]
    again = Watched(book)
    again.id = job.id
    assert again.kinds(job.trained(25)) == ["plateau"]


def test_nothing_is_reckoned_while_nothing_can_differ(book: RunBook) -> None:
    job = Watched(book)
    update = job.trained(25)
    first = job.lookout.look(update)
    job.now += 10.0
    assert job.lookout.look(update) is first
    job.now += 10.0
    assert job.lookout.look(update) is not first


def test_silence_is_heard_though_nothing_is_said(book: RunBook) -> None:
    job = Watched(book)
    update = job.trained(5)
    assert job.kinds(update) == []
    job.now += 600.0
    assert job.kinds(update) == ["silent"]


def test_the_ceiling_is_minded(book: RunBook) -> None:
    job = Watched(book, ceiling=0.01)
    assert job.kinds(job.trained(5)) == ["cost-ceiling"]
