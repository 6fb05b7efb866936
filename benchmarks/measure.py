"""What all benchmarks share: byte code first, the best of several runs, one row per ratio.

Floor and ours are measured in the same run on the same machine, so that the ratio means something on any
machine. Byte code is written first on both sides: importing from source alone takes about twice as long.
"""

from __future__ import annotations

import compileall
import gc
import importlib.util
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

OUR_PACKAGES = ("core", "cli", "tui", "themes")


@dataclass(frozen=True, slots=True)
class Row:
    """One measurement beside its floor.

    Args:
        what: what was done, with its size.
        floor_name: what it is compared with.
        floor: the floor's figure, in `unit`.
        ours: our figure, in `unit`.
        budget: the largest ratio `ours / floor` that is allowed (the design's budgets).
        unit: of both figures; `s` is shown as milliseconds where small.
    """

    what: str
    floor_name: str
    floor: float
    ours: float
    budget: float
    unit: str = "s"

    @property
    def ratio(self) -> float:
        """Ours divided by the floor; infinite if the floor is nothing."""
        return self.ours / self.floor if self.floor else float("inf")

    @property
    def kept(self) -> bool:
        """Whether the budget is kept."""
        return self.ratio <= self.budget


def compile_bytecode(*packages: str) -> None:
    """Write byte code for our packages and the named installed ones, even where the environment forbids it."""
    for name in (*OUR_PACKAGES, *packages):
        spec = importlib.util.find_spec(name)
        for folder in (spec.submodule_search_locations or ()) if spec else ():
            compileall.compile_dir(folder, quiet=2, workers=1)


def best_of(times: int, run: Callable[[], object]) -> float:
    """Seconds of the fastest of `times` calls, the garbage of earlier ones collected before each."""
    best = float("inf")
    for _ in range(times):
        gc.collect()
        start = time.perf_counter()
        run()
        best = min(best, time.perf_counter() - start)
    return best


def best_process(times: int, argv: Sequence[str | Path], *, env: Mapping[str, str] | None = None) -> float:
    """Seconds of the fastest of `times` runs of a whole process, its output read and thrown away.

    Not sent to /dev/null: grep notices that and stops at the first match.

    Args:
        times: how often to run it.
        argv: program and arguments.
        env: variables added to the environment.

    Raises:
        subprocess.CalledProcessError: the program failed; its error output goes to stderr.
    """
    environment = {**os.environ, **(env or {})}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    command = [str(part) for part in argv]
    return best_of(
        times, lambda: subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True)
    )


def trainscope(*arguments: str | Path) -> list[str | Path]:
    """The command line that runs our program with this interpreter."""
    return [sys.executable, "-c", "from cli.main import main; main()", *arguments]


def show(row: Row) -> bool:
    """Print the row; returns whether the budget is kept, for the exit code."""
    mark = "ok  " if row.kept else "OVER"
    print(
        f"{mark} {row.what}: ours {_figure(row.ours, row.unit)}, {row.floor_name} "
        f"{_figure(row.floor, row.unit)}, ratio {row.ratio:.3g}, budget {row.budget:g}",
        flush=True,
    )
    return row.kept


def _figure(value: float, unit: str) -> str:
    if unit == "s" and value < 1:
        return f"{value * 1000:.1f} ms"
    return f"{value:,.2f} {unit}" if value < 100 else f"{value:,.0f} {unit}"
