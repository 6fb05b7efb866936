"""`wandb leet`, the peer: its start on a run of its own, where BENCH_WANDB names a folder of programs with it.

python -m venv peer && peer/bin/pip install wandb
BENCH_WANDB=$PWD/peer/bin make bench ARGS=tui_start
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from benchmarks.cockpit import Recorder, environment

POINTS = 200
WORDS = ("Run Overview", "Metrics [", "validation:accuracy", "System Metrics")
_MAKE_RUN = f"""
import math, wandb
run = wandb.init(project="peer", dir=".", mode="offline")
for step in range({POINTS}):
    run.log({{"validation:accuracy": 1 - math.exp(-step / 50)}})
run.finish()
"""


def programs() -> Path | None:
    """The folder that BENCH_WANDB names, or None."""
    folder = os.environ.get("BENCH_WANDB")
    return Path(folder) if folder else None


def first_frame(bin_folder: Path, home: Path, times: int) -> float:
    """Seconds to the first complete frame, the best of several starts.

    Raises:
        subprocess.CalledProcessError: its run could not be made.
        RuntimeError: no complete frame was seen.
    """
    env = environment(home) | {"WANDB_ERROR_REPORTING": "false"}
    subprocess.run(
        [bin_folder / "python", "-c", _MAKE_RUN], env=env, cwd=home, check=True, capture_output=True
    )
    (run,) = (home / "wandb").glob("offline-run-*")
    best = min(_start(bin_folder, env, home, run) for _ in range(times))
    if best == float("inf"):
        raise RuntimeError("leet showed no complete frame")
    return best


def _start(bin_folder: Path, env: dict[str, str], home: Path, run: Path) -> float:
    with Recorder((str(bin_folder / "wandb"), "leet", "run", str(run)), env, home) as seen:
        seen.settle(2.0, limit=20)
        return seen.first(lambda text: all(word in text for word in WORDS))
