"""First complete frame and bytes of the start, beside a bare Textual app and, where it is, `wandb leet`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import leet
from benchmarks.cockpit import OPEN_COCKPIT, Recorder, environment, home_with_data
from benchmarks.measure import Row, compile_bytecode, show

if TYPE_CHECKING:
    from collections.abc import Sequence

BUDGET_TIME = 1.9
BUDGET_BYTES = 71_000
TIMES = 5
TITLES = ("1 Dataset", "2 Hyperparameters", "3 Validation accuracy", "4 Job", "5 Log", "quit")

BARE = """
import os
os.environ["TEXTUAL_ANIMATIONS"] = "none"
from textual.app import App
from textual.widgets import Header, Footer, Static
class Bare(App):
    BINDINGS = [("q", "quit", "quit")]
    def compose(self):
        yield Header()
        yield Static("the bare app")
        yield Footer()
Bare().run()
"""


def complete(text: str) -> bool:
    """All panes with their titles, the form filled, the data set counted or counting."""
    form = "use_pretrained_model" in text
    return all(title in text for title in TITLES) and form and ("photos" in text or "counting" in text)


def start(argv: Sequence[str], home: Path, words: Sequence[str] = ()) -> tuple[float, int]:
    """Seconds to the first complete frame, and bytes until it is quiet."""
    with Recorder(argv, environment(home), home) as seen:
        seen.settle(2.0, limit=20)
        return seen.first(
            (lambda text: all(word in text for word in words)) if words else complete
        ), seen.bytes


def run() -> bool:
    """Measure and print; returns whether the budgets are kept."""
    compile_bytecode("textual", "rich", "yaml", "platformdirs", "click", "pygments")
    bare = (sys.executable, "-c", BARE)
    with home_with_data() as home:
        start(OPEN_COCKPIT, home)
        # In turn, so that a load that comes or goes meets both.
        pairs = [
            (start(bare, home, ("the bare app", "quit")), start(OPEN_COCKPIT, home)) for _ in range(TIMES)
        ]
        bares, ours = zip(*pairs, strict=True)
    time_kept = show(
        Row("first complete frame", "bare Textual app", min(bares)[0], min(ours)[0], BUDGET_TIME)
    )
    sent = max(count for _, count in ours)
    bytes_kept = show(Row("bytes of the start", "a mock of the panes", BUDGET_BYTES, sent, 1.0, "bytes"))
    if (programs := leet.programs()) is not None:
        with tempfile.TemporaryDirectory() as folder:
            peer = leet.first_frame(programs, Path(folder), TIMES)
        time_kept &= show(Row("first complete frame", "wandb leet", peer, min(ours)[0], 1.0))
    print(f"     (the bare app itself sends {min(count for _, count in bares):,} bytes)")
    return time_kept and bytes_kept


if __name__ == "__main__":
    sys.exit(not run())
