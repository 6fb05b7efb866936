"""Key to repaint: the form's cursor moves; idle, with 1,000 log lines a second, with photos checked, with AWS down."""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.account import paid_account
from benchmarks.cockpit import OPEN_COCKPIT, Recorder, configure, environment, home_with_data, logging_job
from benchmarks.measure import Row, compile_bytecode, show
from benchmarks.photos import many_photos

if TYPE_CHECKING:
    from collections.abc import Callable

IDLE, BUSY = 0.012, 0.030
PRESSES = 200
DOWN, UP = "\x1b[B", "\x1b[A"
CURSOR = b"48;2;43;58;77"
"""The background of the form's cursor in the default theme: only a repaint of its row sends it."""


PHOTOS = 100_000
CHECKING = "decoding photos"
FAULTS = {"throttle": 0.2, "reset_before": 0.03, "reset_after": 0.02, "server_error": 0.05}
"""Shares of requests that fail, beside a token that is expired for a minute of the account's in the midst."""
SPEED = 10.0
"""Seconds of the account in one of ours."""


def latencies(home: Path, wait_for: str) -> list[float]:
    """Seconds from each key to the repaint it asks for."""
    with Recorder(OPEN_COCKPIT, environment(home), home) as seen:
        seen.wait_for(wait_for)
        return pressed(seen)


def latencies_under_faults(home: Path) -> list[float]:
    """The same while a job of an account is followed of which three requests in ten fail."""
    with paid_account(SPEED) as account, account.cockpit(home) as seen:
        account.break_it(**FAULTS)
        found = pressed(seen, meanwhile=lambda: account.break_it(expire_seconds=60))
        if not any("▲" in screen for _, screen in seen.screens()):
            raise RuntimeError("the cockpit has not met a fault")
        return found


def latencies_while_checking() -> list[float]:
    """The same while the cockpit checks 100,000 photos; they are still being decoded at the last key."""
    with many_photos(PHOTOS, alike=False) as root, tempfile.TemporaryDirectory() as folder:
        configure(Path(folder), root)
        with Recorder(OPEN_COCKPIT, environment(Path(folder)), Path(folder)) as seen:
            seen.wait_for(CHECKING)
            found = pressed(seen, presses=PRESSES // 2, settle=0.5)
            seen.record(1.5)
            if not any(CHECKING in screen for _, screen in seen.screens(last_only=True)):
                raise RuntimeError("the photos were checked before the last key was pressed")
            return found


def pressed(
    seen: Recorder,
    *,
    meanwhile: Callable[[], None] = lambda: None,
    presses: int = PRESSES,
    settle: float = 5.0,
) -> list[float]:
    """Go to the form and move its cursor, `presses` times, `settle` seconds later."""
    found = []
    seen.press("2")
    seen.record(settle)
    for number in range(presses):
        if number == presses // 3:
            meanwhile()
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
    compile_bytecode("textual", "rich", "yaml", "platformdirs", "click", "boto3", "botocore")
    with home_with_data() as home:
        idle = latencies(home, "2 Hyperparameters")
        with logging_job(home, 1000.0):
            busy = latencies(home, "● Training")
    with home_with_data() as home:
        faulty = latencies_under_faults(home)
    checking = latencies_while_checking()
    kept = show(Row("key to repaint, idle, median", "the budget", IDLE, statistics.median(idle), 1.0))
    kept &= show(
        Row("key to repaint, 1,000 lines/s, median", "the budget", BUSY, statistics.median(busy), 1.0)
    )
    kept &= show(
        Row(
            f"keys while {PHOTOS:,} photos are checked, median",
            "the budget",
            BUSY,
            statistics.median(checking),
            1.0,
        )
    )
    kept &= show(Row("keys under faults, median", "the budget", BUSY, statistics.median(faulty), 1.0))
    for name, values in (("idle", idle), ("1,000 lines/s", busy), ("checking", checking), ("faults", faulty)):
        high = statistics.quantiles(values, n=20)[-1]
        print(f"     ({name}: 95 % within {high * 1000:.1f} ms, worst {max(values) * 1000:.1f} ms)")
    return kept


if __name__ == "__main__":
    sys.exit(not run())
