"""Sweeps over plain files, for the tests of starting and following them."""

from __future__ import annotations

from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from core.config import Settings
from core.dataset.model import ClassCount, DataSet, Row
from core.runs import RunBook
from core.sweep.follow import SweepFollower
from core.sweeping import SweepDraft, prepare, ranges_of, review, start
from tests.core.fileengine import FileEngine, write_log
from tests.core.filesweeps import add_job

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from core.engine.base import Capabilities
    from core.engine.sweeping import Strategy
    from core.job.status import Status
    from core.runs import SweepRecord

NOW = 1_764_000_000.0
GIVEN = {"num_classes": "auto", "mini_batch_size": "2", "epochs": "3", "learning_rate": "0.2"}


class CloudEngine(FileEngine):
    """Files whose logs are not cheap."""

    @property
    def capabilities(self) -> Capabilities:
        return replace(super().capabilities, cheap_logs=False, list_seconds=15.0)


@dataclass
class World:
    """Photos, an engine, a book and a clock that stands until it is moved."""

    files: Path
    engine: FileEngine
    book: RunBook
    dataset: DataSet
    settings: Settings
    now: float = NOW

    def clock(self) -> float:
        return self.now

    def draft(
        self,
        ranges: Mapping[str, str] | None = None,
        *,
        jobs: int = 4,
        parallel: int = 2,
        strategy: Strategy = "Bayesian",
        name: str | None = "birds-1",
        given: Mapping[str, str] | None = None,
    ) -> SweepDraft:
        return prepare(
            self.settings,
            self.dataset,
            ranges=ranges_of(ranges or {}),
            jobs=jobs,
            parallel=parallel,
            strategy=strategy,
            early_stopping=False,
            name=name,
            given=GIVEN if given is None else given,
            clock=self.clock,
        )

    def started(self, draft: SweepDraft | None = None) -> SweepRecord:
        draft = draft or self.draft()
        reviewed = review(draft, self.engine, self.book)
        return start(draft, self.engine, self.book, reviewed=reviewed, clock=self.clock)

    def follower(self, record: SweepRecord) -> SweepFollower:
        return SweepFollower(record, self.engine, self.book, clock=self.clock, random=lambda: 1.0)

    def job(self, number: int, rate: str, status: Status, *accuracies: float) -> str:
        """A job of the sweep ``birds-1`` with a log of so many epochs; returns its name."""
        name = f"birds-1-{number:03}"
        best = max(accuracies, default=None)
        add_job(self.files, name, {"learning_rate": rate}, status, best if status.terminal else None)
        log = self.files / name / "log"
        known = len(log.read_text().splitlines()) if log.exists() else 0
        for epoch, value in enumerate(accuracies):
            if epoch >= known:
                write_log(
                    self.files / name,
                    f"[11/23/2026 22:19:0{epoch} INFO 1] Epoch[{epoch}] Validation-accuracy={value}\n",
                )
        return name


@contextmanager
def world_in(tmp_path: Path, *, cloud: bool = False) -> Iterator[World]:
    """A world whose photos are six rows in two classes; nobody opens them."""
    rows = [Row(number, (float(number % 2),), f"{number}.png") for number in range(6)]
    classes = (ClassCount(0, "finch", 3), ClassCount(1, "wren", 3))
    files = tmp_path / "files"
    files.mkdir()
    engine = (CloudEngine if cloud else FileEngine)(files)
    with closing(RunBook.open(tmp_path / "runs.sqlite")) as book:
        dataset = DataSet(tmp_path / "birds", classes, rows[:4], rows[4:])
        yield World(files, engine, book, dataset, Settings())
