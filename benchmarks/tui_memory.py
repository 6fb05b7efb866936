"""Memory of the cockpit after a million log lines, beside the same cockpit after a thousand."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from benchmarks.cockpit import OPEN_COCKPIT, Recorder, environment, home_with_data, logging_job
from benchmarks.measure import Row, compile_bytecode, show
from core.runs import RunBook

LINES = 1_000_000
FIRST = 1_000
EPOCH_LINES = 1_000
"""So that both figures have a chart, and a thousand epochs at the end."""
BUDGET = 1.3
PATIENCE = 600.0


def resident(pid: int) -> int:
    """Resident memory of a process, in bytes (Linux)."""
    status = Path(f"/proc/{pid}/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")) * 1024


def run() -> bool:
    """Measure and print; returns whether the budget is kept."""
    compile_bytecode("textual", "rich", "yaml", "platformdirs", "click")
    with home_with_data() as home:
        go = home / "go"
        with (
            logging_job(home, 0.0, first=FIRST, go=str(go), total=LINES, epoch_lines=EPOCH_LINES) as name,
            Recorder(OPEN_COCKPIT, environment(home), home) as seen,
        ):
            book = RunBook.open(home / ".local" / "state" / "trainscope" / "runs.sqlite")
            job = book.find(name).id
            until(seen, book, job, FIRST)
            floor = resident(seen.pid)
            go.touch()
            start = time.perf_counter()
            until(seen, book, job, LINES)
            taken = time.perf_counter() - start
            ours = resident(seen.pid)
            book.close()
    kept = show(
        Row(
            f"memory after {LINES:,} log lines",
            f"after {FIRST:,}",
            floor / 2**20,
            ours / 2**20,
            BUDGET,
            "MiB",
        )
    )
    print(f"     (the cockpit took the lines in within {taken:.0f} s)")
    return kept


def until(seen: Recorder, book: RunBook, job: int, lines: int) -> None:
    """Let the cockpit follow until the run book holds so many lines, and three seconds more."""
    end = time.perf_counter() + PATIENCE
    while book.line_count(job) < lines:
        seen.record(0.5)
        if time.perf_counter() > end:
            raise RuntimeError(f"{book.line_count(job):,} of {lines:,} lines after {PATIENCE:.0f} s")
    seen.record(3.0)


if __name__ == "__main__":
    sys.exit(not run())
