"""A test account of AWS in a process of its own, with a job that somebody else has started and that logs evenly.

``python -m benchmarks.account SPEED`` prints what a program needs in its environment, and serves until its standard
input is closed; `tests.aws.control` tells how to break it meanwhile.
"""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks.cockpit import OPEN_COCKPIT, Recorder, environment

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

JOB = "somebody-elses"
LINES = 20_000
EPOCH_LINES = 40


@dataclass(frozen=True, slots=True)
class Paid:
    """The account as its users see it.

    Args:
        variables: its address and keys, for the environment.
    """

    variables: Mapping[str, str]

    def break_it(self, **faults: float) -> None:
        """Set rates of faults, or `expire_seconds`."""
        body = json.dumps(faults).encode()
        with urllib.request.urlopen(f"{self.variables['AWS_ENDPOINT_URL']}/_control/faults", body):
            pass

    @contextmanager
    def cockpit(self, home: Path) -> Iterator[Recorder]:
        """The cockpit, attached by its keys to the job."""
        argv = (*OPEN_COCKPIT, "--engine", "sagemaker")
        with Recorder(argv, {**environment(home), **self.variables}, home) as seen:
            seen.wait_for("2 Hyperparameters")
            seen.press("j")
            seen.wait_for(JOB)
            seen.press("\r")
            seen.wait_for("● Training")
            yield seen


@contextmanager
def paid_account(speed: float = 1.0) -> Iterator[Paid]:
    """The account, its time `speed` times as fast as ours; the job prints one line in each of its seconds."""
    server = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.account", str(speed)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert server.stdout is not None
        yield Paid(json.loads(server.stdout.readline()))
    finally:
        server.communicate()


def serve(speed: float) -> None:
    """Be the account."""
    from tests.aws.account import Account
    from tests.aws.life import Life
    from tests.aws.lines import Line

    lines = tuple(Line(float(number), _text(number), 140432456828736) for number in range(LINES))
    with Account(speed=speed) as account:
        account.clock.advance(-LINES * max(0.0, speed - 1.0))  # so that it does not overtake this machine's
        account.jobs.put(JOB, life=Life(before=(), lines=(lines,)))
        print(json.dumps(account.environment), flush=True)
        sys.stdin.read()


def _text(number: int) -> str:
    epoch, place = divmod(number, EPOCH_LINES)
    if place < EPOCH_LINES - 3:
        speed = 171 + place % 50 / 7
        return f"Epoch[{epoch}] Batch [{place * 20}]\tSpeed: {speed:.3f} samples/sec\taccuracy=0.{500000 + place:06}"
    said = ("Train-accuracy=0.6", "Time cost=12.345", "Validation-accuracy=0.5")[place - EPOCH_LINES]
    return f"Epoch[{epoch}] {said}{epoch % 90:02}000"


if __name__ == "__main__":
    serve(float(sys.argv[1]))
