"""What the screens share: settings, run book, engine, the table of hyperparameters, the keys."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from tui.history import History
from tui.keys import KEYS, shown
from tui.marks import Marks

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from core.config import HostingSettings, Settings
    from core.engine.hosting import HostingEngine
    from core.job.hyperparameters import Hyperparameter
    from core.job.status import JobKey
    from core.recording import Replay
    from core.runs import RunBook
    from tui.keys import Key


class Engines:
    """The engines of jobs that run elsewhere than new ones would, each opened once, when it is first asked for."""

    def __init__(self) -> None:
        self._opened: dict[tuple[str, str, str], HostingEngine] = {}
        self._lock = threading.Lock()

    def of(self, settings: Settings, key: JobKey) -> HostingEngine:
        """The engine that runs the job.

        Raises:
            TrainscopeError: it cannot be opened.
        """
        from core.engine.registry import open_engine

        with self._lock:
            where = key[:3]
            if where not in self._opened:
                self._opened[where] = open_engine(settings, key)
            return self._opened[where]


@dataclass(frozen=True, slots=True)
class Services:
    """Handed to each screen; nothing in it is replaced while the program runs.

    Args:
        settings: the configuration.
        book: the run book.
        engine: where new jobs run.
        table: name -> hyperparameter.
        keymap: key id -> keys, for the ids the user remapped.
        read_only: whether nothing may be started or stopped.
        start: launch a job as soon as the data set is read (the demo).
        ascii_only: draw with nothing but ASCII.
        elsewhere: the engines of jobs that run in another place.
        asked: the paths that endpoints were asked about, as they were typed.
        marks: the runs that are marked for a comparison.
        clock: epoch seconds of what is shown; of a run that is replayed, those of the run.
        notice: what is said once at the start; may be empty.
        replay: the recorded run that is shown in place of the user's own.
    """

    settings: Settings
    book: RunBook
    engine: HostingEngine
    table: Mapping[str, Hyperparameter]
    keymap: Mapping[str, str]
    read_only: bool
    start: bool = False
    ascii_only: bool = False
    elsewhere: Engines = field(default_factory=Engines)
    asked: History = field(default_factory=History)
    marks: Marks = field(default_factory=Marks)
    clock: Callable[[], float] = time.time
    notice: str = ""
    replay: Replay | None = None

    @property
    def recorded(self) -> bool:
        """Whether a recorded run is shown."""
        return self.replay is not None

    def engine_for(self, key: JobKey) -> HostingEngine:
        """Where this job runs: the engine of new jobs if it is the same place, else one of its own.

        Raises:
            TrainscopeError: there is no such engine, or it cannot be opened as the machine is set up now.
        """
        said = self.engine.capabilities
        if key[:3] == (said.name, said.account, said.region):
            return self.engine
        return self.elsewhere.of(self.settings, key)

    def engine_on(self, key: JobKey, hosting: HostingSettings) -> HostingEngine:
        """Where this job runs, with other machines for what is made of its model.

        Raises:
            TrainscopeError: it cannot be opened.
        """
        if hosting == self.settings.hosting:
            return self.engine_for(key)
        from core.engine.registry import open_engine

        return open_engine(replace(self.settings, hosting=hosting), key)

    def keys(self, row: Key) -> str:
        """The keys of a row, the user's if he has his own."""
        return self.keymap.get(row.id, row.keys)

    def first_key(self, row_id: str) -> str:
        """The first key of the row with this id, as people write it: for sentences that name a key."""
        return next(shown(self.keys(row), first=True) for row in KEYS if row.id == row_id)
