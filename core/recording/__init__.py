"""A run taken out into a file, and played again from it (docs/record-and-replay.md)."""

from core.recording.logrun import of_log
from core.recording.private import Privacy
from core.recording.replay import Replay, opened, play, settings_for
from core.recording.run import Run, of_book
from core.recording.write import Written, write

__all__ = [
    "Privacy",
    "Replay",
    "Run",
    "Written",
    "of_book",
    "of_log",
    "opened",
    "play",
    "settings_for",
    "write",
]
