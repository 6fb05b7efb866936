"""A small program for tests in a real terminal: copies a text or announces a job's end, then leaves.

python -m tests.tui.attention_app copy TEXT
python -m tests.tui.attention_app announce [WAY]
"""

from __future__ import annotations

import sys
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from textual.app import App

from core import paths
from core.attention.events import ended
from core.config import NotifySettings
from core.job.metrics import MetricPoint
from core.job.progress import Progress
from core.job.status import JobKey, JobState, Status
from core.runs import Record, RunBook
from tui import clipboard
from tui.newsmessages import EventClaimed
from tui.notify import Attention
from tui.title import Title

if TYPE_CHECKING:
    from core.config.settings import DesktopWay


class AttentionApp(App[str]):
    """Does the one thing, and leaves with what it had to say."""

    def on_mount(self) -> None:
        """Once the terminal is ready."""
        self.call_after_refresh(self._go)

    def _go(self) -> None:
        if sys.argv[1] == "copy":
            clipboard.copy(self, sys.argv[2], self.exit)
            return
        title = Title(self.screen, wanted=True)
        title.show("ic-flowers-1", "Training")
        title.show("ic-flowers-1", "Training")
        record = Record(1, JobKey("local", "", "", "ic-flowers-1"), created=0.0)
        state = JobState(Status.COMPLETED, "Completed")
        event = ended(record, state, Progress(best=MetricPoint("validation:accuracy", 8, 0.7021)), None)
        settings = NotifySettings()
        if len(sys.argv) > 2:
            settings = replace(settings, desktop=cast("DesktopWay", sys.argv[2]))
        with closing(RunBook.open(paths.run_book_file())) as book:
            attention = Attention(self.screen, settings, book)
            attention.claimed(EventClaimed(event, first=True))
            attention.claimed(EventClaimed(event, first=False))
        title.restore()
        self.exit("")


if __name__ == "__main__":
    print("SAID", AttentionApp().run())
