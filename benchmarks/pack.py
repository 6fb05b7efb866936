"""Packing 100,000 small photos unchanged, beside a plain read and write of the same bytes, and beside im2rec (§5).

The design's budget is 0.6 of `im2rec --pass-through`, which took 3.16 s on the machine where a plain read and write
took 0.85 s; so 0.6 × 3.16 / 0.85 = 2.2 of the plain read and write. Where BENCH_IM2REC names a Python with MXNet
(1.9.1, which has im2rec.py), that is measured too, and the bytes are compared:

python3.11 -m venv peer && peer/bin/pip install mxnet==1.9.1 'numpy<1.24' 'opencv-python-headless<4.12'
BENCH_IM2REC=$PWD/peer/bin/python make bench ARGS=pack
"""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

from benchmarks.measure import Row, best_of, best_process, compile_bytecode, show, trainscope
from benchmarks.photos import many_photos

if TYPE_CHECKING:
    from pathlib import Path

PHOTOS = 100_000
BUDGET = 2.2
OF_IM2REC = 0.6
TIMES = 3
_WHERE = "import os, mxnet; print(os.path.join(os.path.dirname(mxnet.__file__), 'tools', 'im2rec.py'))"


def run() -> bool:
    """Measure and print; returns whether the budgets are kept."""
    from core.dataset.folder import scan

    compile_bytecode()
    with many_photos(PHOTOS) as root:
        photos = scan(root).photos
        lst, packs = root / "all.lst", root / "packs"
        packs.mkdir()
        lst.write_text("".join(f"{place}\t{label}\t{path}\n" for place, (path, label) in enumerate(photos)))
        plain = best_of(TIMES, lambda: _copy([f"{root}/{path}" for path, _ in photos], packs / "plain"))
        ours = best_process(
            TIMES, trainscope("pack", lst, "--root", root, "-o", packs, "--no-check", "--json")
        )
        what = f"pack {PHOTOS:,} photos unchanged, whole process"
        kept = show(Row(what, "plain read and write", plain, ours, BUDGET))
        python = os.environ.get("BENCH_IM2REC")
        if python:
            theirs = _im2rec(python, lst, root)
            kept = show(Row(what, "im2rec --pass-through", theirs, ours, OF_IM2REC)) and kept
            for ending in ("rec", "idx"):
                assert (root / f"all.{ending}").read_bytes() == (packs / f"all.{ending}").read_bytes()
    return kept


def _copy(files: list[str], target: Path) -> None:
    with target.open("wb") as out:
        for file in files:
            with open(file, "rb") as photo:  # noqa: PTH123 - the floor is the plain loop
                out.write(photo.read())


def _im2rec(python: str, lst: Path, root: Path) -> float:
    """Seconds of im2rec's fastest run, MXNet's import included, as ours is; it writes beside the list."""
    program = subprocess.run([python, "-c", _WHERE], check=True, capture_output=True, text=True).stdout
    return best_process(TIMES, [python, program.strip(), "--pass-through", lst.with_suffix(""), root])


if __name__ == "__main__":
    sys.exit(not run())
