"""Key to repaint: the cursor of the form moves, idle and while a job writes 1,000 log lines a second."""

from __future__ import annotations

import statistics
import sys
import time
from typing import TYPE_CHECKING

from benchmarks.cockpit import OPEN_COCKPIT, Recorder, environment, home_with_data, logging_job
from benchmarks.measure import Row, compile_bytecode, show

if TYPE_CHECKING:
    from pathlib import Path

IDLE, BUSY = 0.012, 0.030
PRESSES = 200
DOWN, UP = "\x1b[B", "\x1b[A"
CURSOR = b"48;2;43;58;77"
"""The background of the form's cursor in the default theme: only a repaint of its row sends it."""


def latencies(home: Path, wait_for: str) -> list[float]:
    """Seconds from each key to the repaint it asks for."""
    found = []
    with Recorder(OPEN_COCKPIT, environment(home), home) as seen:
        seen.wait_for(wait_for)
        seen.press("2")
        seen.record(5.0)
        for number in range(PRESSES):
            seen.record(0.037)
            before = len(seen.pieces)
            start = time.perf_counter()
            seen.press((DOWN, UP)[number % 2])
            while not any(CURSOR in data for _, data in seen.pieces[before:]):
                if time.perf_counter() - start > 5:
                    raise RuntimeError("a key brought no repaint of the form's cursor")
                seen.pump(0.5)
            found.append(time.perf_counter() - start)
    return found


def run() -> bool:
    """Measure and print; returns whether the budgets are kept."""
    compile_bytecode("textual", "rich", "yaml", "platformdirs", "click")
    with home_with_data() as home:
        idle = latencies(home, "2 Hyperparameters")
        with logging_job(home, 1000.0):
            busy = latencies(home, "● Training")
    kept = show(Row("key to repaint, idle, median", "the budget", IDLE, statistics.median(idle), 1.0))
    kept &= show(
        Row("key to repaint, 1,000 lines/s, median", "the budget", BUSY, statistics.median(busy), 1.0)
    )
    for name, values in (("idle", idle), ("1,000 lines/s", busy)):
        high = statistics.quantiles(values, n=20)[-1]
        print(f"     ({name}: 95 % within {high * 1000:.1f} ms, worst {max(values) * 1000:.1f} ms)")
    return kept


if __name__ == "__main__":
    sys.exit(not run())
