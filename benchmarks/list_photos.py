"""`lst --no-check` of 100,000 photos, the whole process, beside os.walk of the same folder (design §5)."""

from __future__ import annotations

import subprocess
import sys
import tempfile

from benchmarks.measure import Row, best_process, compile_bytecode, show, trainscope
from benchmarks.photos import many_photos

PHOTOS = 100_000
BUDGET = 19.0
TIMES = 5

_WALK = """
import os, sys, time
def walk():
    start = time.perf_counter()
    assert sum(len(files) for _, _, files in os.walk(sys.argv[1])) == int(sys.argv[2])
    return time.perf_counter() - start
print(min(walk() for _ in range(5)))
"""


def run() -> bool:
    """Measure and print; returns whether the budget is kept.

    The floor is os.walk alone, without the start of its interpreter; ours is everything from start to end.
    """
    compile_bytecode("click", "yaml", "platformdirs")
    with many_photos(PHOTOS) as root, tempfile.TemporaryDirectory() as out:
        walk = subprocess.run(
            [sys.executable, "-c", _WALK, root, str(PHOTOS)], capture_output=True, check=True, text=True
        )
        ours = best_process(TIMES, trainscope("lst", root, "-o", out, "--no-check"))
    return show(Row(f"lst --no-check, {PHOTOS:,} photos", "os.walk", float(walk.stdout), ours, BUDGET))


if __name__ == "__main__":
    sys.exit(not run())
