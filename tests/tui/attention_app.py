"""A small program for tests in a real terminal: copies a text or announces a job's end, then leaves.

python -m tests.tui.attention_app copy TEXT
python -m tests.tui.attention_app announce
"""

from __future__ import annotations

import sys

from textual.app import App

from core.config import NotifySettings
from core.job.metrics import MetricPoint
from core.job.status import JobKey, JobState, Status
from core.runs import Record
from tui import clipboard, notify


class AttentionApp(App[str]):
    """Does the one thing, and leaves with what it had to say."""

    def on_mount(self) -> None:
        """Once the terminal is ready."""
        self.call_after_refresh(self._go)

    def _go(self) -> None:
        said = ""
        if sys.argv[1] == "copy":
            said = clipboard.copy(self, sys.argv[2])
        else:
            record = Record(1, JobKey("local", "", "", "ic-flowers-1"), created=0.0)
            state = JobState(Status.COMPLETED, "Completed")
            best = MetricPoint("validation:accuracy", 8, 0.7021)
            notify.announce(self, NotifySettings(), record, state, best)
        self.exit(said)


if __name__ == "__main__":
    print("SAID", AttentionApp().run())
