"""A recording opened to be looked at: an engine and a run book of its own, which are gone afterwards."""

from __future__ import annotations

import tempfile
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from core.config import DatasetSettings
from core.errors import FolderError
from core.job.hyperparameters import parse, table
from core.job.status import JobKey
from core.recording.clock import ReplayClock
from core.recording.engine import ReplayEngine
from core.recording.read import Recording, read
from core.runs import RunBook
from core.text import clean
from core.watch import Follower

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from core.cancel import CancelToken
    from core.config import Settings
    from core.runs import Record
    from core.update import Update

_LONGEST_WORD = 128


@dataclass(frozen=True, slots=True)
class Replay:
    """What is shown in place of the user's own run book and engine.

    Args:
        book: fills as the run is played; the user's own is not touched.
        engine: plays the run.
        record: the job.
        clock: the time in the run.
        recording: as read.
    """

    book: RunBook
    engine: ReplayEngine
    record: Record
    clock: ReplayClock
    recording: Recording

    def go(self, part: float) -> Record | None:
        """Go on, or back, by so much of the whole run.

        Args:
            part: of the run from begin to end, such as -0.05.

        Returns:
            The job as it is in the book from now on, told from its begin again, where it went back; else None.

        Raises:
            RunBookError: the book cannot be written.
        """
        if not self.engine.go(part):
            return None
        for known in self.book.jobs():
            self.book.forget(known.id)
        return _added(self.book, self.engine, self.recording)


@contextmanager
def opened(file: Path, speed: float, *, clock: Callable[[], float] | None = None) -> Iterator[Replay]:
    """A recording, ready to be followed as any job is; what it takes on the disk is removed afterwards.

    Args:
        file: the recording.
        speed: seconds of the run per second; 0: its end at once.
        clock: seconds that pass here; those of the machine unless given.

    Raises:
        UsageError: the file cannot be read, or is no recording.
        FolderError: there is no room for what it unfolds to.
    """
    with _folder() as folder:
        try:
            recording = read(file, folder / "lines")
        except OSError as error:
            raise _no_room(error) from error
        times = ReplayClock(recording.begin, recording.end, speed, *([clock] if clock else []))
        key = JobKey(*(clean(part, limit=_LONGEST_WORD) for part in recording.header.key))
        engine = ReplayEngine(recording, key, times)
        with closing(RunBook.open(folder / "runs.sqlite")) as book:
            yield Replay(book, engine, _added(book, engine, recording), times, recording)


def play(replay: Replay, cancel: CancelToken) -> Iterator[Update]:
    """Follow the run to its end, or to the end of its recording if it still ran then.

    Yields:
        The first update, and each that differs from the one before.
    """
    follower = Follower(replay.book, replay.engine, replay.record)
    before: Update | None = None
    while not cancel.cancelled:
        over = replay.clock.over
        update = follower.poll()
        if update != before:
            before = update
            yield update
        if update.ended or (over and not follower.behind):
            return
        cancel.wait(follower.wait_seconds())


def settings_for(settings: Settings, replay: Replay) -> Settings:
    """The settings that a replay is looked at with: the run's own hyperparameters, no data set, and no notifications.

    Args:
        settings: the user's.
        replay: what is shown.
    """
    last = replay.recording.states[-1].state
    return replace(
        settings,
        dataset=DatasetSettings(),
        hyperparameters=_sound(last.hyperparameters) or settings.hyperparameters,
        notify=replace(settings.notify, bell=False, desktop=False, command=None),
    )


def _added(book: RunBook, engine: ReplayEngine, recording: Recording) -> Record:
    created = recording.header.created or recording.begin
    return book.add_job(
        engine.key(clean(recording.header.key.name, limit=_LONGEST_WORD)), spec=None, created=created
    )


def _sound(values: Mapping[str, str]) -> dict[str, str]:
    """Those that have a name and a value that hyperparameters can have."""
    kept = {}
    for name in table().keys() & values.keys():
        try:
            kept[name] = parse(name, values[name])
        except ValueError:
            continue
    return kept


@contextmanager
def _folder() -> Iterator[Path]:
    try:
        folder = tempfile.TemporaryDirectory(prefix="trainscope-replay-", ignore_cleanup_errors=True)
    except OSError as error:
        raise _no_room(error) from error
    with folder as path:
        yield Path(path)


def _no_room(error: OSError) -> FolderError:
    return FolderError(
        "cannot lay out the recording",
        why=error.strerror or str(error),
        fix="free some space in the folder for temporary files, or point TMPDIR elsewhere",
    )
