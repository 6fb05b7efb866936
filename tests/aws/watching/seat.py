"""A machine that watches the test account on the account's own clock: waiting is moving the clock."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from core.config import SagemakerSettings, Settings
from core.engine.sagemaker.connection import Aws
from core.engine.sagemaker.engine import SageMakerEngine
from core.engine.sagemaker.governor import Governor
from core.engine.sagemaker.logs import LogReader
from core.runs import RunBook
from core.watch import Follower

if TYPE_CHECKING:
    from pathlib import Path

    from core.engine.base import LogLine
    from core.update import Update
    from tests.aws.account import Account


class Seat:
    """A run book and a way to ask AWS. `again` sits down at a machine that remembers nothing but the book."""

    def __init__(self, account: Account, folder: Path) -> None:
        self.account = account
        self.book = RunBook.open(folder / "runs.sqlite", clock=account.clock)
        self.again()

    def again(self) -> None:
        """Forget everything that is not in the run book."""
        clock = self.account.clock
        chance = random.Random(7).random
        self.aws = Aws(
            SagemakerSettings(),
            governor=Governor(clock=clock, random=chance),
            sleep=clock.advance,
            clock=clock,
            random=chance,
        )
        self.logs = LogReader(self.aws, clock)
        self.engine = SageMakerEngine(Settings(), clock=clock, connect=lambda *_, **__: self.aws)
        self._chance = chance

    def follower(self, name: str) -> Follower:
        """Follows the job, noted in the run book if it is not yet."""
        record = self.book.add_job(self.engine.key(name), spec=None, created=self.account.clock())
        return Follower(self.book, self.engine, record, clock=self.account.clock, random=self._chance)

    def follow(self, follower: Follower, seconds: float = 1e6) -> Update:
        """Poll and move the clock, until the job has ended or so many seconds have passed."""
        clock = self.account.clock
        end = clock() + seconds
        while True:
            wait = follower.wait_seconds()
            if clock() + wait > end:
                clock.set(end)
                return follower.last
            clock.advance(max(wait, 0.001))
            update = follower.poll()
            if update.ended:
                return update

    def texts(self, job_id: int) -> list[str]:
        return [line.text for line in self.book.lines(job_id, limit=1_000_000)]

    def close(self) -> None:
        self.book.close()

    def read_all(self, job: str, cursor: str | None = None) -> tuple[list[LogLine], str]:
        """Pages until there is no more for now, each line once."""
        lines: dict[tuple[str, str], LogLine] = {}
        for _ in range(200):
            page = self.logs.read(job, cursor)
            cursor = page.cursor
            for line in page.lines:
                lines.setdefault((line.stream, line.key), line)
            if not page.more:
                return list(lines.values()), cursor
        raise AssertionError("the log has no end")
