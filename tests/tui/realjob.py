"""An engine whose one job writes a real log, as far as a test lets it, with the times that stand in it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from core.engine.base import Capabilities, LogLine, LogPage
from core.errors import CredentialsExpired
from core.job.metrics import VALIDATION_ACCURACY, points_of
from core.job.status import JobKey, JobState, Stage, Status, Transition
from tests.core.fileengine import FileEngine
from tests.core.job.replays import followed

if TYPE_CHECKING:
    from pathlib import Path

NAME = "ic-cifar"
KEY = JobKey("sagemaker", "123456789012", "eu-west-1", NAME)


class RealJob(FileEngine):
    """The job trains on an instance that costs money; its newest line is of this moment.

    Args:
        root: a folder that is there.
        log: the real one.
        epoch: the log is shown up to the validation of this epoch; `go_on` shows more.

    While `expired` is set, the credentials are no longer good.
    """

    def __init__(self, root: Path, log: Path, epoch: int) -> None:
        super().__init__(root)
        self._lines = followed(log)
        self._shown = 0
        self._over = False
        self.expired = False
        self.go_on(epoch)
        self._shift = time.time() - self._lines[self._shown - 1].time
        self._began = self._lines[self._shown - 1].time + self._shift - 1200.0

    def go_on(self, epoch: int) -> None:
        """Show the log up to the validation of this epoch."""
        while self._shown < len(self._lines):
            line = self._lines[self._shown]
            self._shown += 1
            if any((point.name, point.epoch) == (VALIDATION_ACCURACY, epoch) for point in points_of(line)):
                return

    def complete(self) -> None:
        """The job has ended well."""
        self._over = True

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(
            name=KEY.engine, place="sagemaker eu-west-1", account=KEY.account, region=KEY.region
        )

    def _answer(self) -> None:
        if self.expired:
            raise CredentialsExpired("the token has expired", fix="run aws sso login")
        super()._answer()

    def describe(self, name: str) -> JobState:
        self._answer()
        now = time.time()
        steps = (
            Transition(Stage.DOWNLOADING, self._began - 60, self._began),
            Transition(Stage.TRAINING, self._began, now if self._over else None),
        )
        return JobState(
            Status.COMPLETED if self._over else Status.IN_PROGRESS,
            Stage.COMPLETED if self._over else Stage.TRAINING,
            steps,
            created=self._began - 60,
            ended=now if self._over else None,
            training_started=self._began - 60,
            instance_type="ml.p3.2xlarge",
            price_per_hour=3.825,
            max_runtime_seconds=86_400,
        )

    def read_log(self, name: str, cursor: str | None) -> LogPage:
        self._answer()
        place = int(cursor) if cursor else 0
        lines = [
            LogLine(str(number), line.stream, line.time + self._shift, line.text)
            for number, line in enumerate(self._lines[place : self._shown], place)
        ]
        return LogPage(tuple(lines), str(place + len(lines)))
