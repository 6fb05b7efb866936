"""What following a job costs in calls: 45 minutes of a test account's time, over HTTP on loopback (design §5).

The peer's figure is the design's: sagemaker-core's `TrainingJob.wait(logs=True)` makes 0.67 calls a second. The clock
of both sides is moved from one question to the next, so the figures are the same on every machine.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from benchmarks.measure import Row, show
from tests.aws.account import Account
from tests.aws.watching.scene import delays, made, start, watch
from tests.aws.watching.seat import Seat

PEER = "sagemaker-core's wait, 0.67 calls/s"
PEER_CALLS = 0.67 * 60 * 45
BUDGET = round(800 / PEER_CALLS, 3)
EPOCHS = 46
EPOCH_SECONDS = 54.0
HOSTS = 8


def run() -> bool:
    """Follow a job on one host and one on eight; returns whether the budgets are kept."""
    calls, _, late = _followed(1)
    _, peak, later = _followed(HOSTS)
    rows = (
        Row("AWS calls of a 45-minute job, one host", PEER, PEER_CALLS, calls, BUDGET, unit="calls"),
        Row(f"AWS calls in the busiest 10 s, {HOSTS} hosts", "one a second", 10, peak, 1.0, unit="calls"),
        Row("the latest epoch, one host", "6 s after CloudWatch has it", 6.0, late, 1.0),
        Row(f"the latest epoch, {HOSTS} hosts", "6 s after CloudWatch has it", 6.0, later, 1.0),
    )
    shown = [show(row) for row in rows]
    return all(shown)


def _followed(hosts: int) -> tuple[int, int, float]:
    """Calls in all, in the busiest ten seconds, and how late the latest epoch was seen."""
    with tempfile.TemporaryDirectory() as folder, Account(speed=0.0) as account:
        before = dict(os.environ)
        os.environ.update(account.environment)
        seat = Seat(account, Path(folder))
        try:
            start(seat, made(EPOCHS, EPOCH_SECONDS, hosts))
            late = max(delays(seat, watch(seat)))
            return len(account.requests), account.requests.peak(seconds=10.0), late
        finally:
            seat.close()
            os.environ.clear()
            os.environ.update(before)
