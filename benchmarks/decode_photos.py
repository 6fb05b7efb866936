"""The whole check of 100,000 photos, decoding included, beside plain reads of the same bytes; memory and cancel.

The floor reads each file from its first byte to its last in one loop. Decoding is another order of work, so that the
budget is what one Pillow loop takes, measured in the same run: two cores have to show.
"""

from __future__ import annotations

import sys
import threading
import time
from typing import TYPE_CHECKING

from benchmarks.measure import Row, best_of, compile_bytecode, show
from benchmarks.photos import many_photos

if TYPE_CHECKING:
    from pathlib import Path

    from core.dataset.model import DataSet

PHOTOS = 100_000
BUDGET = 1.25
"""Of a loop of Pillow's `open` and `load`: headers, sketches and likeness cost as much again; two cores must win it."""
SECONDS = 0.2
"""Until a cancel has taken effect, whatever is done at the moment."""
BYTES = 1000
"""Of memory a photo."""
_HYPERPARAMETERS = {"image_shape": "3,64,64"}
_MOMENTS = (("headers", 0.5), ("decoding", 0.01), ("decoding", 0.5), ("comparing", 0.3))


def run() -> bool:
    """Measure and print; returns whether the budgets are kept."""
    compile_bytecode("PIL", "numpy")
    with many_photos(PHOTOS, alike=False) as root:
        from core.config import DatasetSettings
        from core.dataset.load import load

        data = load(DatasetSettings(path=root))
        paths = [row.path for row in (*data.train, *data.validation)]
        reading = best_of(1, lambda: _read_all(root, paths))
        pillow = best_of(1, lambda: _decode_all(root, paths))
        ours = best_of(1, lambda: _check_all(data))
        print(f"     (plain reads of the same bytes: {reading:.1f} s, ours {ours / reading:.1f} × that)")
        kept = show(Row(f"check and decode {PHOTOS:,} photos", "Pillow open and load", pillow, ours, BUDGET))
        late = {moment: _cancelled(data, *moment) for moment in _MOMENTS}
        for (step, part), seconds in late.items():
            kept &= show(Row(f"cancel at {part:.0%} of {step}", "the budget", SECONDS, seconds, 1.0))
        kept &= show(
            Row("memory of a check, a photo", "the budget", BYTES, _memory(data) / PHOTOS, 1.0, "bytes")
        )
    return kept


def _read_all(root: Path, paths: list[str]) -> None:
    for path in paths:
        with open(f"{root}/{path}", "rb") as stream:  # noqa: PTH123 - the floor is the plainest way
            stream.read()


def _decode_all(root: Path, paths: list[str]) -> None:
    from PIL import Image

    for path in paths:
        with Image.open(f"{root}/{path}") as image:
            image.load()


def _check_all(data: DataSet) -> None:
    from core.dataset.check import check

    assert not list(check(data, _HYPERPARAMETERS, quick=False))


def _cancelled(data: DataSet, step: str, part: float) -> float:
    """Seconds from a cancel in the midst of a step, asked for by another thread, to the end of the check."""
    from core.cancel import CancelToken
    from core.dataset.check import check
    from core.errors import Cancelled

    token, there = CancelToken(), threading.Event()
    asked: list[float] = []

    def told(done: int, total: int, now: str) -> None:
        if now == step and done >= part * total:
            there.set()

    def ask() -> None:
        there.wait()
        asked.append(time.perf_counter())
        token.cancel()

    asker = threading.Thread(target=ask, daemon=True)
    asker.start()
    try:
        list(check(data, _HYPERPARAMETERS, quick=False, on_progress=told, cancel=token))
    except Cancelled:
        asker.join()
        return time.perf_counter() - asked[0]
    raise RuntimeError(f"the check was over before {part:.0%} of {step}")


def _memory(data: DataSet) -> int:
    """Bytes at the peak of a whole check beside the data set, in this process."""
    import tracemalloc

    tracemalloc.start()
    _check_all(data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


if __name__ == "__main__":
    sys.exit(not run())
