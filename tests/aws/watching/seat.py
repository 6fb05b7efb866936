"""A machine that watches the test account on the account's own clock: waiting is moving the clock."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from core.config import SagemakerSettings
from core.engine.sagemaker.connection import Aws
from core.engine.sagemaker.governor import Governor
from core.engine.sagemaker.logs import LogReader
from core.runs import RunBook

if TYPE_CHECKING:
    from pathlib import Path

    from core.engine.base import LogLine
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
