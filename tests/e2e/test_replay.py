"""A recording in the real program: it opens, says what it is, and leaves nothing behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.cli.runner import trainscope
from tests.e2e.terminal import Terminal

if TYPE_CHECKING:
    from pathlib import Path

LOG = "".join(
    f"[11/23/2026 22:{19 + epoch}:00 INFO 1] Epoch[{epoch}] Validation-accuracy=0.{epoch + 1}50000\n"
    for epoch in range(3)
)


def test_a_log_file_becomes_a_run_in_the_cockpit(home: Path) -> None:
    (home / "train.log").write_text(LOG)
    assert trainscope(home, "export", "--log-file", "train.log", "-o", "run.tsrun").code == 0
    with Terminal(home, "--theme", "light", "replay", "run.tsrun", "--speed", "600") as terminal:
        terminal.wait_for("replay ×600")
        terminal.wait_for("best 0.3500 @ 2")
        terminal.press("q")
        assert terminal.wait_for_end() == 0
    assert "still running" not in terminal.text
    assert not (home / ".local").exists()
