"""Bytes a minute that the cockpit sends: a job training with one log line a second, and idle."""

from __future__ import annotations

import sys

from benchmarks.account import paid_account
from benchmarks.cockpit import OPEN_COCKPIT, Recorder, environment, home_with_data, logging_job
from benchmarks.measure import Row, compile_bytecode, show

TRAINING = 300_000
IDLE = 8_000
MINUTE = 60.0


def run() -> bool:
    """Measure and print; returns whether the budgets are kept."""
    compile_bytecode("textual", "rich", "yaml", "platformdirs", "click")
    with home_with_data() as home:
        with Recorder(OPEN_COCKPIT, environment(home), home) as seen:
            seen.settle(3.0)
            idle = seen.record(MINUTE)
        with logging_job(home, 1.0), Recorder(OPEN_COCKPIT, environment(home), home) as seen:
            seen.wait_for("● Training")
            seen.settle(0.2, limit=20)
            training = seen.record(MINUTE)
    with home_with_data() as home, paid_account() as account, account.cockpit(home) as seen:
        seen.settle(0.2, limit=20)
        paid = seen.record(MINUTE)
    mock = "a mock with plain widgets"
    first = show(Row("bytes a minute, training, 1 line/s", mock, TRAINING, training, 1.0, "bytes"))
    first &= show(Row("the same, a job on SageMaker", mock, TRAINING, paid, 1.0, "bytes"))
    return show(Row("bytes a minute, idle", "the design's figure", IDLE, idle, 1.0, "bytes")) and first


if __name__ == "__main__":
    sys.exit(not run())
