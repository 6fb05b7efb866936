"""The installed program with a home of its own and the test account as its AWS: run, started, killed."""

from __future__ import annotations

import os
import signal
import subprocess
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.runs import RunBook
from tests.cli.runner import PROGRAM, Result, environment, trainscope
from tests.conftest import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.aws.account import Account
    from tests.aws.life import Life

CONFIG = """
engine: sagemaker
dataset: {{path: {photos}, validation: 0.25}}
sagemaker: {{role: {role}, bucket: {bucket}, prices: {{ml.g5.xlarge: 1.41}}}}
watch: {{poll_seconds: 0.3}}
hyperparameters: {{use_pretrained_model: 0, image_shape: '3,32,32', resize: 32, num_classes: auto,
  num_training_samples: auto, mini_batch_size: 4, epochs: {epochs}}}
"""
SECONDS = 120.0
"""Deadline of a run: two slow cores, importing boto3 and the SageMaker SDK."""


@dataclass(frozen=True)
class Program:
    """What a user has on his machine.

    Args:
        home: his home folder, with the configuration in it.
        photos: the data set.
        account: the AWS account.
    """

    home: Path
    photos: Path
    account: Account

    def age(self, life: Life, *, past: float = 60.0, speed: float = 3.0) -> None:
        """Let jobs have this life, faster than real time and a minute ago: by this machine's clock a job that has
        just been seen to end did so long enough ago for its log to be whole, and nobody waits for late lines.
        """
        self.account.clock.advance(-past)
        self.account.clock.speed = speed
        self.account.jobs.life = life

    @classmethod
    def install(cls, home: Path, photos: Path, account: Account, *, epochs: int = 4) -> Program:
        """Write the configuration."""
        text = CONFIG.format(photos=photos, role=account.role, bucket=account.bucket, epochs=epochs)
        (home / "trainscope.yaml").write_text(text)
        return cls(home, photos, account)

    def run(self, *args: str | Path, seconds: float = SECONDS) -> Result:
        """Run it to its end."""
        return trainscope(self.home, *args, env=self.account.environment, seconds=seconds)

    @contextmanager
    def started(self, *args: str, stderr: Path | None = None) -> Iterator[subprocess.Popen[bytes]]:
        """Run it beside the test; killed at the end, if it still runs.

        Args:
            args: the command line.
            stderr: file for what it says; dropped if not given.
        """
        said = (stderr or Path(os.devnull)).open("wb")
        process = subprocess.Popen(
            [PROGRAM, *args],
            env=environment(self.home, **self.account.environment),
            cwd=self.home,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=said,
        )
        said.close()
        try:
            yield process
        finally:
            kill(process)

    def lines(self, name: str) -> list[str]:
        """The log in the run book."""
        with self._book() as book:
            return [line.text for line in book.lines(book.find(name).id, limit=1_000_000)]

    def curve(self, name: str) -> list[float]:
        """The validation accuracy in the run book, by epoch."""
        with self._book() as book:
            points = [stored.point for stored in book.points(book.find(name).id)]
        found = {point.epoch: point.value for point in points if point.name == "validation:accuracy"}
        return [found[epoch] for epoch in sorted(found)]

    def names(self) -> list[str]:
        """The jobs in the run book."""
        with self._book() as book:
            return [record.key.name for record in book.jobs()]

    @contextmanager
    def _book(self) -> Iterator[RunBook]:
        book = RunBook.open(self.home / ".local" / "state" / "trainscope" / "runs.sqlite")
        try:
            yield book
        finally:
            book.close()


def kill(process: subprocess.Popen[Any]) -> None:
    """SIGKILL, and wait until it is gone."""
    if process.poll() is None:
        process.send_signal(signal.SIGKILL)
    process.wait(30)


def wait_for_text(file: Path, text: str) -> None:
    """Wait until `file` holds `text`."""
    wait_until(
        lambda: file.exists() and text in file.read_text(errors="replace"),
        seconds=60,
        what=f"{text!r} in {file}",
    )


def log_of(account: Account, name: str) -> list[str]:
    """What the job's containers have printed in all, by the account, in no order."""
    return sorted(event.text for events in account.jobs[name].streams().values() for event in events)


def sent(account: Account, *, lists: bool = False) -> list[str]:
    """The keys that were put and answered with success; photos only, unless the lists are asked for too."""
    seen = [one for one in account.requests.of("PutObject") if one.status == 200]
    keys = [str(one.parameters["Key"]) for one in seen]
    return [key for key in keys if lists or not key.endswith(".lst")]
