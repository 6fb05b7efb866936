"""Bytes a minute that the cockpit sends: a job training with one log line a second, in each view, and idle."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from benchmarks.account import paid_account
from benchmarks.cockpit import OPEN_COCKPIT, Recorder, environment, home_with_data, logging_job
from benchmarks.measure import Row, compile_bytecode, show

if TYPE_CHECKING:
    from pathlib import Path

TRAINING = 300_000
IDLE = 8_000
LOW = 50_000
"""With --low-bandwidth."""
MINUTE = 60.0
VIEWS = {"log zoomed": "5z", "chart zoomed, everything on": "3zwyax", "jobs": "j"}
"""View -> the keys that lead to it. Everything is smoothing, a logarithmic axis by step, and a crosshair."""


def run() -> bool:
    """Measure and print; returns whether the budgets are kept."""
    compile_bytecode("textual", "rich", "yaml", "platformdirs", "click")
    with home_with_data() as home:
        with Recorder(OPEN_COCKPIT, environment(home), home) as seen:
            seen.settle(3.0)
            idle = seen.record(MINUTE)
        with logging_job(home, 1.0):
            training, low = (_training(home, *flags) for flags in ((), ("--low-bandwidth",)))
            with ThreadPoolExecutor(len(VIEWS)) as pool:
                views = dict(
                    zip(VIEWS, pool.map(lambda keys: _training(home, keys=keys), VIEWS.values()), strict=True)
                )
    with home_with_data() as home, paid_account() as account, account.cockpit(home) as seen:
        seen.settle(0.2, limit=20)
        paid = seen.record(MINUTE)
    mock = "a mock with plain widgets"
    first = show(Row("bytes a minute, training, 1 line/s", mock, TRAINING, training, 1.0, "bytes"))
    first &= show(Row("the same with --low-bandwidth", "a figure of ours", LOW, low, 1.0, "bytes"))
    first &= show(
        Row("the same, the worst of other views", mock, TRAINING, max(views.values()), 1.0, "bytes")
    )
    print(f"     ({', '.join(f'{view}: {count:,}' for view, count in views.items())})")
    first &= show(Row("the same, a job on SageMaker", mock, TRAINING, paid, 1.0, "bytes"))
    return show(Row("bytes a minute, idle", "the design's figure", IDLE, idle, 1.0, "bytes")) and first


def _training(home: Path, *flags: str, keys: str = "") -> int:
    with Recorder((*OPEN_COCKPIT, *flags), environment(home), home) as seen:
        seen.wait_for("● Training")
        for key in keys:
            seen.press(key)
            seen.settle(0.2, limit=2)
        seen.settle(0.2, limit=20)
        return seen.record(MINUTE)


if __name__ == "__main__":
    sys.exit(not run())
